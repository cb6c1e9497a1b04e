using System.Collections.Immutable;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Rendering;

/// <summary>A field of numbers, a scale and a colormap. Colour is worked out when pixels are written.</summary>
/// <remarks>Immutable. The numbers under the colours stay, in <see cref="Raster"/>.</remarks>
public sealed class Heatmap : ImageObject
{
    private readonly HeatmapStyle _style;
    private readonly Raster? _markedNumbers;

    internal Heatmap(Raster raster, HeatmapScale scale, HeatmapStyle style, double? clippedPercent = null)
    {
        if (raster.Bands != 1)
            throw ImageErrors.NotGray(raster.Name, raster.Bands);
        Raster = raster;
        Scale = scale;
        _style = style.For(scale.Norm);
        ClippedPercent = clippedPercent;
    }

    internal Heatmap(Raster raster, HeatmapScale scale, HeatmapStyle style, ClippedPixels clipped)
        : this(raster, scale, style, clipped.Percent) => ClippedEnds = clipped.Ends;

    /// <summary>The numbers, one band.</summary>
    public Raster Raster { get; }

    /// <summary>Norm and limits.</summary>
    public HeatmapScale Scale { get; }

    /// <summary>The colours.</summary>
    public Colormap Colormap => _style.Colormap;

    /// <summary>Value of the first colour.</summary>
    public double Minimum => Scale.Minimum;

    /// <summary>Value of the last colour.</summary>
    public double Maximum => Scale.Maximum;

    /// <summary>Share of the valid pixels that lie outside the limits, in percent; null where it was not counted.</summary>
    public double? ClippedPercent { get; }

    /// <summary>What lies between two colours of the map.</summary>
    public ColorInterpolation ColorInterpolation => _style.Interpolation;

    /// <inheritdoc/>
    public override int Width => Raster.Width;

    /// <inheritdoc/>
    public override int Height => Raster.Height;

    /// <inheritdoc/>
    public override int Bands => HasAlpha ? 4 : 3;

    /// <inheritdoc/>
    public override int BitDepth => _style.BitDepth;

    /// <inheritdoc/>
    public override SampleType SampleType => BitDepth == 16 ? SampleType.UInt16 : SampleType.UInt8;

    /// <inheritdoc/>
    public override string? Path => Raster.Path;

    /// <inheritdoc/>
    public override string? Unit => Raster.Unit;

    /// <inheritdoc/>
    public override string Name => Raster.Name;

    /// <summary>Whether its colours can be transparent: told by the sample type (floating point), declared nodata values and
    /// the chosen colours, not by what one image happens to contain, so that the files of one run are all of one kind.</summary>
    public bool HasAlpha
    {
        get
        {
            if (Colormap.HasAlpha || Colormap.UnderColor is { A: < 1 } || Colormap.OverColor is { A: < 1 })
                return true;
            return Colormap.BadColor is { } bad ? bad.A < 1 : Raster.SampleType.IsFloat || Raster.NoDataValues.Length > 0;
        }
    }

    /// <summary>What Add-Annotation draws over the colours, one short text for each mark.</summary>
    public ImmutableArray<string> Annotations => Marks?.Texts ?? [];

    internal HeatmapStyle Style => _style;

    /// <summary>What is drawn over the colours, or null.</summary>
    internal PictureMarks? Marks { get; private init; }

    /// <summary>The numbers that the marks tell of: those before the heatmap was resampled to be shown.</summary>
    internal Raster MarkedNumbers
    {
        get => _markedNumbers ?? Raster;
        private init => _markedNumbers = value;
    }

    /// <summary>The ends that pixels lie beyond; null where they were not counted.</summary>
    internal ClippedEnds? ClippedEnds { get; private init; }

    /// <summary>The colours as an RGB (or RGBA) raster.</summary>
    /// <param name="bitDepth">8 or 16 bits a channel.</param>
    public Raster Render(int bitDepth) => HeatmapRendering.ToRaster(this, bitDepth);

    /// <summary>Reads all pixels as colours, at the heatmap's own depth.</summary>
    /// <returns><c>byte[height, width, 3 or 4]</c>, or <c>ushort</c> at 16 bits.</returns>
    public override Array ToArray() => ToArray(BitDepth);

    /// <summary>Reads all pixels as colours.</summary>
    /// <param name="bitDepth">8 or 16 bits a channel.</param>
    public Array ToArray(int bitDepth) => Render(bitDepth).ToArray();

    internal Heatmap With(HeatmapStyle style) =>
        new(Raster, Scale, style, ClippedPercent) { ClippedEnds = ClippedEnds, Marks = Marks, MarkedNumbers = MarkedNumbers };

    /// <summary>The same with other marks, or with none.</summary>
    internal Heatmap With(PictureMarks? marks) => new(Raster, Scale, _style, ClippedPercent) { ClippedEnds = ClippedEnds, Marks = marks };

    /// <summary>The same image in another size. Its marks stay those of the original numbers, and are drawn in the new size.</summary>
    /// <param name="resampled">The whole image, resampled.</param>
    internal Heatmap Resampled(Raster resampled) => new(resampled, Scale, _style) { Marks = Marks, MarkedNumbers = MarkedNumbers };
}
