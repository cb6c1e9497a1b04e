namespace HeatmapPS.Engine.Imaging;

/// <summary>Pixels in a temporary file that goes with the object: a result too large for memory.</summary>
internal sealed class TemporaryFileSource : RasterSource, IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;

    private TemporaryFileSource(RasterLayout layout, string path, FileStream file)
        : base(layout)
    {
        _path = path;
        _file = file;
    }

    ~TemporaryFileSource() => Release();

    /// <summary>Writes all rows to a temporary file of their own.</summary>
    public static TemporaryFileSource Create(RowReader rows, CancellationToken cancellationToken)
    {
        string path = Path.Join(Path.GetTempPath(), $"heatmapps-{Guid.NewGuid():N}.raw");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
        });
        try
        {
            RowPump.ForEachStrip(rows, cancellationToken, strip => file.Write(strip.Bytes));
            file.Flush();
            return new TemporaryFileSource(rows.Layout, path, file);
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

    private void Release() => _file.Dispose();

    /// <inheritdoc/>
    public override string ToString() => _path;

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
