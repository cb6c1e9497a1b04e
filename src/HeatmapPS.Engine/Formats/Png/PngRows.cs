using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>Rows of a PNG of 8 or 16 bits that has no palette and is not interlaced.</summary>
/// <remarks>The checksums of all image data are looked at: of each chunk, and of the stream in them.</remarks>
internal sealed class PngRows : RowReader
{
    private readonly PngSource _source;
    private readonly PngDataStream _data;
    private readonly InflateStream _inflate;
    private readonly int _sampleBytes;
    private readonly int _pixelBytes;
    private readonly byte[] _above;
    private int _left;
    private bool _isDisposed;

    /// <param name="path">Full path.</param>
    /// <param name="layout">What its header said.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, SourceChanged, and what opening throws.</exception>
    public PngRows(string path, RasterLayout layout)
        : base(layout)
    {
        _sampleBytes = layout.SampleType.Size;
        _pixelBytes = layout.Bands * _sampleBytes;
        _left = layout.Height;
        _source = new PngSource(path);
        try
        {
            _data = new PngDataStream(_source, FindImageData(), checksums: true);
        }
        catch
        {
            _source.Dispose();
            throw;
        }

        _inflate = new InflateStream(_data);
        _above = ArrayPool<byte>.Shared.Rent(layout.RowBytes);
        _above.AsSpan(0, layout.RowBytes).Clear();
    }

    public override void Read(Span<byte> destination)
    {
        int rowBytes = Layout.RowBytes;
        Span<byte> rows = destination;

        // Samples are as in the file until all rows are there: each is found from the one above.
        ReadOnlySpan<byte> above = _above.AsSpan(0, rowBytes);
        for (; !destination.IsEmpty; destination = destination[rowBytes..])
        {
            ReadOnlySpan<byte> stored = TakeRow(rowBytes + 1);
            if (stored[0] > (byte)PngFilter.Paeth)
                throw ImageErrors.Corrupt(_source.Path, $"a row has the unknown filter {stored[0]}");
            Span<byte> row = destination[..rowBytes];
            PngUnfilter.Undo((PngFilter)stored[0], above, stored[1..], _pixelBytes, row);
            above = row;
            if (--_left == 0)
                CheckEnd();
        }

        above.CopyTo(_above);
        if (_sampleBytes == 2 && BitConverter.IsLittleEndian)
        {
            Span<ushort> samples = MemoryMarshal.Cast<byte, ushort>(rows);
            BinaryPrimitives.ReverseEndianness(samples, samples);
        }
    }

    protected override void Dispose(bool disposing)
    {
        // Whoever wraps a reader may dispose of it once more, and a buffer given back twice would be two readers' at once.
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _inflate.Dispose();
            _source.Dispose();
            ArrayPool<byte>.Shared.Return(_above);
        }

        base.Dispose(disposing);
    }

    private ReadOnlySpan<byte> TakeRow(int bytes)
    {
        if (_left == 0)
            throw new InvalidOperationException("Expected no more rows than are left.");
        try
        {
            ReadOnlySpan<byte> row = _inflate.Take(bytes);
            return row.Length == bytes ? row : throw Incomplete();
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }
    }

    /// <summary>Reads what is left of the image data, so that its checksums are seen. More of it than the picture needs is ignored, as
    /// all readers do.</summary>
    private void CheckEnd()
    {
        Span<byte> rest = stackalloc byte[256];
        try
        {
            if (_inflate.Read(rest) == 0 && !_inflate.IsComplete)
                throw Incomplete();
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }

        while (_data.Read(rest) > 0)
        {
        }
    }

    private HeatmapException Incomplete() => ImageErrors.Corrupt(_source.Path, "its image data is incomplete");

    /// <summary>The error of data that cannot be decompressed: a checksum that is wrong says more, and comes only after the data that it
    /// is of.</summary>
    private HeatmapException Damaged() => PngFault.Find(_source.Path);

    private long FindImageData() =>
        _source.FindChunk(PngChunks.ImageData) is >= 0 and var at ? at : throw ImageErrors.SourceChanged(_source.Path);
}
