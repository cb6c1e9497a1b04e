namespace HeatmapPS.Engine.Video;

/// <summary>How a video is encoded; checked together with the file's extension by <see cref="VideoTarget"/>.</summary>
internal sealed record VideoSettings
{
    /// <summary>Frames a second.</summary>
    public FrameRate FrameRate { get; init; } = new(25, 1);

    /// <summary>Compression.</summary>
    public VideoCodec Codec { get; init; }

    /// <summary>1 to 100 on one scale for all codecs; null for <see cref="DefaultQuality"/>, and in WebP for frames without loss where a
    /// colormap made their colours.</summary>
    public int? Quality { get; init; }

    /// <summary>The encoder's own constant rate factor in place of <see cref="Quality"/>, or null.</summary>
    public int? Crf { get; init; }

    /// <summary>The encoder's own name for speed against size, or null.</summary>
    public string? Preset { get; init; }

    /// <summary>ffmpeg's name of the stored pixels, or null for the codec's usual ones.</summary>
    public string? PixelFormat { get; init; }

    /// <summary>How often an animation is shown: 0 for ever.</summary>
    public int Loop { get; init; }

    /// <summary>Program to run, or null to look for it.</summary>
    public string? FfmpegPath { get; init; }

    /// <summary>How long ffmpeg may do nothing before it counts as hung.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Quality by default.</summary>
    public const int DefaultQuality = 75;
}
