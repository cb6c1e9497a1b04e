using System.Buffers.Binary;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>How the counts of a frame are stored.</summary>
internal enum FlirRawCoding
{
    /// <summary>Unsigned 16-bit numbers in the record's byte order.</summary>
    Plain,

    /// <summary>A PNG file of 16 bits, mostly with the bytes of each sample exchanged.</summary>
    Png,

    /// <summary>A TIFF file of 16 bits.</summary>
    Tiff,
}

/// <summary>The start of a raw data record: a 2 in the record's byte order, width and height (u16), and from 32 on the counts.</summary>
/// <param name="Record">The whole record.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Coding">How the counts are stored.</param>
/// <param name="IsBigEndian">Byte order of plain counts.</param>
internal sealed record FlirRawHeader(FlirRecord Record, int Width, int Height, FlirRawCoding Coding, bool IsBigEndian)
{
    /// <summary>Where the counts begin in the record.</summary>
    public const int DataOffset = 32;

    /// <summary>No deflate stream grows more than this: a size beyond it cannot be true.</summary>
    private const int MaxGrowth = 1032;

    private const int HeadBytes = DataOffset + 32;

    private static ReadOnlySpan<byte> PngMark => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Reads the header, no count.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt; FormatNotSupported for JPEG-LS.</exception>
    public static FlirRawHeader Read(Stream stream, FlirRecord record, string path)
    {
        ReadOnlySpan<byte> head = FlirFrame.ReadBytes(stream, record, HeadBytes, path);
        if (head.Length <= DataOffset)
            throw ThermalErrors.Corrupt(path, "its record of counts is empty");
        bool isBigEndian = RecordFields.FindByteOrder(head)
            ?? throw ThermalErrors.Corrupt(path, "its record of counts does not start with a byte order");
        var fields = new RecordFields(head, isBigEndian);
        ReadOnlySpan<byte> data = head[DataOffset..];
        if (data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            throw ImageErrors.FormatNotSupported(path,
                "its frames are coded as JPEG-LS (.csq), which no codec reads. Save it as .seq with the camera maker's program");
        }

        FlirRawHeader header = data.StartsWith(PngMark)
            ? ReadPng(record, data, isBigEndian, path)
            : new FlirRawHeader(record, fields.UInt16(2), fields.UInt16(4), IsTiff(data) ? FlirRawCoding.Tiff : FlirRawCoding.Plain,
                isBigEndian);
        header.Check(path);
        return header;
    }

    private static FlirRawHeader ReadPng(FlirRecord record, ReadOnlySpan<byte> data, bool isBigEndian, string path)
    {
        if (data.Length < 26 || !data[12..16].SequenceEqual("IHDR"u8))
            throw ThermalErrors.Corrupt(path, "the PNG with its counts has no header");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data[16..]);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[20..]);
        if (data[24] != 16 || data[25] != 0)
            throw ThermalErrors.Corrupt(path, FormattableString.Invariant($"the PNG with its counts has {data[24]} bits of colour type {data[25]} instead of 16 bits of grey"));
        if (width > ushort.MaxValue || height > ushort.MaxValue)
        {
            throw ThermalErrors.Corrupt(path,
                FormattableString.Invariant($"the PNG with its counts has a size of {width:N0} × {height:N0} pixels"));
        }

        return new FlirRawHeader(record, (int)width, (int)height, FlirRawCoding.Png, isBigEndian);
    }

    private static bool IsTiff(ReadOnlySpan<byte> data) => data.StartsWith("II*\0"u8) || data.StartsWith("MM\0*"u8);

    private void Check(string path)
    {
        if (Width == 0 || Height == 0)
            throw ThermalErrors.Corrupt(path, FormattableString.Invariant($"its counts have a size of {Width} × {Height} pixels"));
        long bytes = 2L * Width * Height;
        long most = (Record.Length - DataOffset) * (Coding == FlirRawCoding.Plain ? 1L : MaxGrowth);
        if (bytes > most)
            throw ThermalErrors.Corrupt(path, FormattableString.Invariant($"its counts have a size of {Width} × {Height} pixels, which do not fit into {Record.Length:N0} bytes"));
    }
}
