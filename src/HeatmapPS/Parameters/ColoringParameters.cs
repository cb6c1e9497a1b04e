using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Parameters;

/// <summary>Parameters that colour numbers: the colormap, in addition to those of the scale.</summary>
public class ColoringParameters : SavedScaleParameters
{
    /// <summary>Parameters that colour numbers, besides those of the scale.</summary>
    internal static readonly string[] StyleNames =
        [nameof(Colormap), nameof(Reverse), nameof(ColorInterpolation), nameof(LevelCount), .. ExtremeColorParameters.Names];

    /// <summary>Name of a colormap, a colormap object or file, or an N × 3 array of bytes or of 0..1.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ColormapCompleter))]
    public object Colormap { get; set; } = "viridis";

    /// <summary>Reverses the colormap.</summary>
    [Parameter]
    public SwitchParameter Reverse { get; set; }

    /// <summary>Whether to interpolate between colours. By default Linear at 16 bits for continuous maps, otherwise Nearest.</summary>
    [Parameter]
    public ColorInterpolation? ColorInterpolation { get; set; }

    /// <summary>Number of colours to reduce the map to.</summary>
    [Parameter]
    [ValidateRange(2, 65536)]
    public int LevelCount { get; set; }

    [ParameterBlock(ParameterPlace.Colors)]
    internal readonly ExtremeColorParameters Extremes = new();

    /// <summary>The style that the parameters describe.</summary>
    /// <param name="command">The cmdlet, whose location relative paths start from.</param>
    /// <param name="bitDepth">Bits a channel, 8 or 16.</param>
    /// <exception cref="HeatmapException">ColormapNotFound, ColormapInvalid, ColormapFileInvalid, ColorInvalid.</exception>
    internal HeatmapStyle ToStyle(PSCmdlet command, int bitDepth)
    {
        Colormap map = ColormapArgument.Resolve(Colormap, command);
        if (Reverse)
            map = map.Reverse();
        if (LevelCount > 0)
            map = map.Resample(LevelCount);
        return new HeatmapStyle(Extremes.Apply(map), bitDepth,
            ColorInterpolation ?? (LevelCount > 0 ? Engine.Rendering.ColorInterpolation.Nearest : null));
    }
}

/// <summary>Parameters that give images their scale: one for each image, one for all, or a saved one.</summary>
public sealed class ImageScaleParameters : ColoringParameters
{
    /// <summary>Uses one scale for all images of the pipeline. -SharedScale:$false silences the warning about different ranges.</summary>
    [Parameter]
    public SwitchParameter SharedScale { get; set; }

    /// <inheritdoc/>
    internal override bool SetsScale => base.SetsScale || SharedScale;
}

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
