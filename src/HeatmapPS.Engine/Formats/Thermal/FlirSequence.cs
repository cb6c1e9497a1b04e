using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>Where the frames of a FLIR sequence begin: record files, one after another.</summary>
internal static class FlirSequence
{
    /// <summary>Places that look like a header and are none, before the search ends: bounds the work on a hostile file.</summary>
    private const int MaxFalseHeaders = 4096;

    private const int BlockBytes = 1 << 16;

    /// <summary>Finds the frames by what each header says of its own extent. Pixel data is stepped over, not searched, so that
    /// a mark inside it is no frame.</summary>
    /// <returns>At least one offset. The last frame may be cut off; reading it tells so.</returns>
    /// <exception cref="HeatmapException">ImageCorrupt when the stream does not begin with a record file.</exception>
    public static ImmutableArray<long> FindFrames(Stream stream, string path)
    {
        ImmutableArray<long>.Builder frames = ImmutableArray.CreateBuilder<long>();
        long at = 0;
        int falseHeaders = 0;
        var directory = FlirDirectory.Read(stream, at, path);
        while (true)
        {
            frames.Add(at);
            at = directory.End;
            bool isAdjacent = true;
            while (true)
            {
                string? wrong = FlirDirectory.TryRead(stream, at, path, out FlirDirectory? next);
                if (wrong is null)
                {
                    directory = next!;
                    break;
                }

                // A frame that begins where it should and is broken belongs to the sequence: its page is an error, not missing.
                if (isAdjacent && HasHeader(stream, at, path))
                {
                    frames.Add(at);
                    return frames.ToImmutable();
                }

                isAdjacent = false;
                at = FindMark(stream, at + 1, path);
                if (at < 0 || ++falseHeaders > MaxFalseHeaders)
                    return frames.ToImmutable();
            }
        }
    }

    private static bool HasHeader(Stream stream, long at, string path)
    {
        Span<byte> head = stackalloc byte[FlirDirectory.HeaderBytes];
        if (stream.Length - at < head.Length)
            return false;
        stream.Position = at;
        SourceFile.ReadExactly(stream, head, path);
        return FlirDirectory.IsHeader(head);
    }

    /// <summary>The next place from <paramref name="at"/> on where a header's mark and version stand, or -1.</summary>
    private static long FindMark(Stream stream, long at, string path)
    {
        byte[] block = new byte[BlockBytes];
        while (stream.Length - at >= FlirDirectory.HeaderBytes)
        {
            stream.Position = at;
            ReadOnlySpan<byte> read = block.AsSpan(0, SourceFile.ReadSome(stream, block, path));
            for (int i = 0; i + FlirDirectory.HeaderBytes <= read.Length; i++)
            {
                int step = read[(i + 1)..].IndexOf("FF\0"u8);
                if (step < 0)
                    break;
                i += step;
                if (FlirDirectory.IsHeader(read[i..]))
                    return at + i;
            }

            if (read.Length < FlirDirectory.HeaderBytes)
                return -1;
            at += read.Length - FlirDirectory.HeaderBytes + 1;
        }

        return -1;
    }
}

/// <summary>Where the frames of the sequence read last begin: taking all pages of a long one would search it for each page anew. Belongs
/// to one run of a cmdlet; its threads may share it.</summary>
internal sealed class SequenceIndex
{
    private volatile Entry? _last;

    /// <summary>The frames of a sequence.</summary>
    /// <inheritdoc cref="FlirSequence.FindFrames"/>
    public ImmutableArray<long> Frames(Stream stream, string path)
    {
        var stamp = FileStamp.Take(path);
        if (_last is { } last && last.Path == path && last.Stamp == stamp)
            return last.Frames;
        ImmutableArray<long> frames = FlirSequence.FindFrames(stream, path);
        _last = new Entry(path, stamp, frames);
        return frames;
    }

    private sealed record Entry(string Path, FileStamp Stamp, ImmutableArray<long> Frames);
}
