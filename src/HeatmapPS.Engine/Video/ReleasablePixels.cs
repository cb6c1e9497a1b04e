using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Video;

/// <summary>A video's frame while its statistics are gathered. Its pixels are let go of afterwards, and read from the video again
/// in the rare case that they are asked for once more.</summary>
internal sealed class ReleasablePixels : RasterSource
{
    private readonly Func<RasterSource> _reopen;
    private RasterSource? _pixels;

    private ReleasablePixels(RasterSource pixels, Func<RasterSource> reopen)
        : base(pixels.Layout)
    {
        _pixels = pixels;
        _reopen = reopen;
    }

    /// <summary>A raster whose pixels can be released.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="reopen">Reads it again.</param>
    public static (Raster Raster, ReleasablePixels Pixels) From(Raster frame, Func<Raster> reopen)
    {
        var pixels = new ReleasablePixels(frame.Source, () => reopen().Source);
        return (new Raster(pixels, frame.Metadata, frame.Origin), pixels);
    }

    /// <summary>Lets go of the pixels.</summary>
    public void Release() => _pixels = null;

    /// <inheritdoc/>
    public override RowReader Open() => (_pixels ?? _reopen()).Open();
}
