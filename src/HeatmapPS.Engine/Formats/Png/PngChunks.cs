using System.Buffers.Binary;
using System.IO.Hashing;
using HeatmapPS.Engine.Color;

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

    /// <summary>Type of Exif data.</summary>
    public const uint Exif = 0x65584966;

    /// <summary>Type of the size of a pixel.</summary>
    public const uint PhysicalSize = 0x70485973;

    /// <summary>Type of the control of an animation.</summary>
    public const uint AnimationControl = 0x6163544C;

    /// <summary>Pixels a metre of one pixel an inch.</summary>
    private const double PerInch = 1 / 0.0254;

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
