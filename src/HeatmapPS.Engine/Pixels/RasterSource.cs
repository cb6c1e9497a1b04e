using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;

namespace HeatmapPS.Engine.Pixels;

/// <summary>Where the pixels of a raster come from: a recipe that can be followed any number of times, never a live stream.</summary>
internal abstract class RasterSource(RasterLayout layout)
{
    /// <summary>Size and sample type of the rows.</summary>
    public RasterLayout Layout { get; } = layout;

    /// <summary>Whether opening the rows decodes the whole image into memory.</summary>
    public virtual bool DecodesWhole => false;

    /// <summary>Whether keeping decoded pixels for a second use would gain nothing: they are in memory already, or their file is
    /// copied without decoding.</summary>
    public virtual bool IsCheapToReopen => false;

    /// <summary>Opens the rows anew, from the first.</summary>
    public abstract RowReader Open();
}

/// <summary>Pixels in memory.</summary>
internal sealed class MemorySource : RasterSource
{
    private readonly ReadOnlyMemory<byte> _pixels;

    /// <param name="layout">Size and sample type.</param>
    /// <param name="pixels">All rows; not to be changed any more by the caller.</param>
    public MemorySource(RasterLayout layout, ReadOnlyMemory<byte> pixels)
        : base(layout)
    {
        if (pixels.Length != layout.ByteCount)
            throw new ArgumentException($"Expected {layout.ByteCount} bytes of pixels, but got {pixels.Length}.", nameof(pixels));
        _pixels = pixels;
    }

    /// <summary>All rows.</summary>
    public ReadOnlyMemory<byte> Pixels => _pixels;

    public override bool IsCheapToReopen => true;

    public override RowReader Open() => new MemoryRows(Layout, _pixels);

    private sealed class MemoryRows(RasterLayout layout, ReadOnlyMemory<byte> pixels) : RowReader(layout)
    {
        private int _position;

        public override void Read(Span<byte> destination)
        {
            pixels.Span.Slice(_position, destination.Length).CopyTo(destination);
            _position += destination.Length;
        }
    }
}

/// <summary>Another source's rows seen through a transformation, worked out again at each use.</summary>
internal sealed class DerivedSource(RasterLayout layout, RasterSource parent, Func<RowReader, RowReader> transform)
    : RasterSource(layout)
{
    public override bool DecodesWhole => parent.DecodesWhole;

    public override RowReader Open()
    {
        RowReader rows = parent.Open();
        try
        {
            return transform(rows);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }
}

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
