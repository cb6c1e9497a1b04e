using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Targa;

/// <summary>Reads Truevision Targa files as a stream of rows: grey, grey and alpha, palettes, 15 to 32 bits, raw and run-length
/// coded.</summary>
internal sealed class TargaDecoder : SinglePageDecoder<TargaHeader>
{
    /// <summary>Pixels of the longest run, which takes two bytes at least.</summary>
    private const int MaxPixelsAPacket = 128;

    /// <inheritdoc/>
    protected override TargaHeader Parse(FileStream file, string path)
    {
        var header = TargaHeader.Read(file, path);
        long needed = header.IsRunLengthCoded
            ? (header.Layout.PixelCount + MaxPixelsAPacket - 1) / MaxPixelsAPacket * (1 + header.StoredSize)
            : header.Layout.PixelCount * header.StoredSize;
        return needed <= file.Length - header.DataOffset
            ? header
            : throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"its {header.Layout.Width} × {header.Layout.Height} pixels need {needed:N0} bytes, but it has {Math.Max(0, file.Length - header.DataOffset):N0}"));
    }

    /// <inheritdoc/>
    protected override RowReader Open(FileStream file, TargaHeader header, string path) => new Rows(file, header, path);

    private sealed class Rows(FileStream file, TargaHeader header, string path) : FileRowReader(file, header.Layout, path)
    {
        private readonly byte[] _stored = new byte[header.Layout.Width * header.StoredSize];
        private readonly TargaPackets? _packets = header.IsRunLengthCoded ? new(file, header, path) : null;
        private int _row;

        protected override void ReadRow(Span<byte> row)
        {
            int stored = header.TopDown ? _row : Layout.Height - 1 - _row;
            _row++;
            if (_packets is not null)
                _packets.ReadRow(stored, _stored);
            else
                FillAt(header.DataOffset + ((long)stored * _stored.Length), _stored);
            header.Decode(_stored, row, Path);
        }
    }
}

/// <summary>What a Truevision Targa file says of its pixels (Truevision TGA File Format Specification, version 2.0).</summary>
/// <param name="Layout">Rows given out: 1 band grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha, 8 bits each.</param>
/// <param name="StoredSize">Bytes a stored pixel.</param>
/// <param name="IsRunLengthCoded">Whether pixels come in packets.</param>
/// <param name="TopDown">Whether the first stored row is the top one.</param>
/// <param name="RightToLeft">Whether the first stored pixel of a row is the right one.</param>
/// <param name="DataOffset">Where the pixels begin.</param>
/// <param name="Colors">The palette, <c>Layout.Bands</c> bytes a colour; empty where pixels are no indices.</param>
/// <param name="FirstColor">The index of the palette's first colour.</param>
internal sealed record TargaHeader(
    RasterLayout Layout, int StoredSize, bool IsRunLengthCoded, bool TopDown, bool RightToLeft, long DataOffset,
        ImmutableArray<byte> Colors, int FirstColor) : IFileHeader
{
    private const int HeaderBytes = 18;
    private const int RunLengthBit = 8;

    /// <inheritdoc/>
    public RasterMetadata Metadata => ColorBands.Describe(Layout.Bands, 8);

    /// <summary>Reads the header and the palette.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static TargaHeader Read(Stream stream, string path)
    {
        Span<byte> head = stackalloc byte[HeaderBytes];
        SourceFile.ReadExactly(stream, head, path);
        int kind = head[2] & ~RunLengthBit, bits = head[16], alphaBits = head[17] & 15;
        int width = BinaryPrimitives.ReadUInt16LittleEndian(head[12..]), height = BinaryPrimitives.ReadUInt16LittleEndian(head[14..]);
        int firstColor = BinaryPrimitives.ReadUInt16LittleEndian(head[3..]),
            colorCount = BinaryPrimitives.ReadUInt16LittleEndian(head[5..]);
        int colorBits = head[7];
        if (width == 0 || height == 0)
            throw ImageErrors.Corrupt(path, "it has no pixels");
        if ((head[17] & 0xC0) != 0)
            throw ImageErrors.FormatNotSupported(path, "it is an interleaved Targa file");

        // The image's identification and the palette lie between header and pixels; a palette may be there without being used.
        int paletteBytes = head[1] == 1 ? colorCount * BytesOf(colorBits, path) : 0;
        stream.Position = HeaderBytes + head[0];
        ImmutableArray<byte> colors = ImmutableArray<byte>.Empty;
        if (kind == 1)
        {
            if (bits != 8 || colorCount == 0 || head[1] != 1)
            {
                throw ImageErrors.FormatNotSupported(path,
                    string.Create(CultureInfo.InvariantCulture, $"it is a Targa file with {bits}-bit indices into {colorCount} colours"));
            }

            byte[] table = new byte[paletteBytes];
            SourceFile.ReadExactly(stream, table, path);
            colors = Expand(table, colorBits);
        }

        int bands = (kind, bits) switch
        {
            (1, _) => colors.Length / colorCount,
            (2, 15 or 24) => 3,
            (2, 16) => alphaBits == 1 ? 4 : 3,
            (2, 32) => 4,
            (3, 8) => 1,
            (3, 16) => 2,
            _ => throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture, $"it is a Targa file of type {head[2]} with {bits} bits per pixel")),
        };
        var layout = new RasterLayout(width, height, bands, SampleType.UInt8);
        return new TargaHeader(layout, BytesOf(bits, path), (head[2] & RunLengthBit) != 0, (head[17] & 0x20) != 0, (head[17] & 0x10) != 0,
            HeaderBytes + head[0] + paletteBytes, colors, firstColor);
    }

    /// <summary>Turns stored pixels of one row into samples.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt: an index is beyond the palette.</exception>
    public void Decode(ReadOnlySpan<byte> stored, Span<byte> row, string path)
    {
        int bands = Layout.Bands;
        for (int x = 0; x < Layout.Width; x++)
        {
            Span<byte> pixel = row.Slice(bands * (RightToLeft ? Layout.Width - 1 - x : x), bands);
            ReadOnlySpan<byte> source = stored.Slice(x * StoredSize, StoredSize);
            if (Colors.IsEmpty)
            {
                DecodePixel(source, pixel);
                continue;
            }

            int index = source[0] - FirstColor;
            if (index < 0 || (index + 1) * bands > Colors.Length)
                throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"its palette has no colour {source[0]}"));
            Colors.AsSpan(index * bands, bands).CopyTo(pixel);
        }
    }

    private static int BytesOf(int bits, string path) => bits switch
    {
        8 => 1,
        15 or 16 => 2,
        24 => 3,
        32 => 4,
        _ => throw ImageErrors.FormatNotSupported(path,
            string.Create(CultureInfo.InvariantCulture, $"it is a Targa file with {bits} bits per colour")),
    };

    /// <summary>The palette as grey where all its colours are, else RGB or RGB and alpha.</summary>
    private static ImmutableArray<byte> Expand(ReadOnlySpan<byte> table, int bits)
    {
        int size = (bits + 7) / 8, bands = bits == 32 ? 4 : 3, count = table.Length / size;
        byte[] colors = new byte[count * bands];
        for (int i = 0; i < count; i++)
        {
            if (size == 1)
                colors.AsSpan(3 * i, 3).Fill(table[i]);
            else
                DecodePixel(table.Slice(i * size, size), colors.AsSpan(i * bands, bands));
        }

        bool gray = bands == 3;
        for (int i = 0; gray && i < colors.Length; i += 3)
            gray = colors[i] == colors[i + 1] && colors[i] == colors[i + 2];
        return gray ? [.. colors.Where((_, i) => i % 3 == 0)] : [.. colors];
    }

    private static void DecodePixel(ReadOnlySpan<byte> stored, Span<byte> pixel)
    {
        switch (stored.Length)
        {
            case 2 when pixel.Length > 2:
                int word = BinaryPrimitives.ReadUInt16LittleEndian(stored);
                for (int band = 0; band < 3; band++)
                    pixel[band] = FiveBits(word >> (10 - (5 * band)));
                if (pixel.Length == 4)
                    pixel[3] = (byte)(word >> 15 != 0 ? 255 : 0);
                break;
            case 3 or 4:
                (pixel[0], pixel[1], pixel[2]) = (stored[2], stored[1], stored[0]);
                if (pixel.Length == 4)
                    pixel[3] = stored[3];
                break;
            default:
                stored.CopyTo(pixel);
                break;
        }
    }

    /// <summary>The highest bits repeated below, so that 31 is 255.</summary>
    private static byte FiveBits(int value)
    {
        value &= 31;
        return (byte)((value << 3) | (value >> 2));
    }
}

/// <summary>Where each stored row of a run-length coded Targa file begins: rows can then be read in any order.</summary>
/// <remarks>Packets may run on into the next row, against the specification; many programs write them so.</remarks>
internal sealed class TargaPackets
{
    private const int RunBit = 0x80;

    private readonly Stream _data;
    private readonly TargaHeader _header;
    private readonly string _path;
    private readonly (long Position, int Done)[] _starts;

    /// <summary>Walks all packets once.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt: they end before the last pixel, or after it.</exception>
    public TargaPackets(Stream stream, TargaHeader header, string path)
    {
        _data = stream;
        _header = header;
        _path = path;
        _starts = new (long, int)[header.Layout.Height];
        _data.Position = header.DataOffset;
        (int width, long length) = (header.Layout.Width, stream.Length);
        long at = header.DataOffset, pixels = 0, total = header.Layout.PixelCount;
        for (int row = 0; pixels < total;)
        {
            (bool run, int count) = ReadPacketHead();
            for (; row < _starts.Length && (long)row * width < pixels + count; row++)
                _starts[row] = (at, (int)(((long)row * width) - pixels));
            int bytes = (run ? 1 : count) * header.StoredSize;
            at += 1 + bytes;
            if (at > length)
                throw Cut();
            _data.Position = at;
            pixels += count;
        }

        if (pixels > total)
            throw ImageErrors.Corrupt(path, "a packet of pixels extends past the end of the picture");
    }

    /// <summary>Reads the pixels of one stored row.</summary>
    public void ReadRow(int row, Span<byte> stored)
    {
        (long position, int done) = _starts[row];
        int size = _header.StoredSize;
        _data.Position = position;
        Span<byte> pixel = stackalloc byte[4];
        pixel = pixel[..size];
        while (!stored.IsEmpty)
        {
            (bool run, int count) = ReadPacketHead();
            if (!run)
                _data.Position += (long)done * size;
            Span<byte> part = stored[..Math.Min(stored.Length, (count - done) * size)];
            if (run)
            {
                ReadExactly(pixel);
                for (int at = 0; at < part.Length; at += size)
                    pixel.CopyTo(part[at..]);
            }
            else
            {
                ReadExactly(part);
            }

            stored = stored[part.Length..];
            done = 0;
        }
    }

    private (bool Run, int Count) ReadPacketHead()
    {
        int head = _data.ReadByte();
        return head >= 0 ? ((head & RunBit) != 0, (head & ~RunBit) + 1) : throw Cut();
    }

    private void ReadExactly(Span<byte> destination)
    {
        if (_data.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
            throw Cut();
    }

    private HeatmapException Cut() => ImageErrors.Corrupt(_path, "it ends before its last pixel");
}
