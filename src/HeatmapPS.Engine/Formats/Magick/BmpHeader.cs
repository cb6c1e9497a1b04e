using System.Buffers.Binary;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Magick;

/// <summary>What the header and the palette of a Windows or OS/2 bitmap say of its bands.</summary>
internal static class BmpHeader
{
    private const int FileHeaderBytes = 14;
    private const int MostHeaderBytes = 124;
    private const int CoreHeaderBytes = 12;
    private const int ChunkBytes = 1 << 16;
    private const uint Uncompressed = 0;
    private const uint BitFields = 3;
    private const uint AlphaBitFields = 6;

    /// <summary>Reads the bands: a palette is grey where all its colours are.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static MagickStored Read(Stream stream, string path)
    {
        Span<byte> head = stackalloc byte[FileHeaderBytes + MostHeaderBytes];
        var length = SourceFile.ReadSome(stream, head, path);
        head = head[..length];
        if (length < FileHeaderBytes + CoreHeaderBytes)
            throw ImageErrors.Corrupt(path, "it breaks off inside its header");
        var size = (int)BinaryPrimitives.ReadUInt32LittleEndian(head[FileHeaderBytes..]);
        var core = size == CoreHeaderBytes;
        if (!core && length < FileHeaderBytes + 40)
            throw ImageErrors.Corrupt(path, "it breaks off inside its header");
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(head[(core ? 24 : 28)..]);
        var compression = core ? Uncompressed : BinaryPrimitives.ReadUInt32LittleEndian(head[30..]);
        if (bits is 1 or 4 or 8)
            return new(8, Bands: IsGrayPalette(stream, FileHeaderBytes + size, PaletteColors(head, core, bits), core ? 3 : 4, path) ? 1 : 3);
        if (bits is not (16 or 24 or 32))
            throw ImageErrors.FormatNotSupported(path, string.Create(CultureInfo.InvariantCulture, $"it is a bitmap of {bits} bits a pixel"));
        return new(8, Bands: bits != 24 && HasAlpha(stream, head, size, bits, compression, path) ? 4 : 3);
    }

    private static int PaletteColors(ReadOnlySpan<byte> head, bool core, int bits)
    {
        var claimed = core ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(head[46..]);
        return claimed is > 0 and <= 256 ? (int)claimed : 1 << bits;
    }

    private static bool IsGrayPalette(Stream stream, long offset, int count, int size, string path)
    {
        Span<byte> palette = stackalloc byte[256 * 4];
        palette = palette[..(Math.Min(count, 256) * size)];
        stream.Position = offset;
        SourceFile.ReadExactly(stream, palette, path);
        for (var at = 0; at < palette.Length; at += size)
        {
            if (palette[at] != palette[at + 1] || palette[at] != palette[at + 2])
                return false;
        }

        return true;
    }

    /// <summary>An alpha mask says so; without masks the fourth byte of 32 bits is alpha unless all of them are 0, as most readers have
    /// it.</summary>
    private static bool HasAlpha(Stream stream, ReadOnlySpan<byte> head, int size, int bits, uint compression, string path)
    {
        const int alphaMaskOffset = FileHeaderBytes + 52;
        if (compression is BitFields or AlphaBitFields)
            return (size >= 56 || compression == AlphaBitFields) && head.Length >= alphaMaskOffset + 4 && BinaryPrimitives.ReadUInt32LittleEndian(head[alphaMaskOffset..]) != 0;
        return bits == 32 && AnyFourthByte(stream, BinaryPrimitives.ReadUInt32LittleEndian(head[10..]), PixelBytes(head), path);
    }

    private static long PixelBytes(ReadOnlySpan<byte> head) =>
        4L * Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(head[18..])) * Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(head[22..]));

    private static bool AnyFourthByte(Stream stream, long offset, long bytes, string path)
    {
        var chunk = new byte[ChunkBytes];
        stream.Position = offset;
        for (var left = Math.Min(bytes, stream.Length - offset); left > 0;)
        {
            var part = chunk.AsSpan(0, (int)Math.Min(left, ChunkBytes));
            SourceFile.ReadExactly(stream, part, path);
            for (var i = 3; i < part.Length; i += 4)
            {
                if (part[i] != 0)
                    return true;
            }

            left -= part.Length;
        }

        return false;
    }
}
