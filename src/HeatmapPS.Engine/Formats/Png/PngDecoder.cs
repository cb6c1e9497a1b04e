using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>Reads PNG: plain grey of 8 and 16 bits by itself, which are what instruments write, and all else by libvips.</summary>
/// <remarks>A frame of 960×540 takes half the time that it takes libvips, whose set-up for one image costs as much as the inflating
/// of a small one.</remarks>
internal sealed class PngDecoder : IImageDecoder
{
    private const string OwnName = "HeatmapPS";
    private const int HeaderEnd = 8 + PngChunks.Overhead + 13;
    private const int MaxChunks = 64;
    private const double MillimetresAnInch = 25.4;

    /// <summary>What libvips tells where a file says nothing, taken as nothing said: 72 an inch, and one a millimetre.</summary>
    private static readonly double[] s_untold = [2.834, 1];

    private readonly VipsDecoder _vips = new();

    /// <inheritdoc/>
    public string Name => $"{OwnName}, {_vips.Name}";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options) =>
        (page == 1 ? ReadPlain(path) : null) ?? _vips.ReadHeader(path, format, page, options);

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options) =>
        header.Codec == OwnName ? new PngGrayRows(path, header.Layout) : _vips.OpenRows(path, format, header, options);

    /// <summary>The header of a plain grey image; null for any other, and for a broken one, of which libvips tells what is wrong.</summary>
    private static ImageHeader? ReadPlain(string path)
    {
        using var source = new PngSource(path, headersOnly: true);
        if (source.Length < HeaderEnd || !PngImageHeader.TryParse(source.Read(0, HeaderEnd), out PngImageHeader header)
            || header is not { ColorType: PngColorType.Gray, BitDepth: 8 or 16, IsInterlaced: false }
            || Crc32.HashToUInt32(source.Read(12, 17)) != BinaryPrimitives.ReadUInt32BigEndian(source.Read(29, 4))
            || (long)header.Width * header.BitDepth / 8 > Array.MaxLength - 1)
        {
            return null;
        }

        (double X, double Y)? resolution = null;
        long at = HeaderEnd;
        for (int i = 0; i < MaxChunks && at + PngChunks.Overhead <= source.Length; i++)
        {
            (uint length, uint type) = source.ReadChunkHeader(at);
            switch (type)
            {
                case PngChunks.ImageData:
                    var layout =
                        new RasterLayout(header.Width, header.Height, 1, header.BitDepth == 16 ? SampleType.UInt16 : SampleType.UInt8);
                    return new ImageHeader(layout, new RasterMetadata { BitDepth = header.BitDepth, Resolution = resolution }, 1, 1,
                        OwnName);
                case PngChunks.Transparency or PngChunks.Exif or PngChunks.ImageEnd:
                    return null;
                case var _ when !HasChecksum(source, at, length):
                    throw ImageErrors.Corrupt(path, $"the checksum of chunk {PngChunks.NameOf(type)} is wrong");
                case PngChunks.PhysicalSize when length == 9 && at + PngChunks.Overhead + 9 <= source.Length:
                    resolution = Resolution(source.Read(at + 8, 9));
                    break;
            }

            at += PngChunks.Overhead + (long)length;
        }

        return null;
    }

    /// <summary>Whether a small chunk has the checksum of its type and data: a damaged type may hide that a value is transparent.</summary>
    private static bool HasChecksum(PngSource source, long at, uint length)
    {
        const int MostBytes = 4000;
        if (length > MostBytes || at + PngChunks.Overhead + length > source.Length)
            return true;
        ReadOnlySpan<byte> chunk = source.Read(at + 4, (int)length + 8);
        return Crc32.HashToUInt32(chunk[..^4]) == BinaryPrimitives.ReadUInt32BigEndian(chunk[^4..]);
    }

    /// <summary>Pixels an inch from pHYs, as <see cref="VipsImages.ResolutionOf"/> tells them.</summary>
    private static (double X, double Y)? Resolution(ReadOnlySpan<byte> data)
    {
        double unit = data[8] == 1 ? 1000 : 1;
        double x = BinaryPrimitives.ReadUInt32BigEndian(data) / unit, y = BinaryPrimitives.ReadUInt32BigEndian(data[4..]) / unit;
        bool isTold = x > 0 && y > 0 && !Array.Exists(s_untold, value => Math.Abs(value - x) < 1e-6);
        return isTold ? (Math.Round(x * MillimetresAnInch, 3), Math.Round(y * MillimetresAnInch, 3)) : null;
    }
}

/// <summary>Rows of a grey PNG of 8 or 16 bits that is not interlaced.</summary>
/// <remarks>The checksums of all image data are looked at: of each chunk, and of the stream in them.</remarks>
internal sealed class PngGrayRows : RowReader
{
    private const int BufferBytes = 1 << 18;

    private readonly PngSource _source;
    private readonly PngDataStream _data;
    private readonly ZLibStream _inflate;
    private readonly byte[] _buffer;
    private readonly int _rowsBuffered;
    private readonly int _sampleBytes;
    private byte[] _above;
    private byte[] _row;
    private int _left;
    private int _next;
    private int _end;
    private bool _isDisposed;

    /// <param name="path">Full path.</param>
    /// <param name="layout">What its header said.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, SourceChanged, and what opening throws.</exception>
    public PngGrayRows(string path, RasterLayout layout)
        : base(layout)
    {
        _sampleBytes = layout.SampleType.Size;
        int stored = layout.RowBytes + 1;
        _rowsBuffered = Math.Clamp(BufferBytes / stored, 1, layout.Height);
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

        _inflate = new ZLibStream(_data, CompressionMode.Decompress);
        _buffer = ArrayPool<byte>.Shared.Rent(_rowsBuffered * stored);
        _above = ArrayPool<byte>.Shared.Rent(layout.RowBytes);
        _row = ArrayPool<byte>.Shared.Rent(layout.RowBytes);
        _above.AsSpan(0, layout.RowBytes).Clear();
    }

    public override void Read(Span<byte> destination)
    {
        int rowBytes = Layout.RowBytes;
        for (; !destination.IsEmpty; destination = destination[rowBytes..])
        {
            if (_next == _end)
                Fill();
            ReadOnlySpan<byte> stored = _buffer.AsSpan(_next, rowBytes + 1);
            _next += rowBytes + 1;
            if (stored[0] > (byte)PngFilter.Paeth)
                throw ImageErrors.Corrupt(_source.Path, $"a row has the unknown filter {stored[0]}");
            Span<byte> row = _row.AsSpan(0, rowBytes);
            PngFilters.Undo((PngFilter)stored[0], _above.AsSpan(0, rowBytes), stored[1..], _sampleBytes, row);
            if (_sampleBytes == 2 && BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(row),
                    MemoryMarshal.Cast<byte, ushort>(destination[..rowBytes]));
            }
            else
            {
                row.CopyTo(destination);
            }

            (_above, _row) = (_row, _above);
        }
    }

    protected override void Dispose(bool disposing)
    {
        // Whoever wraps a reader may dispose of it once more, and a buffer given back twice would be two readers' at once.
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _inflate.Dispose();
            _data.Dispose();
            _source.Dispose();
            foreach (byte[] buffer in new[] { _buffer, _above, _row })
                ArrayPool<byte>.Shared.Return(buffer);
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        int rows = Math.Min(_rowsBuffered, _left);
        if (rows == 0)
            throw new InvalidOperationException("Expected no more rows than are left.");
        _next = 0;
        _end = rows * (Layout.RowBytes + 1);
        _left -= rows;
        try
        {
            if (_inflate.ReadAtLeast(_buffer.AsSpan(0, _end), _end, throwOnEndOfStream: false) < _end)
                throw ImageErrors.Corrupt(_source.Path, "its image data is incomplete");
            if (_left == 0)
                CheckEnd();
        }
        catch (InvalidDataException error)
        {
            throw ImageErrors.Corrupt(_source.Path, "its image data cannot be decompressed", error);
        }
    }

    /// <summary>Reads what is left of the image data, so that its checksums are seen. More of it than the picture needs is ignored, as
    /// all readers do.</summary>
    private void CheckEnd()
    {
        Span<byte> rest = stackalloc byte[256];
        if (_inflate.Read(rest) == 0 && _data.IsExhausted)
            throw ImageErrors.Corrupt(_source.Path, "its image data is incomplete");
        while (_data.Read(rest) > 0)
        {
        }
    }

    private long FindImageData() =>
        _source.FindChunk(PngChunks.ImageData) is >= 0 and var at ? at : throw ImageErrors.SourceChanged(_source.Path);
}
