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
