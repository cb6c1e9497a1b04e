using System.Collections;
using System.Management.Automation;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Arguments;

/// <summary>Takes what -Scale may be given: a scale, a heatmap, an object made from JSON, JSON itself, or the path of a JSON
/// file.</summary>
internal static class ScaleArgument
{
    /// <summary>Largest file read as JSON; a scale with the fullest equalization takes less than 1 MB.</summary>
    private const int MaximumFileLength = 16 << 20;

    /// <summary>Objects in objects; a scale with the fullest equalization has three.</summary>
    private const int MaximumDepth = 16;

    /// <summary>The scale that a parameter's value means.</summary>
    /// <param name="value">The value.</param>
    /// <param name="resolvePath">Makes a path of PowerShell a full one.</param>
    /// <exception cref="HeatmapException">ScaleInvalid.</exception>
    public static HeatmapScale Resolve(object value, Func<string, string> resolvePath)
    {
        object item = PortableObjectData.TryRead(value) ?? Unwrap(value);
        return item switch
        {
            HeatmapScale scale => scale.Validate(),
            Heatmap heatmap => heatmap.Scale,
            FileInfo file => FromFile(file.FullName),
            string text when text.AsSpan().TrimStart().StartsWith("{") => ScaleProperties.FromJson(text),
            string path => FromFile(resolvePath(path)),
            _ when ToProperties(item) is { } properties => ScaleProperties.ToScale(properties),
            _ => throw RangeErrors.ScaleInvalid($"a scale, an object or file made from a scale, or a heatmap for -Scale, but got {item.GetType().FullName}"),
        };
    }

    private static HeatmapScale FromFile(string path)
    {
        try
        {
            byte[] bytes = SmallFile.TryRead(path, MaximumFileLength)
                ?? throw RangeErrors.ScaleInvalid($"a JSON file with a scale, but '{path}' has more than {MaximumFileLength:N0} bytes");
            using var text = new StreamReader(new MemoryStream(bytes, writable: false));
            return ScaleProperties.FromJson(text.ReadToEnd());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw RangeErrors.ScaleInvalid($"a JSON file with a scale, but '{path}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>A custom or deserialized object stays itself, since its properties are in the wrapper.</summary>
    private static object Unwrap(object value) =>
        value is PSObject { BaseObject: not PSCustomObject and var inner } ? inner : value;

    /// <summary>Properties by name, those of nested objects too; null for a value without properties.</summary>
    /// <param name="value">A dictionary or an object.</param>
    /// <param name="depth">How deep it lies in others: an object may hold itself.</param>
    private static Dictionary<string, object?>? ToProperties(object value, int depth = 0)
    {
        if (depth > MaximumDepth)
            throw RangeErrors.ScaleInvalid($"a scale with at most {MaximumDepth} nested objects for -Scale, but got more");
        var properties = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        switch (value)
        {
            case IDictionary entries:
                foreach (DictionaryEntry entry in entries)
                    properties[entry.Key.ToString()!] = ToPlain(entry.Value, depth);
                return properties;
            case PSObject wrapped:
                foreach (PSPropertyInfo property in PropertiesOf(wrapped))
                    properties[property.Name] = ToPlain(property.Value, depth);
                return properties;
            default:
                return null;
        }
    }

    /// <summary>PowerShell makes objects of CLIXML that it cannot list the properties of: one without a name is enough.</summary>
    private static List<PSPropertyInfo> PropertiesOf(PSObject item)
    {
        try
        {
            return [.. item.Properties];
        }
        catch (ArgumentException error)
        {
            throw RangeErrors.ScaleInvalid($"an object with the properties of a scale for -Scale, but reading them failed: {error.Message}",
                error);
        }
    }

    private static object? ToPlain(object? value, int depth)
    {
        if (value is null)
            return null;
        object item = PortableObjectData.TryRead(value) ?? Unwrap(value);
        return item switch
        {
            IDictionary or PSObject => ToProperties(item, depth + 1),
            string => item,
            IEnumerable items when depth < MaximumDepth => items.Cast<object?>().Select(inner => ToPlain(inner, depth + 1)).ToList(),
            IEnumerable => throw RangeErrors.ScaleInvalid($"a scale with at most {MaximumDepth} nested lists for -Scale, but got more"),
            _ => item,
        };
    }
}
