using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Rendering;

/// <summary>How a heatmap is coloured: what all images of one command share, so that its tables are made once.</summary>
/// <param name="colormap">The colours.</param>
/// <param name="bitDepth">Bits a channel, 8 or 16.</param>
/// <param name="interpolation">What lies between two colours; null takes Linear at 16 bits for maps that are meant to be
/// continuous, else Nearest.</param>
internal sealed class HeatmapStyle(Colormap colormap, int bitDepth = 8, ColorInterpolation? interpolation = null)
{
    private readonly ColorTable?[] _tables = new ColorTable?[4];
    private ColorIndexer? _lastIndexer;
    private HeatmapStyle? _ofRegions;

    public Colormap Colormap { get; } = colormap;

    public int BitDepth { get; } = bitDepth;

    public ColorInterpolation Interpolation => InterpolationAt(BitDepth);

    /// <summary>What was asked for to lie between two colours; null where nothing was.</summary>
    public ColorInterpolation? GivenInterpolation => interpolation;

    /// <summary>The table of colours for an output.</summary>
    /// <param name="bits">8 or 16 a channel.</param>
    /// <param name="alpha">Whether the output can be transparent.</param>
    public ColorTable Table(int bits, bool alpha)
    {
        ref ColorTable? table = ref _tables[(bits == 16 ? 2 : 0) + (alpha ? 1 : 0)];
        if (Volatile.Read(ref table) is { } known)
            return known;
        var made = ColorTable.Create(Colormap, InterpolationAt(bits), alpha);
        return Interlocked.CompareExchange(ref table, made, null) ?? made;
    }

    /// <summary>The indexer of a heatmap's values into a table. The last one made is kept: images on one scale share it, and
    /// for 16-bit values it takes longer to make than to use on a small frame.</summary>
    /// <param name="heatmap">The heatmap.</param>
    /// <param name="table">The table.</param>
    public ColorIndexer Indexer(Heatmap heatmap, ColorTable table)
    {
        Raster raster = heatmap.Raster;
        ColorIndexer? last = _lastIndexer;
        if (last is not null && last.Serves(heatmap.Scale, table.Count, raster.SampleType, raster.NoDataValues))
            return last;
        var indexer = new ColorIndexer(heatmap.Scale, table.Count, raster.SampleType, raster.NoDataValues);
        _lastIndexer = indexer;
        return indexer;
    }

    /// <summary>The style for a norm: a region has a colour of the map, the same at 8 and at 16 bits, unless something else was
    /// asked for.</summary>
    /// <param name="norm">How the heatmap's values are spread.</param>
    public HeatmapStyle For(NormKind norm) => norm != NormKind.Boundary || interpolation is not null
        ? this
        : _ofRegions ??= new HeatmapStyle(Colormap, BitDepth, ColorInterpolation.Nearest);

    /// <summary>The same colours at another depth.</summary>
    public HeatmapStyle WithBitDepth(int bits) => bits == BitDepth ? this : new HeatmapStyle(Colormap, bits, interpolation);

    /// <summary>The same colours with another for bad values.</summary>
    public HeatmapStyle WithBad(ColorValue bad) =>
        new(Colormap.WithExtremes(Colormap.UnderColor, Colormap.OverColor, bad), BitDepth, interpolation);

    private ColorInterpolation InterpolationAt(int bits) => interpolation
        ?? (bits == 16 && Colormap.Kind != ColormapKind.Qualitative ? ColorInterpolation.Linear : ColorInterpolation.Nearest);
}

/// <summary>What lies between two colours of a map.</summary>
public enum ColorInterpolation
{
    /// <summary>Nothing: a value takes one of the map's colours.</summary>
    Nearest,

    /// <summary>The map's colours are interpolated linearly to 65,536.</summary>
    Linear,
}
