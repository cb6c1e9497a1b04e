using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;

namespace HeatmapPS.Engine.Pixels;

/// <summary>Pixels in a temporary file that goes with the object: a result too large for memory.</summary>
internal sealed class TemporaryFileSource : RasterSource, IDisposable
{
    private readonly FileStream _file;

    private TemporaryFileSource(RasterLayout layout, FileStream file)
        : base(layout) => _file = file;

    ~TemporaryFileSource() => Release();

    /// <summary>Writes all rows to a temporary file of their own.</summary>
    /// <exception cref="HeatmapException">TemporaryFileFailed, and what reading throws.</exception>
    public static TemporaryFileSource Create(RowReader rows, CancellationToken cancellationToken)
    {
        FileStream file = TemporaryFile.Create(rows.Layout.ByteCount);
        try
        {
            RowPump.ForEachStrip(rows, cancellationToken, strip => Write(file, strip.Bytes, rows.Layout.ByteCount));
            return new TemporaryFileSource(rows.Layout, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override RowReader Open() => new FileRows(Layout, this);

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private static void Write(FileStream file, ReadOnlySpan<byte> bytes, long total)
    {
        try
        {
            file.Write(bytes);
        }
        catch (IOException error)
        {
            throw OutputErrors.TemporaryFileFailed(total, error);
        }
    }

    private void Release() => _file.Dispose();

    private sealed class FileRows(RasterLayout layout, TemporaryFileSource owner) : RowReader(layout)
    {
        private long _position;

        public override void Read(Span<byte> destination)
        {
            while (destination.Length > 0)
            {
                int read = RandomAccess.Read(owner._file.SafeFileHandle, destination, _position);
                if (read == 0)
                    throw new EndOfStreamException("The temporary file of an image ended early.");
                _position += read;
                destination = destination[read..];
            }
        }
    }
}
