using System.Management.Automation;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Abstractions;

/// <summary>Takes what -Colormap may be given: a name, a colormap, or an array of colours.</summary>
internal static class ColormapArgument
{
    /// <summary>The colormap that a parameter's value means.</summary>
    /// <exception cref="HeatmapException">ColormapNotFound with the nearest names, ColormapInvalid.</exception>
    public static Colormap Resolve(object value)
    {
        object item = value is PSObject wrapped ? wrapped.BaseObject : value;
        return item switch
        {
            Colormap map => map,
            Array colors when colors.GetType() != typeof(string[]) => Colormap.FromArray(colors),
            _ => ColormapCatalog.Default.Find(item.ToString() ?? string.Empty),
        };
    }

    /// <summary>The colour that a parameter's value means, or null when none was given.</summary>
    /// <exception cref="HeatmapException">ColorInvalid.</exception>
    public static ColorValue? ResolveColor(string? value) => value is null ? null : ColorValue.Parse(value);
}
