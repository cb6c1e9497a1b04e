using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>The chunks a PNG file is made of: length, type, data, CRC, all big-endian.</summary>
internal static class PngChunks
{
    /// <summary>The eight bytes every PNG file starts with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Bytes of a chunk besides its data.</summary>
    public const int Overhead = 12;

    /// <summary>Type of the image header, as a big-endian number.</summary>
    public const uint ImageHeader = 0x49484452;

    /// <summary>Type of a palette.</summary>
    public const uint PaletteColors = 0x504C5445;

    /// <summary>Type of image data.</summary>
    public const uint ImageData = 0x49444154;

    /// <summary>Type of the end of the image.</summary>
    public const uint ImageEnd = 0x49454E44;

    /// <summary>Type of the transparent value.</summary>
    public const uint Transparency = 0x74524E53;

    /// <summary>Type of the time of the last change.</summary>
    public const uint ModificationTime = 0x74494D45;

    /// <summary>Types of texts; <see cref="InternationalText"/> is the third.</summary>
    public const uint Text = 0x74455874, CompressedText = 0x7A545874;

    /// <summary>Types of what is said of the colours' space and of what is behind them, which changes no sample.</summary>
    public const uint Gamma = 0x67414D41, Chromaticities = 0x6348524D, StandardColors = 0x73524742, Background = 0x624B4744;

    /// <summary>Type of Exif data.</summary>
    public const uint Exif = 0x65584966;

    /// <summary>Type of the size of a pixel.</summary>
    public const uint PhysicalSize = 0x70485973;

    /// <summary>Type of the control of an animation.</summary>
    public const uint AnimationControl = 0x6163544C;

    /// <summary>Pixels a metre of one pixel an inch.</summary>
    private const double PerInch = 1 / 0.0254;

    /// <summary>Type of a text.</summary>
    public const uint InternationalText = 0x69545874;

    /// <summary>Writes one chunk.</summary>
    /// <param name="output">The file.</param>
    /// <param name="type">Four letters.</param>
    /// <param name="data">The data.</param>
    public static void Write(Stream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> header = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(header, data.Length);
        type.CopyTo(header[4..]);
        output.Write(header);
        output.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        Span<byte> checksum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, crc.GetCurrentHashAsUInt32());
        output.Write(checksum);
    }

    /// <summary>A type as its four letters, or in hexadecimal digits where they are none.</summary>
    public static string NameOf(uint type)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, type);
        foreach (byte letter in bytes)
        {
            if (!char.IsAsciiLetter((char)letter)) return $"0x{type:X8}";
        }

        return Encoding.ASCII.GetString(bytes);
    }

    /// <summary>Writes the image header.</summary>
    public static void WriteHeader(Stream output, int width, int height, int bitDepth, PngColorType colorType, bool isInterlaced = false)
    {
        Span<byte> data = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data[4..], height);
        data[8] = (byte)bitDepth;
        data[9] = (byte)colorType;
        data[10..].Clear();
        data[12] = isInterlaced ? (byte)1 : (byte)0;
        Write(output, "IHDR"u8, data);
    }

    /// <summary>Writes PLTE, and tRNS where the palette declares transparency.</summary>
    /// <remarks>tRNS ends with the last entry that is not opaque, but holds one byte even when all are: its presence tells
    /// readers that the file has alpha.</remarks>
    public static void WritePalette(Stream output, Palette palette)
    {
        Span<byte> data = stackalloc byte[768];
        Span<byte> alpha = stackalloc byte[256];
        int alphaCount = 1;
        int count = palette.Colors.Length;
        for (int i = 0; i < count; i++)
        {
            Rgba32 color = palette.Colors[i];
            data[3 * i] = color.R;
            data[(3 * i) + 1] = color.G;
            data[(3 * i) + 2] = color.B;
            alpha[i] = color.A;
            if (color.A != 255) alphaCount = i + 1;
        }

        Write(output, "PLTE"u8, data[..(3 * count)]);
        if (palette.HasAlpha) Write(output, "tRNS"u8, alpha[..alphaCount]);
    }

    /// <summary>Writes pHYs.</summary>
    /// <param name="output">The file.</param>
    /// <param name="resolution">Pixels an inch.</param>
    public static void WriteResolution(Stream output, (double X, double Y) resolution)
    {
        if (!(resolution.X > 0 && resolution.Y > 0)) return;
        double x = Math.Round(resolution.X * PerInch);
        double y = Math.Round(resolution.Y * PerInch);
        if (!(x is >= 1 and <= int.MaxValue && y is >= 1 and <= int.MaxValue)) return;
        Span<byte> data = stackalloc byte[9];
        BinaryPrimitives.WriteInt32BigEndian(data, (int)x);
        BinaryPrimitives.WriteInt32BigEndian(data[4..], (int)y);
        data[8] = 1;
        Write(output, "pHYs"u8, data);
    }
}

/// <summary>Colour types of IHDR.</summary>
internal enum PngColorType : byte
{
    /// <summary>Grey.</summary>
    Gray = 0,

    /// <summary>Red, green, blue.</summary>
    Rgb = 2,

    /// <summary>Indices of a palette.</summary>
    Palette = 3,

    /// <summary>Grey and alpha.</summary>
    GrayAlpha = 4,

    /// <summary>Red, green, blue, alpha.</summary>
    Rgba = 6,
}

/// <summary>What IHDR says.</summary>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="BitDepth">Bits a sample: 1, 2, 4, 8, 16.</param>
/// <param name="ColorType">Meaning of the samples.</param>
/// <param name="IsInterlaced">Whether rows come in the seven passes of Adam7.</param>
internal readonly record struct PngImageHeader(int Width, int Height, int BitDepth, PngColorType ColorType, bool IsInterlaced)
{
    /// <summary>Reads signature and IHDR.</summary>
    /// <param name="start">The file's first 33 bytes.</param>
    /// <param name="header">The header.</param>
    /// <returns>Whether they are there and make sense. The checksum is not looked at.</returns>
    public static bool TryParse(ReadOnlySpan<byte> start, out PngImageHeader header)
    {
        header = default;
        if (!start.StartsWith(PngChunks.Signature)
            || BinaryPrimitives.ReadUInt32BigEndian(start[8..]) != 13
            || BinaryPrimitives.ReadUInt32BigEndian(start[12..]) != PngChunks.ImageHeader)
        {
            return false;
        }

        int width = BinaryPrimitives.ReadInt32BigEndian(start[16..]);
        int height = BinaryPrimitives.ReadInt32BigEndian(start[20..]);
        ReadOnlySpan<byte> rest = start[24..];
        header = new PngImageHeader(width, height, rest[0], (PngColorType)rest[1], rest[4] == 1);
        return width > 0 && height > 0 && rest[0] is 1 or 2 or 4 or 8 or 16 && rest[2] == 0 && rest[3] == 0 && rest[4] <= 1;
    }

    /// <summary>Columns and rows of a pass of the data: the one pass of a plain image, or one of the seven of Adam7 (ISO/IEC
    /// 15948, clause 8.2).</summary>
    /// <param name="pass">From 0.</param>
    public (int Width, int Height) PassSize(int pass)
    {
        if (!IsInterlaced) return (Width, Height);
        ReadOnlySpan<byte> startX = [0, 4, 0, 2, 0, 1, 0];
        ReadOnlySpan<byte> startY = [0, 0, 4, 0, 2, 0, 1];
        ReadOnlySpan<byte> stepX = [8, 8, 4, 4, 2, 2, 1];
        ReadOnlySpan<byte> stepY = [8, 8, 8, 4, 4, 2, 2];
        long columns = ((long)Width - startX[pass] + stepX[pass] - 1) / stepX[pass];
        long rows = ((long)Height - startY[pass] + stepY[pass] - 1) / stepY[pass];
        return (columns > 0 && rows > 0) ? ((int)columns, (int)rows) : (0, 0);
    }
}

/// <summary>Walks the chunks of a PNG animation: ffmpeg skips a chunk that it cannot read, and gives the frames that are left.</summary>
internal static class ApngStructure
{
    private const uint FrameControl = 0x6663544C;

    /// <summary>Checks the checksum of every chunk, and that as many frames are there as the file claims.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, ImageReadFailed.</exception>
    public static void Check(string path)
    {
        using var source = new PngSource(path);
        if (!source.Read(0, PngChunks.Signature.Length).SequenceEqual(PngChunks.Signature))
            throw ImageErrors.Corrupt(path, "it does not start like a PNG file");
        (uint claimed, uint frames) = (0u, 0u);
        for (long at = PngChunks.Signature.Length; ;)
        {
            (uint length, uint type) = source.ReadChunkHeader(at);
            if (length > source.Length - at - PngChunks.Overhead || !HasChecksum(source, at, length))
                throw ImageErrors.Corrupt(path, "one of its chunks is damaged");
            if (type == PngChunks.AnimationControl && length >= sizeof(uint))
                claimed = BinaryPrimitives.ReadUInt32BigEndian(source.Read(at + 8, sizeof(uint)));
            if (type == FrameControl)
                frames++;
            if (type == PngChunks.ImageEnd)
                break;
            at += PngChunks.Overhead + length;
        }

        if (frames != claimed)
            throw ImageErrors.Corrupt(path, FormattableString.Invariant($"its header lists {claimed:N0} frames, but it has {frames:N0}"));
    }

    /// <summary>Type and data make the checksum that follows them.</summary>
    private static bool HasChecksum(PngSource source, long chunk, uint length)
    {
        var crc = new Crc32();
        (long at, long end) = (chunk + 4, chunk + 8 + length);
        while (at < end)
        {
            int count = (int)Math.Min(end - at, PngSource.PieceBytes);
            crc.Append(source.Read(at, count));
            at += count;
        }

        return BinaryPrimitives.ReadUInt32BigEndian(source.Read(end, sizeof(uint))) == crc.GetCurrentHashAsUInt32();
    }
}
