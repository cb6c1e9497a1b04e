namespace HeatmapPS.Engine.Video;

/// <summary>How frames are compressed.</summary>
public enum VideoCodec
{
    /// <summary>What fits the file's extension.</summary>
    Auto,

    /// <summary>H.264 (AVC): plays everywhere.</summary>
    H264,

    /// <summary>H.265 (HEVC): smaller, plays on newer devices.</summary>
    H265,

    /// <summary>VP9: free, plays in browsers.</summary>
    VP9,

    /// <summary>AV1: free, smallest, slow to make.</summary>
    AV1,

    /// <summary>FFV1: lossless, for archives and further work.</summary>
    FFV1,

    /// <summary>Apple ProRes: for video editors.</summary>
    ProRes,

    /// <summary>Motion JPEG: each frame alone.</summary>
    MJPEG,

    /// <summary>Animated GIF, written without ffmpeg.</summary>
    GIF,

    /// <summary>Animated WebP, written without ffmpeg.</summary>
    WebP,

    /// <summary>Animated PNG, lossless, written without ffmpeg.</summary>
    APNG,
}
