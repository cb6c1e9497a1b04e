using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Arguments;

/// <summary>Takes what -Scale and -Part may be given: an object, an object made from JSON, JSON itself, or the path of a JSON
/// file.</summary>
internal static class ScaleArgument
{
    private static readonly PropertyBag s_scale = new("a scale for -Scale", RangeErrors.ScaleInvalid, ScaleProperties.Parse);
    private static readonly PropertyBag s_part = new("a part for -Part", RangeErrors.PartInvalid, ParsePart);

    /// <summary>The scale that a parameter's value means.</summary>
    /// <param name="value">The value.</param>
    /// <param name="resolvePath">Makes a path of PowerShell a full one.</param>
    /// <exception cref="HeatmapException">ScaleInvalid.</exception>
    public static HeatmapScale Resolve(object value, Func<string, string> resolvePath)
    {
        object item = PortableObjectData.TryRead(value) ?? PropertyBag.Unwrap(value);
        return item switch
        {
            HeatmapScale scale => scale.Validate(),
            Heatmap heatmap => heatmap.Scale,
            _ when s_scale.Read(item, resolvePath) is { } properties => ScaleProperties.ToScale(properties),
            _ => throw RangeErrors.ScaleInvalid($"a scale, an object or file made from a scale, or a heatmap for -Scale, but got {item.GetType().FullName}"),
        };
    }

    /// <summary>The part of a scale that a parameter's value means.</summary>
    /// <param name="value">The value.</param>
    /// <param name="resolvePath">Makes a path of PowerShell a full one.</param>
    /// <exception cref="HeatmapException">PartInvalid.</exception>
    public static ScalePart ResolvePart(object value, Func<string, string> resolvePath)
    {
        object item = PropertyBag.Unwrap(value);
        return item switch
        {
            ScalePart part => part,
            _ when s_part.Read(item, resolvePath) is { } properties => ScalePart.FromProperties(properties),
            _ => throw RangeErrors.PartInvalid($"a part, or an object or file made from one, for -Part, but got {item.GetType().FullName}"),
        };
    }

    private static IReadOnlyDictionary<string, object?> ParsePart(string json)
    {
        try
        {
            return ScaleProperties.Parse(json);
        }
        catch (HeatmapException error)
        {
            throw RangeErrors.PartInvalid($"JSON with the properties of a part, but got other text", error);
        }
    }
}
