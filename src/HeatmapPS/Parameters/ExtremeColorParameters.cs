using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Parameters;

/// <summary>The colours of what lies outside a colormap.</summary>
public sealed class ExtremeColorParameters
{
    internal static readonly string[] Names = [nameof(UnderColor), nameof(OverColor), nameof(BadColor)];

    /// <summary>Colour of values below the limits; the map's first by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ColorTransformation]
    [ArgumentCompleter(typeof(ColorCompleter))]
    public string? UnderColor { get; set; }

    /// <summary>Colour of values above the limits; the map's last by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ColorTransformation]
    [ArgumentCompleter(typeof(ColorCompleter))]
    public string? OverColor { get; set; }

    /// <summary>Colour of NaN, infinite and nodata values. By default transparent, or mid-grey in formats without alpha.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ColorTransformation]
    [ArgumentCompleter(typeof(ColorCompleter))]
    public string? BadColor { get; set; }

    /// <summary>A map with these colours, and its own where none are given.</summary>
    /// <exception cref="HeatmapException">ColorInvalid.</exception>
    internal Colormap Apply(Colormap map) => map.WithExtremes(
        ColormapArgument.ResolveColor(UnderColor) ?? map.UnderColor,
        ColormapArgument.ResolveColor(OverColor) ?? map.OverColor,
        ColormapArgument.ResolveColor(BadColor) ?? map.BadColor);
}
