using System.Buffers.Binary;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Magick;

/// <summary>Checks that files are whole where ImageMagick pads a file that breaks off without a word.</summary>
internal static class MagickFileStructure
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>Checks a file; formats that ImageMagick checks itself pass.</summary>
    /// <param name="stream">The file; its position is changed.</param>
    /// <param name="format">Its format.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, ImageReadFailed.</exception>
    public static void Check(Stream stream, ImageFormat format, string path)
    {
        try
        {
            if (format == ImageFormats.Xcf)
                XcfStructure.Check(stream, path);
            var needed = format == ImageFormats.Psd ? PsdLength(stream) : 0;
            if (needed > stream.Length)
                throw ImageErrors.Corrupt(path, $"it needs {needed:N0} bytes by its header and has {stream.Length:N0}");
        }
        catch (EndOfStreamException e)
        {
            throw ImageErrors.Corrupt(path, "it breaks off inside its header", e);
        }
        catch (IOException e)
        {
            throw ImageErrors.ReadFailed(path, e);
        }
    }

    private static Int128 PsdLength(Stream stream)
    {
        const int HeaderBytes = 26;
        Span<byte> head = stackalloc byte[HeaderBytes];
        ReadAt(stream, 0, head);
        var large = BinaryPrimitives.ReadUInt16BigEndian(head[4..]) == 2;
        var rows = (Int128)BinaryPrimitives.ReadUInt16BigEndian(head[12..]) * BinaryPrimitives.ReadUInt32BigEndian(head[14..]);
        var rowBytes = (((Int128)BinaryPrimitives.ReadUInt32BigEndian(head[18..]) * BinaryPrimitives.ReadUInt16BigEndian(head[22..])) + 7) / 8;

        // Colour mode data, image resources, layers: each is a length and that many bytes.
        long at = HeaderBytes;
        Span<byte> field = stackalloc byte[8];
        for (var section = 0; section < 3; section++)
        {
            var wide = large && section == 2;
            var size = wide ? 8 : 4;
            ReadAt(stream, at, field[..size]);
            var length = wide ? BinaryPrimitives.ReadUInt64BigEndian(field) : BinaryPrimitives.ReadUInt32BigEndian(field);
            if (length > (ulong)stream.Length)
                return length;
            at += size + (long)length;
        }

        ReadAt(stream, at, field[..2]);
        at += 2;
        return BinaryPrimitives.ReadUInt16BigEndian(field) switch
        {
            0 => at + (rows * rowBytes),
            1 => PackedPsdLength(stream, at, rows, large ? 4 : 2),
            _ => at,
        };
    }

    private static Int128 PackedPsdLength(Stream stream, long at, Int128 rows, int size)
    {
        var table = rows * size;
        if (at + table > stream.Length)
            return at + table;

        var end = at + table;
        var buffer = new byte[ChunkBytes];
        for (long done = 0; done < table; done += ChunkBytes)
        {
            var part = buffer.AsSpan(0, (int)Int128.Min(ChunkBytes, table - done));
            ReadAt(stream, at + done, part);
            for (var i = 0; i < part.Length; i += size)
                end += size == 2 ? BinaryPrimitives.ReadUInt16BigEndian(part[i..]) : BinaryPrimitives.ReadUInt32BigEndian(part[i..]);
        }

        return end;
    }

    private static void ReadAt(Stream stream, long position, Span<byte> destination)
    {
        stream.Position = position;
        stream.ReadExactly(destination);
    }
}
