using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Film;

/// <summary>Reads Cineon files of three bands of 10 bits as a stream of rows; samples keep their stored values.</summary>
internal sealed class CineonDecoder : SinglePageDecoder<FilmHeader>
{
    /// <inheritdoc/>
    protected override FilmHeader Parse(FileStream file, string path) => FilmHeader.ReadCineon(file, path);

    /// <inheritdoc/>
    protected override RowReader Open(FileStream file, FilmHeader header, string path) => new FilmRows(file, header, path);
}

/// <summary>Reads DPX files of 8, 10, 12 and 16 bits as a stream of rows; samples keep their stored values.</summary>
internal sealed class DpxDecoder : SinglePageDecoder<FilmHeader>
{
    /// <inheritdoc/>
    protected override FilmHeader Parse(FileStream file, string path) => FilmHeader.ReadDpx(file, path);

    /// <inheritdoc/>
    protected override RowReader Open(FileStream file, FilmHeader header, string path) => new FilmRows(file, header, path);
}

/// <summary>How the samples of a film frame are packed.</summary>
internal enum FilmPacking
{
    /// <summary>One a byte.</summary>
    Bytes,

    /// <summary>One a word of 16 bits.</summary>
    Words,

    /// <summary>12 bits, the upper ones of a word of 16.</summary>
    Words12,

    /// <summary>Three of 10 bits, the upper ones of a word of 32.</summary>
    Three10,
}

/// <summary>What the header of a DPX (SMPTE 268M) or Cineon file says of its frame.</summary>
/// <param name="Layout">The rows given out.</param>
/// <param name="BitDepth">Bits a sample: 8, 10, 12, 16.</param>
/// <param name="Packing">How samples are packed.</param>
/// <param name="SwapBytes">Whether words have the other byte order.</param>
/// <param name="DataOffset">Where the pixels begin.</param>
/// <param name="StoredRowBytes">Bytes of a stored row with its padding.</param>
internal sealed record FilmHeader(RasterLayout Layout, int BitDepth, FilmPacking Packing, bool SwapBytes, long DataOffset,
    long StoredRowBytes) : IFileHeader
{
    private const int HeadBytes = 1024;
    private const uint None = uint.MaxValue;

    /// <inheritdoc/>
    public RasterMetadata Metadata => ColorBands.Describe(Layout.Bands, BitDepth);

    /// <summary>Bytes of a stored row without padding.</summary>
    public int RowBytes => Packing == FilmPacking.Three10 ? 4 * Layout.Width : Layout.RowBytes;

    /// <summary>Reads the header of a DPX file.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static FilmHeader ReadDpx(FileStream file, string path)
    {
        byte[] head = new byte[HeadBytes];
        SourceFile.ReadExactly(file, head, path);
        bool big = head.AsSpan().StartsWith("SDPX"u8);
        uint width = Long(head, 772, big), height = Long(head, 776, big);
        int kind = head[800], bits = head[803], packing = Word(head, 804, big), encoding = Word(head, 806, big);
        if (Word(head, 770, big) != 1 || Word(head, 768, big) != 0 || Long(head, 780, big) is not (0 or None)
            || encoding is not (0 or 0xFFFF))
        {
            throw ImageErrors.FormatNotSupported(path,
                "it is a DPX file with several elements, another orientation, signed samples or run-length coding");
        }

        int bands = kind switch
        {
            >= 1 and <= 4 or 6 => 1,
            50 => 3,
            51 => 4,
            _ => throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture,
                    $"it is a DPX file with pixels of kind {kind}; only grey, RGB and RGBA can be read")),
        };
        FilmPacking how = (bits, packing, bands) switch
        {
            (8, _, _) => FilmPacking.Bytes,
            (16, _, _) => FilmPacking.Words,
            (12, 1, _) => FilmPacking.Words12,
            (10, 1, 3) => FilmPacking.Three10,
            _ => throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture, $"it is a DPX file with {bands} bands of {bits} bits in packing {packing}")),
        };
        uint offset = Long(head, 808, big) is var element and not (0 or None) ? element : Long(head, 4, big);
        uint padding = Long(head, 812, big) is var line and not None ? line : 0;
        return Create(file, width, height, bands, bits, how, big, offset, padding, path);
    }

    /// <summary>Reads the header of a Cineon file.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static FilmHeader ReadCineon(FileStream file, string path)
    {
        byte[] head = new byte[HeadBytes];
        SourceFile.ReadExactly(file, head, path);
        bool big = head[0] == 0x80;
        uint width = Long(head, 200, big), height = Long(head, 204, big);
        uint padding = Long(head, 684, big);
        if (head[192] != 0 || head[193] != 3 || head[198] != 10 || head[226] != 10 || head[254] != 10 || head[680] != 0
            || (head[681] & 0x7F) != 5 || head[682] != 0)
        {
            throw ImageErrors.FormatNotSupported(path, "it is a Cineon file without three bands of 10 bits in 32-bit words");
        }

        return Create(file, width, height, 3, 10, FilmPacking.Three10, big, Long(head, 4, big), padding == None ? 0 : padding, path);
    }

    private static FilmHeader Create(FileStream file, uint width, uint height, int bands, int bits, FilmPacking packing, bool big,
        uint offset, uint padding, string path)
    {
        if (width == 0 || height == 0)
            throw ImageErrors.Corrupt(path, "it has no pixels");
        if (width > Array.MaxLength / 8 || height > int.MaxValue)
        {
            throw ImageErrors.Corrupt(path,
                string.Create(CultureInfo.InvariantCulture, $"its sides of {width:N0} × {height:N0} pixels are too long"));
        }

        var header = new FilmHeader(new RasterLayout((int)width, (int)height, bands, bits == 8 ? SampleType.UInt8 : SampleType.UInt16),
            bits, packing, big == BitConverter.IsLittleEndian, offset, 0);
        // Rows end at whole words of 32 bits.
        header = header with { StoredRowBytes = (((long)header.RowBytes + 3) / 4 * 4) + padding };
        Int128 needed = ((Int128)header.StoredRowBytes * (height - 1)) + header.RowBytes;
        long available = Math.Max(0, file.Length - offset);
        return needed <= available ? header : throw CodecErrors.TooFewBytes(path, width, height, needed, available);
    }

    private static uint Long(byte[] head, int at, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(at));

    private static int Word(byte[] head, int at, bool big) =>
        big ? BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(at)) : BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(at));
}

/// <summary>Rows of a film frame.</summary>
internal sealed class FilmRows(FileStream file, FilmHeader header, string path) : FileRowReader(file, header.Layout, path)
{
    private readonly byte[] _words = header.Packing == FilmPacking.Three10 ? new byte[header.RowBytes] : [];
    private int _row;

    /// <inheritdoc/>
    protected override void ReadRow(Span<byte> row)
    {
        Span<byte> stored = _words.Length > 0 ? _words.AsSpan() : row;
        FillAt(header.DataOffset + (_row++ * header.StoredRowBytes), stored);
        if (header.SwapBytes)
            ByteOrder.Reverse(stored, header.Packing switch { FilmPacking.Bytes => 1, FilmPacking.Three10 => 4, _ => 2 });
        Unpack(MemoryMarshal.Cast<byte, ushort>(row));
    }

    private void Unpack(Span<ushort> samples)
    {
        if (header.Packing == FilmPacking.Words12)
        {
            foreach (ref ushort sample in samples)
                sample >>= 4;
        }

        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(_words);
        for (int i = 0; i < words.Length; i++)
        {
            samples[3 * i] = (ushort)(words[i] >> 22);
            samples[(3 * i) + 1] = (ushort)((words[i] >> 12) & 0x3FF);
            samples[(3 * i) + 2] = (ushort)((words[i] >> 2) & 0x3FF);
        }
    }
}
