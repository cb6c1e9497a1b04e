namespace HeatmapPS.Engine.Pixels;

/// <summary>Keeps a result's pixels: in memory up to 256 MB, else in a temporary file that goes with the object.</summary>
internal static class Materialization
{
    /// <summary>Bytes up to which pixels stay in memory.</summary>
    public const long MemoryBytes = 256L << 20;

    /// <summary>Reads all rows and keeps them.</summary>
    public static RasterSource Keep(RowReader rows, CancellationToken cancellationToken) =>
        rows.Layout.ByteCount <= MemoryBytes
            ? new MemorySource(rows.Layout, RowPump.ReadAll(rows, cancellationToken))
            : TemporaryFileSource.Create(rows, cancellationToken);
}
