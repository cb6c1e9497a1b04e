using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Codecs.Vips;

/// <summary>Walks the blocks of a GIF: libvips gives a frame that breaks off as if it were whole.</summary>
internal static class GifStructure
{
    private const int HeaderBytes = 13;
    private const int ColorTableFlag = 0x80;
    private const int ColorTableSizeMask = 7;

    /// <summary>Checks that no block is cut off. A file without its last byte (the trailer) passes.</summary>
    /// <param name="file">All bytes of a GIF file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public static void Check(byte[] file, string path)
    {
        using var stream = new MemoryStream(file, writable: false);
        try
        {
            Span<byte> head = stackalloc byte[HeaderBytes];
            stream.ReadExactly(head);
            SkipColorTable(stream, head[10]);
            while (stream.ReadByte() is var introducer and >= 0)
            {
                switch (introducer)
                {
                    case ',':
                        SkipImage(stream);
                        break;
                    case '!':
                        _ = Byte(stream);
                        SkipSubBlocks(stream);
                        break;
                    case ';':
                        return;
                    default:
                        // Padding between blocks is seen in real files; decoders stop or go on as they like.
                        break;
                }
            }
        }
        catch (EndOfStreamException e)
        {
            throw ImageErrors.Corrupt(path, "it breaks off inside a frame", e);
        }
    }

    private static void SkipImage(MemoryStream stream)
    {
        Span<byte> descriptor = stackalloc byte[9];
        stream.ReadExactly(descriptor);
        SkipColorTable(stream, descriptor[8]);
        _ = Byte(stream);
        SkipSubBlocks(stream);
    }

    private static void SkipColorTable(MemoryStream stream, int flags)
    {
        if ((flags & ColorTableFlag) != 0)
            Skip(stream, 3 << ((flags & ColorTableSizeMask) + 1));
    }

    private static void SkipSubBlocks(MemoryStream stream)
    {
        while (Byte(stream) is var length and > 0)
            Skip(stream, length);
    }

    private static void Skip(MemoryStream stream, int bytes)
    {
        if (stream.Position + bytes > stream.Length)
            throw new EndOfStreamException();
        stream.Position += bytes;
    }

    private static int Byte(MemoryStream stream) =>
        stream.ReadByte() is var value and >= 0 ? value : throw new EndOfStreamException();
}
