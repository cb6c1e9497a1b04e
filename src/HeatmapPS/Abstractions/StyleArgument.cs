using System.Management.Automation;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Abstractions;

/// <summary>What the colormap parameters of a cmdlet say together.</summary>
internal sealed record StyleArgument
{
    /// <summary>What -Colormap was given.</summary>
    public required object Colormap { get; init; }

    /// <summary>Whether the map is turned round.</summary>
    public bool Reverse { get; init; }

    /// <summary>Number of colours to reduce the map to, or 0.</summary>
    public int Levels { get; init; }

    /// <summary>Colour of values below the limits, or null.</summary>
    public string? UnderColor { get; init; }

    /// <summary>Colour of values above the limits, or null.</summary>
    public string? OverColor { get; init; }

    /// <summary>Colour of values without a place, or null.</summary>
    public string? BadColor { get; init; }

    /// <summary>What lies between two colours, or null where nothing was said.</summary>
    public ColorInterpolation? Interpolation { get; init; }

    /// <summary>The style that the parameters make.</summary>
    /// <param name="command">The cmdlet, whose location relative paths start from.</param>
    /// <param name="bitDepth">Bits a channel, 8 or 16.</param>
    /// <exception cref="HeatmapException">ColormapNotFound, ColormapInvalid, ColormapFileInvalid, ColorInvalid.</exception>
    public HeatmapStyle Resolve(PSCmdlet command, int bitDepth)
    {
        Colormap map = ColormapArgument.Resolve(Colormap, command);
        if (Reverse)
            map = map.Reverse();
        if (Levels > 0)
            map = map.Resample(Levels);
        map = map.WithExtremes(
            ColormapArgument.ResolveColor(UnderColor) ?? map.UnderColor,
            ColormapArgument.ResolveColor(OverColor) ?? map.OverColor,
            ColormapArgument.ResolveColor(BadColor) ?? map.BadColor);
        return new HeatmapStyle(map, bitDepth, Interpolation ?? (Levels > 0 ? ColorInterpolation.Nearest : null));
    }
}
