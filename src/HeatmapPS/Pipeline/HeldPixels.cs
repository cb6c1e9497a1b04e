using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Pipeline;

/// <summary>Images that wait for the end of the input. Those that hold their pixels in memory move to temporary files
/// once there are too many of them; files are only recipes anyway.</summary>
internal sealed class HeldPixels : IDisposable
{
    private readonly List<TemporaryFileSource> _files = [];
    private readonly Lock _lock = new();
    private long _bytes;

    /// <summary>The raster, from memory or from a temporary file.</summary>
    public Raster Keep(Raster raster, CancellationToken cancellationToken)
    {
        if (raster.Source is not MemorySource || Interlocked.Add(ref _bytes, raster.Layout.ByteCount) <= Materialization.MemoryBytes)
            return raster;
        using RowReader rows = raster.OpenRows();
        var file = TemporaryFileSource.Create(rows, cancellationToken);
        lock (_lock)
            _files.Add(file);
        return new Raster(file, raster.Metadata, raster.Origin);
    }

    public void Dispose()
    {
        foreach (TemporaryFileSource file in _files)
            file.Dispose();
    }
}
