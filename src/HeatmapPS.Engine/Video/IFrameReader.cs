using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Video;

/// <summary>Reads the frames of a video or an animation in order.</summary>
internal interface IFrameReader : IDisposable
{
    /// <summary>What people should know, for -Verbose.</summary>
    string Note { get; }

    /// <summary>Frames there will be, where that is known.</summary>
    long? Count { get; }

    /// <summary>The next frame with its pixels in memory, its time and number; null after the last.</summary>
    /// <exception cref="HeatmapException">VideoCorrupt, FfmpegFailed.</exception>
    Raster? Read(CancellationToken cancellationToken);
}

/// <summary>Which frames of a video are read, and how.</summary>
internal sealed record VideoReadOptions
{
    /// <summary>Most pixels of a frame by default: 16,384 × 8,192, which "16K" video fits into.</summary>
    public const long DefaultMaxPixels = 1 << 27;

    /// <summary>Everything, in grey.</summary>
    public static VideoReadOptions Default { get; } = new();

    /// <summary>Whether colours are made grey: ffmpeg's <c>gray</c>, luma in full range.</summary>
    public bool Gray { get; init; } = true;

    /// <summary>Takes each n-th frame.</summary>
    public int Every { get; init; } = 1;

    /// <summary>Frames to read, or null for all.</summary>
    public long? First { get; init; }

    /// <summary>Time of the first frame.</summary>
    public TimeSpan From { get; init; }

    /// <summary>Time to stop before, or null.</summary>
    public TimeSpan? To { get; init; }

    /// <summary>Most pixels of a frame. Less than for images: a decoder holds many frames at once.</summary>
    public long MaxPixels { get; init; } = DefaultMaxPixels;

    /// <summary>How long ffmpeg may do nothing while a frame is waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Rate to which frames are repeated or left out, or null for all as they are.</summary>
    public FrameRate? FrameRate { get; init; }
}
