using System.Collections;
using System.Management.Automation;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;

namespace HeatmapPS.Arguments;

/// <summary>Properties by name of what stands for an object: JSON, a file of it, a dictionary, or an object made from JSON or
/// CLIXML.</summary>
/// <param name="thing">What the properties are of, such as "a scale", for messages.</param>
/// <param name="invalid">Makes the error of "X, but got Z".</param>
/// <param name="parse">Reads JSON.</param>
internal sealed class PropertyBag(string thing, Func<FormattableString, Exception?, HeatmapException> invalid,
    Func<string, IReadOnlyDictionary<string, object?>> parse)
{
    /// <summary>Largest file read as JSON; a scale or part with the fullest histograms takes less than 1 MB.</summary>
    private const int MaximumFileLength = 16 << 20;

    /// <summary>Objects in objects; a scale with the fullest equalization has three.</summary>
    private const int MaximumDepth = 16;

    /// <summary>The properties that a value stands for.</summary>
    /// <param name="item">JSON, a path, a file, a dictionary, or an object.</param>
    /// <param name="resolvePath">Makes a path of PowerShell a full one.</param>
    /// <returns>Null for a value without properties.</returns>
    /// <exception cref="HeatmapException">What <c>invalid</c> makes.</exception>
    public IReadOnlyDictionary<string, object?>? Read(object item, Func<string, string> resolvePath) => item switch
    {
        FileInfo file => FromFile(file.FullName),
        string text when text.AsSpan().TrimStart().StartsWith("{") => parse(text),
        string path => FromFile(resolvePath(path)),
        _ => ToProperties(item, depth: 0),
    };

    /// <summary>A custom or deserialized object stays itself, since its properties are in the wrapper.</summary>
    public static object Unwrap(object value) => value is PSObject { BaseObject: not PSCustomObject and var inner } ? inner : value;

    private IReadOnlyDictionary<string, object?> FromFile(string path)
    {
        try
        {
            byte[] bytes = SmallFile.TryRead(path, MaximumFileLength)
                ?? throw invalid($"a JSON file with {thing}, but '{path}' has more than {MaximumFileLength:N0} bytes", null);
            using var text = new StreamReader(new MemoryStream(bytes, writable: false));
            return parse(text.ReadToEnd());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw invalid($"a JSON file with {thing}, but '{path}' cannot be read: {error.Message}", error);
        }
    }

    /// <param name="value">A dictionary or an object.</param>
    /// <param name="depth">How deep it lies in others: an object may hold itself.</param>
    private Dictionary<string, object?>? ToProperties(object value, int depth)
    {
        if (depth > MaximumDepth)
            throw invalid($"{thing} with at most {MaximumDepth} nested objects, but got more", null);
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
    private List<PSPropertyInfo> PropertiesOf(PSObject item)
    {
        try
        {
            return [.. item.Properties];
        }
        catch (ArgumentException error)
        {
            throw invalid($"an object with the properties of {thing}, but reading them failed: {error.Message}", error);
        }
    }

    private object? ToPlain(object? value, int depth)
    {
        if (value is null)
            return null;
        object item = PortableObjectData.TryRead(value) ?? Unwrap(value);
        return item switch
        {
            IDictionary or PSObject => ToProperties(item, depth + 1),
            string => item,
            IEnumerable items when depth < MaximumDepth => items.Cast<object?>().Select(inner => ToPlain(inner, depth + 1)).ToList(),
            IEnumerable => throw invalid($"{thing} with at most {MaximumDepth} nested lists, but got more", null),
            _ => item,
        };
    }
}
