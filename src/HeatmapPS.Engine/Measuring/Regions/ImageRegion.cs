using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Measuring.Regions;

/// <summary>A part of an image that is measured on its own. Immutable; one region serves many images.</summary>
/// <param name="name">Name in the results.</param>
internal abstract class ImageRegion(string name)
{
    /// <summary>Name in the results.</summary>
    public string Name { get; } = name;

    /// <summary>The region's pixels, row by row.</summary>
    /// <param name="raster">The image; the region must lie inside it.</param>
    /// <exception cref="HeatmapException">RegionInvalid.</exception>
    public abstract RegionRows Open(Raster raster);
}

/// <summary>The pixels of a region on one pass over an image.</summary>
internal abstract class RegionRows : IDisposable
{
    /// <summary>The runs of the next row, from left to right, none touching another; called once for each row of the
    /// image from the first. Valid until the next call.</summary>
    public abstract ReadOnlySpan<PixelRun> NextRow();

    /// <summary>Ends the pass.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A region with at most one run in a row: a rectangle, a circle, the whole image.</summary>
/// <param name="run">The run of a row; of length 0 outside the region.</param>
internal sealed class SpanRows(Func<int, PixelRun> run) : RegionRows
{
    private readonly PixelRun[] _current = new PixelRun[1];
    private int _row;

    public override ReadOnlySpan<PixelRun> NextRow()
    {
        _current[0] = run(_row++);
        return _current.AsSpan(0, _current[0].Length > 0 ? 1 : 0);
    }
}

/// <summary>Every pixel.</summary>
internal sealed class WholeImage() : ImageRegion("image")
{
    public override RegionRows Open(Raster raster)
    {
        var run = new PixelRun(0, raster.Width);
        return new SpanRows(_ => run);
    }
}
