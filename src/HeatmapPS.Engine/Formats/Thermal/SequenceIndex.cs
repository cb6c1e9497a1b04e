using System.Collections.Immutable;

namespace HeatmapPS.Engine.Formats.Thermal;

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
