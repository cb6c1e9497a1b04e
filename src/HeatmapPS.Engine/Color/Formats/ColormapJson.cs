using System.Text.Json;

namespace HeatmapPS.Engine.Color.Formats;

/// <summary>Reads JSON that others made: depth is bounded, and errors name the line.</summary>
internal static class ColormapJson
{
    private const int MaxDepth = 32;

    /// <summary>Reads a file.</summary>
    /// <exception cref="Errors.HeatmapException">ColormapFileInvalid.</exception>
    public static JsonDocument Parse(ColormapSource source)
    {
        try
        {
            return JsonDocument.Parse(source.Text, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException error)
        {
            throw source.At((int)(error.LineNumber ?? 0) + 1, "well-formed JSON", error.Message);
        }
    }

    /// <summary>A text of an object, or <c>null</c>.</summary>
    public static string? Text(JsonElement map, string key) =>
        map.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A number of an object, or <c>null</c>.</summary>
    public static double? Number(JsonElement map, string key) =>
        map.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;

    /// <summary>Whether a switch of an object is on: true or a number that is not 0.</summary>
    public static bool IsTrue(JsonElement map, string key) =>
        map.TryGetProperty(key, out JsonElement value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.Number && value.GetDouble() != 0));

    /// <summary>An array of numbers.</summary>
    /// <exception cref="Errors.HeatmapException">ColormapFileInvalid.</exception>
    public static double[] Numbers(ColormapSource source, JsonElement array, string what)
    {
        if (array.ValueKind != JsonValueKind.Array) throw source.Whole($"an array of numbers as {what}", $"{array.ValueKind}");
        var numbers = new double[array.GetArrayLength()];
        int i = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            numbers[i++] = item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out double value) && double.IsFinite(value)
                ? value
                : throw source.Whole($"numbers in {what}", $"{item.GetRawText()} at place {i}");
        }

        return numbers;
    }
}
