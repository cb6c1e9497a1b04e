using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Video;

/// <summary>Takes the frames of one video.</summary>
internal interface IFrameSink : IDisposable
{
    /// <summary>What people should know of how the video is made, for -Verbose.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>Brings a frame into the form that is written; from any thread, several at once.</summary>
    /// <param name="frame">A heatmap or a colour raster, of the video's size.</param>
    /// <param name="cancellationToken">Stops it.</param>
    FrameData Encode(ImageObject frame, CancellationToken cancellationToken);

    /// <summary>Starts the file.</summary>
    /// <param name="path">Full path of a file that does not exist yet.</param>
    void Open(string path);

    /// <summary>Writes a frame, in order, from one thread.</summary>
    void Write(FrameData frame, CancellationToken cancellationToken);

    /// <summary>Ends the file.</summary>
    void Finish(CancellationToken cancellationToken);
}
