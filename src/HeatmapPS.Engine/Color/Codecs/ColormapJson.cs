using System.Globalization;
using System.Text;
using System.Text.Json;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>Reads JSON that others made: depth is bounded, and errors name the line.</summary>
internal static class ColormapJson
{
    private const int MaxDepth = 32;

    private static readonly JsonReaderOptions s_reader =
        new() { MaxDepth = MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads a file.</summary>
    /// <exception cref="HeatmapException">ColormapFileInvalid.</exception>
    public static JsonDocument Parse(ColormapSource source)
    {
        try
        {
            return JsonDocument.Parse(source.Text,
                new JsonDocumentOptions { MaxDepth = MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException error)
        {
            throw source.At((int)(error.LineNumber ?? 0) + 1, "well-formed JSON", error.Message);
        }
    }

    /// <summary>The error of one item of an array, with its line and column.</summary>
    /// <param name="source">The file.</param>
    /// <param name="key">Key of the array in the outermost object; null when the array is outermost.</param>
    /// <param name="index">The item, from 0.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="got">What is there.</param>
    public static HeatmapException AtItem(ColormapSource source, string? key, int index, string expected, string got)
    {
        byte[] text = Encoding.UTF8.GetBytes(source.Text);
        if (StartOfItem(text, key, index) is not { } start)
            return source.Whole(expected, got);
        ReadOnlySpan<byte> before = text.AsSpan(0, start);
        int line = before.Count((byte)'\n') + 1;
        int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return ColormapFileErrors.Invalid(source.Path, string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}"),
            expected, got);
    }

    /// <summary>The documents of System.Text.Json do not say where their elements stand, so that it is read once more.</summary>
    private static int? StartOfItem(byte[] text, string? key, int index)
    {
        var reader = new Utf8JsonReader(text, s_reader);
        _ = reader.Read();
        while (key is not null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isMeant = reader.ValueTextEquals(key);
            _ = reader.Read();
            if (isMeant)
                break;
            reader.Skip();
        }

        if (reader.TokenType != JsonTokenType.StartArray)
            return null;
        for (int item = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; item++)
        {
            if (item == index)
                return (int)reader.TokenStartIndex;
            reader.Skip();
        }

        return null;
    }

    /// <summary>A text of an object, or <c>null</c>.</summary>
    public static string? Text(JsonElement map, string key) =>
        map.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A number of an object, or <c>null</c>.</summary>
    public static double? Number(JsonElement map, string key) =>
        map.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)
            && double.IsFinite(number) ? number : null;

    /// <summary>Whether a switch of an object is on: true or a number that is not 0.</summary>
    public static bool IsTrue(JsonElement map, string key) =>
        map.TryGetProperty(key, out JsonElement value)
            && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.Number && value.GetDouble() != 0));

    /// <summary>An array of numbers.</summary>
    /// <exception cref="HeatmapException">ColormapFileInvalid.</exception>
    public static double[] Numbers(ColormapSource source, JsonElement array, string what) => Numbers(source.Whole, array, what);

    /// <summary>An array of numbers.</summary>
    /// <param name="fail">Makes the error of what was expected and what is there.</param>
    /// <param name="array">The array.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <exception cref="HeatmapException">What <paramref name="fail"/> makes.</exception>
    public static double[] Numbers(Func<string, string, HeatmapException> fail, JsonElement array, string what)
    {
        if (array.ValueKind != JsonValueKind.Array) throw fail($"an array of numbers as {what}", $"{array.ValueKind}");
        double[] numbers = new double[array.GetArrayLength()];
        int i = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            numbers[i++] = item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out double value) && double.IsFinite(value)
                ? value
                : throw fail($"numbers in {what}", $"{item.GetRawText()} at position {i}");
        }

        return numbers;
    }
}
