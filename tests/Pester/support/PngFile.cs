using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;

namespace HeatmapPS.Tests;

/// <summary>A PNG reader and writer of the tests' own, so that the module is never checked with itself.</summary>
/// <remarks>Written from the PNG specification: every depth, colour type and interlacing; checks every CRC.</remarks>
public sealed class PngFile
{
    private static readonly byte[] s_signature = [137, 80, 78, 71, 13, 10, 26, 10];
    private static readonly uint[] s_crcTable = MakeCrcTable();
    private static readonly (int X, int Y, int StepX, int StepY)[] s_adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public int Width { get; private set; }

    public int Height { get; private set; }

    public int BitDepth { get; private set; }

    /// <summary>0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGB + alpha.</summary>
    public int ColorType { get; private set; }

    public bool Interlaced { get; private set; }

    /// <summary>Samples a pixel as stored: 1 for grey and palette.</summary>
    public int Channels => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>Names of the chunks in file order.</summary>
    public List<string> Chunks { get; } = [];

    /// <summary>Contents of the chunks other than IDAT, by name; the last one where there are several.</summary>
    public Dictionary<string, byte[]> ChunkData { get; } = [];

    /// <summary>PLTE: red, green, blue of each entry.</summary>
    public byte[] Palette => ChunkData.GetValueOrDefault("PLTE", []);

    /// <summary>tRNS as stored.</summary>
    public byte[] Transparency => ChunkData.GetValueOrDefault("tRNS", []);

    /// <summary>Samples as stored (palette indices, grey of 1 bit as 0 and 1), interleaved, rows from the top.</summary>
    public ushort[] Raw { get; private set; } = [];

    /// <summary>Largest value in <see cref="Rgba"/>: 65535 at 16 bits, else 255.</summary>
    public int MaxValue => BitDepth == 16 ? 65535 : 255;

    /// <summary>Red, green, blue, alpha of each pixel, with palette, tRNS and depths under 8 bits expanded.</summary>
    public ushort[] Rgba { get; private set; } = [];

    /// <summary><see cref="Rgba"/> without alpha.</summary>
    public ushort[] Rgb => Rgba.Where((_, i) => i % 4 != 3).ToArray();

    /// <summary><see cref="Rgb"/> of a file of up to 8 bits, as bytes.</summary>
    public byte[] RgbBytes => Array.ConvertAll(Rgb, v => checked((byte)v));

    /// <summary><see cref="Rgba"/> of a file of up to 8 bits, as bytes.</summary>
    public byte[] RgbaBytes => Array.ConvertAll(Rgba, v => checked((byte)v));

    /// <summary>Reads a file; anything not as the specification says is an <see cref="InvalidDataException"/>.</summary>
    public static PngFile Read(string path)
    {
        var png = new PngFile();
        using MemoryStream deflated = png.ReadChunks(File.ReadAllBytes(path));
        using var zlib = new ZLibStream(deflated, CompressionMode.Decompress);
        using var scanlines = new MemoryStream();
        zlib.CopyTo(scanlines);
        png.Unpack(scanlines.ToArray());
        png.Expand();
        return png;
    }

    /// <summary>Writes samples as stored: interleaved, one ushort a sample whatever the depth; filter None.</summary>
    public static void Write(string path, int width, int height, int bitDepth, int colorType, ushort[] samples, byte[] palette = null,
        byte[] transparency = null)
    {
        int channels = colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        if (samples.Length != width * height * channels)
            throw new ArgumentException($"{width}x{height}x{channels} does not take {samples.Length} samples");
        int rowBytes = ((width * channels * bitDepth) + 7) / 8;
        var lines = new byte[(rowBytes + 1) * height];
        for (int y = 0; y < height; y++)
            PackRow(samples.AsSpan(y * width * channels, width * channels), lines.AsSpan((y * (rowBytes + 1)) + 1, rowBytes), bitDepth);

        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(lines);
        using var file = File.Create(path);
        file.Write(s_signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)bitDepth;
        header[9] = (byte)colorType;
        WriteChunk(file, "IHDR", header);
        if (palette != null)
            WriteChunk(file, "PLTE", palette);
        if (transparency != null)
            WriteChunk(file, "tRNS", transparency);
        WriteChunk(file, "IDAT", deflated.ToArray());
        WriteChunk(file, "IEND", []);
    }

    /// <summary>The checksum of a chunk: of its name and its data.</summary>
    public static uint Checksum(byte[] nameAndData) => Crc(nameAndData);

    private static void PackRow(ReadOnlySpan<ushort> samples, Span<byte> row, int bitDepth)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            if (bitDepth == 16)
                BinaryPrimitives.WriteUInt16BigEndian(row[(2 * i)..], samples[i]);
            else
                row[i * bitDepth / 8] |= (byte)(samples[i] << (8 - bitDepth - (i * bitDepth % 8)));
        }
    }

    /// <summary>The bytes of one chunk.</summary>
    public static byte[] Chunk(string name, byte[] data)
    {
        using var chunk = new MemoryStream();
        WriteChunk(chunk, name, data);
        return chunk.ToArray();
    }

    private static void WriteChunk(Stream file, string name, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private MemoryStream ReadChunks(byte[] bytes)
    {
        Require(bytes.AsSpan().StartsWith(s_signature), "the signature is wrong");
        var deflated = new MemoryStream();
        int at = 8;
        while (Chunks.LastOrDefault() != "IEND")
        {
            Require(at + 12 <= bytes.Length, "the file ends without IEND");
            int length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            Require(length >= 0 && at + 12L + length <= bytes.Length, "a chunk is longer than the file");
            string name = Encoding.ASCII.GetString(bytes, at + 4, 4);
            uint crc = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at + 8 + length));
            Require(crc == Crc(bytes.AsSpan(at + 4, length + 4)), $"the CRC of {name} is wrong");
            Require(name != "IDAT" || !Chunks.Contains("IDAT") || Chunks[^1] == "IDAT", "the IDAT chunks are apart");
            Require((name == "IHDR") == (Chunks.Count == 0), "IHDR is not the one first chunk");
            Require(name is not ("PLTE" or "tRNS") || !Chunks.Contains("IDAT"), $"{name} comes after IDAT");
            byte[] data = bytes.AsSpan(at + 8, length).ToArray();
            if (name == "IDAT")
                deflated.Write(data);
            else
                ChunkData[name] = data;
            if (name == "IHDR")
                ReadHeader(data);
            Chunks.Add(name);
            at += 12 + length;
        }

        Require(at == bytes.Length, "there is data after IEND");
        Require(ColorType != 3 || (Palette.Length > 0 && Palette.Length % 3 == 0 && Palette.Length <= 3 << BitDepth),
            "the palette's length is wrong");
        Require(ColorType != 3 || Transparency.Length <= Palette.Length / 3, "tRNS is longer than the palette");
        deflated.Position = 0;
        return deflated;
    }

    private void ReadHeader(byte[] data)
    {
        Require(data.Length == 13 && data[10] == 0 && data[11] == 0 && data[12] <= 1, "IHDR is wrong");
        Width = BinaryPrimitives.ReadInt32BigEndian(data);
        Height = BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(4));
        BitDepth = data[8];
        ColorType = data[9];
        Interlaced = data[12] == 1;
        int[] depths = ColorType switch { 0 => [1, 2, 4, 8, 16], 3 => [1, 2, 4, 8], 2 or 4 or 6 => [8, 16], _ => [] };
        Require(Width > 0 && Height > 0 && depths.Contains(BitDepth), "the size, depth or colour type is wrong");
    }

    private void Unpack(byte[] lines)
    {
        Raw = new ushort[checked(Width * Height * Channels)];
        int at = 0;
        foreach (var (x0, y0, stepX, stepY) in Interlaced ? s_adam7 : [(0, 0, 1, 1)])
        {
            int columns = (Width - x0 + stepX - 1) / stepX;
            int rows = (Height - y0 + stepY - 1) / stepY;
            if (columns <= 0 || rows <= 0)
                continue;
            int rowBytes = ((columns * Channels * BitDepth) + 7) / 8;
            byte[] previous = new byte[rowBytes];
            for (int row = 0; row < rows; row++)
            {
                Require(at + 1 + rowBytes <= lines.Length, "there are too few scanlines");
                byte[] current = lines.AsSpan(at + 1, rowBytes).ToArray();
                Unfilter(lines[at], current, previous, Math.Max(1, Channels * BitDepth / 8));
                at += 1 + rowBytes;
                for (int column = 0; column < columns; column++)
                {
                    int pixel = ((((y0 + (row * stepY)) * Width) + x0 + (column * stepX)) * Channels);
                    for (int c = 0; c < Channels; c++)
                        Raw[pixel + c] = Sample(current, (column * Channels) + c);
                }

                previous = current;
            }
        }

        Require(at == lines.Length, "there are too many scanlines");
    }

    private ushort Sample(byte[] row, int index) => BitDepth switch
    {
        16 => BinaryPrimitives.ReadUInt16BigEndian(row.AsSpan(2 * index)),
        8 => row[index],
        _ => (ushort)((row[index * BitDepth / 8] >> (8 - BitDepth - (index * BitDepth % 8))) & ((1 << BitDepth) - 1)),
    };

    private static void Unfilter(byte filter, byte[] row, byte[] above, int pixelBytes)
    {
        Require(filter <= 4, "a filter type is wrong");
        for (int i = 0; i < row.Length; i++)
        {
            int left = i >= pixelBytes ? row[i - pixelBytes] : 0;
            int up = above[i];
            int corner = i >= pixelBytes ? above[i - pixelBytes] : 0;
            row[i] += (byte)(filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner;
        int toLeft = Math.Abs(estimate - left), toUp = Math.Abs(estimate - up), toCorner = Math.Abs(estimate - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private void Expand()
    {
        int pixels = Width * Height;
        Rgba = new ushort[4 * pixels];
        int scale = BitDepth < 8 && ColorType == 0 ? 255 / ((1 << BitDepth) - 1) : 1;
        bool keyed = ColorType is 0 or 2 && Transparency.Length == 2 * Channels;
        for (int p = 0; p < pixels; p++)
        {
            ReadOnlySpan<ushort> s = Raw.AsSpan(p * Channels, Channels);
            int alpha = ColorType is 4 or 6 ? s[^1] : MaxValue;
            int r = s[0] * scale, g = r, b = r;
            if (ColorType is 2 or 6)
                (g, b) = (s[1], s[2]);
            if (ColorType == 3)
            {
                Require(s[0] < Palette.Length / 3, "a pixel is outside the palette");
                (r, g, b) = (Palette[3 * s[0]], Palette[(3 * s[0]) + 1], Palette[(3 * s[0]) + 2]);
                alpha = s[0] < Transparency.Length ? Transparency[s[0]] : 255;
            }

            if (keyed)
            {
                bool match = true;
                for (int c = 0; c < Channels; c++)
                    match &= s[c] == BinaryPrimitives.ReadUInt16BigEndian(Transparency.AsSpan(2 * c));
                alpha = match ? 0 : MaxValue;
            }

            Rgba[4 * p] = (ushort)r;
            Rgba[(4 * p) + 1] = (ushort)g;
            Rgba[(4 * p) + 2] = (ushort)b;
            Rgba[(4 * p) + 3] = (ushort)alpha;
        }
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
            crc = s_crcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint c = n;
            for (int k = 0; k < 8; k++)
                c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }

        return table;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new InvalidDataException(message);
    }
}
