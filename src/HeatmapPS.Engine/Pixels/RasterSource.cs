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

    /// <summary>Opens a part of the rows. Files whose parts can be found read no other.</summary>
    /// <param name="part">Lies inside the raster.</param>
    public virtual RowReader Open(PixelRectangle part) => CroppedRows.Open(Open, part);
}

/// <summary>A part of another source.</summary>
/// <param name="parent">The source.</param>
/// <param name="part">Lies inside it.</param>
internal sealed class PartSource(RasterSource parent, PixelRectangle part)
    : RasterSource(parent.Layout with { Width = part.Width, Height = part.Height })
{
    public override bool DecodesWhole => parent.DecodesWhole;

    public override RowReader Open() => parent.Open(part);

    public override RowReader Open(PixelRectangle inner) =>
        parent.Open(inner with { X = part.X + inner.X, Y = part.Y + inner.Y });
}

/// <summary>A rectangle of rows that can only be read from the first one on. Those below it are not read.</summary>
internal sealed class CroppedRows : RowReader
{
    private readonly RowReader _inner;
    private readonly byte[] _row;
    private readonly int _start;
    private int _above;

    private CroppedRows(RowReader inner, PixelRectangle part)
        : base(inner.Layout with { Width = part.Width, Height = part.Height })
    {
        _inner = inner;
        _row = new byte[inner.Layout.RowBytes];
        _start = part.X * inner.Layout.Bands * inner.Layout.SampleType.Size;
        _above = part.Y;
    }

    /// <summary>The part of the rows that a function opens.</summary>
    /// <param name="open">Opens all rows.</param>
    /// <param name="part">Lies inside them.</param>
    public static RowReader Open(Func<RowReader> open, PixelRectangle part)
    {
        RowReader rows = open();
        return part == new PixelRectangle(0, 0, rows.Layout.Width, rows.Layout.Height) ? rows : new CroppedRows(rows, part);
    }

    public override void Read(Span<byte> destination)
    {
        for (; _above > 0; _above--)
            ReadRow();
        for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..])
        {
            ReadRow();
            _row.AsSpan(_start, Layout.RowBytes).CopyTo(destination);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private void ReadRow()
    {
        WorkScope.Token.ThrowIfCancellationRequested();
        _inner.Read(_row);
    }
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

    public override RowReader Open(PixelRectangle part) =>
        CroppedRows.Open(
            () => new MemoryRows(Layout with { Height = part.Height },
                _pixels.Slice(part.Y * Layout.RowBytes, part.Height * Layout.RowBytes)),
            part with { Y = 0 });

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

    public override RowReader Open() => new FileRows(Layout, this, 0);

    public override RowReader Open(PixelRectangle part) =>
        CroppedRows.Open(() => new FileRows(Layout with { Height = part.Height }, this, part.Y), part with { Y = 0 });

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

    private sealed class FileRows(RasterLayout layout, TemporaryFileSource owner, int firstRow) : RowReader(layout)
    {
        private long _position = (long)firstRow * layout.RowBytes;

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
