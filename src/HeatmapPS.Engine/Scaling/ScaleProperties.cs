using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Scaling;

/// <summary>Makes a scale from its properties by name, as JSON and other records of objects keep them.</summary>
/// <remarks>Values may be of any number type or text; missing properties take their defaults, unknown ones are passed over.</remarks>
internal static class ScaleProperties
{
    /// <summary>The scale that a set of properties describes.</summary>
    /// <param name="properties">Names, in any case, and values; an equalization is a dictionary of its own.</param>
    /// <exception cref="HeatmapException">ScaleInvalid.</exception>
    public static HeatmapScale ToScale(IReadOnlyDictionary<string, object?> properties)
    {
        NormKind norm = Norm(properties.GetValueOrDefault(nameof(HeatmapScale.Norm)));
        ImmutableArray<double> boundaries = Numbers(properties.GetValueOrDefault(nameof(HeatmapScale.Boundaries)));
        return new HeatmapScale(
            Required(properties, nameof(HeatmapScale.Minimum), boundaries.IsEmpty ? null : boundaries[0]),
            Required(properties, nameof(HeatmapScale.Maximum), boundaries.IsEmpty ? null : boundaries[^1]))
        {
            Norm = norm,
            Gamma = Optional(properties, nameof(HeatmapScale.Gamma)),
            LinearThreshold = Optional(properties, nameof(HeatmapScale.LinearThreshold)),
            Center = Optional(properties, nameof(HeatmapScale.Center)),
            Boundaries = boundaries,
            Equalization = Equalization(properties.GetValueOrDefault(nameof(HeatmapScale.Equalization))),
            Unit = properties.GetValueOrDefault(nameof(HeatmapScale.Unit))?.ToString(),
        }.Validate();
    }

    /// <summary>The scale that a JSON object describes.</summary>
    /// <exception cref="HeatmapException">ScaleInvalid.</exception>
    public static HeatmapScale FromJson(string json) => ToScale(Parse(json));

    /// <summary>The properties of a JSON object.</summary>
    /// <exception cref="HeatmapException">ScaleInvalid.</exception>
    public static IReadOnlyDictionary<string, object?> Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Object(document.RootElement)
                : throw RangeErrors.ScaleInvalid($"a JSON object, but got {document.RootElement.ValueKind}");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter is for half a surrogate pair, which is well-formed JSON and no text.
            throw RangeErrors.ScaleInvalid($"JSON, but got invalid JSON: {error.Message}", error);
        }
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Object(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True or JsonValueKind.False => element.GetBoolean(),
        _ => null,
    };

    private static Dictionary<string, object?> Object(JsonElement element)
    {
        var properties = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty property in element.EnumerateObject())
            properties[property.Name] = Value(property.Value);
        return properties;
    }

    private static NormKind Norm(object? value)
    {
        if (value is null)
            return NormKind.Linear;
        string text = value is string name ? name : Number(nameof(HeatmapScale.Norm), value).ToString(CultureInfo.InvariantCulture);
        return Enum.TryParse(text, ignoreCase: true, out NormKind norm) && Enum.IsDefined(norm)
            ? norm
            : throw RangeErrors.ScaleInvalid($"one of {string.Join(", ", Enum.GetNames<NormKind>())} for the norm of a scale, but got '{text}'");
    }

    private static double Required(IReadOnlyDictionary<string, object?> properties, string name, double? otherwise) =>
        Optional(properties, name) ?? otherwise
            ?? throw RangeErrors.ScaleInvalid($"a scale with Minimum and Maximum, but it has no {name}");

    private static double? Optional(IReadOnlyDictionary<string, object?> properties, string name) =>
        properties.GetValueOrDefault(name) is { } value ? Number(name, value) : null;

    private static ImmutableArray<double> Numbers(object? value) => value switch
    {
        null => [],
        string or not IEnumerable => [Number(nameof(HeatmapScale.Boundaries), value)],
        IEnumerable items => [.. items.Cast<object?>().Select(item => Number(nameof(HeatmapScale.Boundaries), item))],
    };

    private static double Number(string name, object? value)
    {
        try
        {
            return value switch
            {
                null or bool => throw new FormatException(),
                double number => number,
                BigInteger big => (double)big,
                string text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
                IConvertible other => other.ToDouble(CultureInfo.InvariantCulture),
                _ => throw new FormatException(),
            };
        }
        catch (Exception error) when (error is FormatException or InvalidCastException or OverflowException)
        {
            throw RangeErrors.ScaleInvalid($"a number for {name} of a scale, but got '{value}'", error);
        }
    }

    private static EqualizationTable? Equalization(object? value)
    {
        if (value is null or EqualizationTable)
            return (EqualizationTable?)value;
        if (value is not IReadOnlyDictionary<string, object?> properties)
            throw RangeErrors.ScaleInvalid($"an equalization with its Minimum, Maximum, Bins and Counts, but got '{value}'; write JSON with a larger -Depth");
        double bins = Required(properties, nameof(EqualizationTable.Bins), null);
        return EqualizationTable.Parse(
            Required(properties, nameof(EqualizationTable.Minimum), null),
            Required(properties, nameof(EqualizationTable.Maximum), null),
            bins is >= 1 and <= EqualizationTable.MaximumBins ? (int)bins : 0,
            properties.GetValueOrDefault(nameof(EqualizationTable.Counts))?.ToString() ?? string.Empty);
    }
}
