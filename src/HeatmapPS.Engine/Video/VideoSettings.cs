using HeatmapPS.Engine.Errors;

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

    public const int DefaultQuality = 75;
}

/// <summary>A file to be made: its container and its codec, which must fit each other.</summary>
/// <param name="Extension">Extension of the file, in lower case without dot.</param>
/// <param name="Muxer">ffmpeg's name of the container, or null where the engine writes it.</param>
/// <param name="Codec">The codec, never Auto.</param>
internal sealed record VideoTarget(string Extension, string? Muxer, VideoCodec Codec)
{
    private static readonly (string[] Extensions, string? Muxer, VideoCodec[] Codecs)[] s_containers =
    [
        (["mp4", "m4v"], "mp4", [VideoCodec.H264, VideoCodec.H265, VideoCodec.AV1, VideoCodec.VP9]),
        (["mov"], "mov", [VideoCodec.H264, VideoCodec.H265, VideoCodec.ProRes, VideoCodec.MJPEG]),
        (["mkv"], "matroska",
            [VideoCodec.H264, VideoCodec.H265, VideoCodec.VP9, VideoCodec.AV1, VideoCodec.FFV1, VideoCodec.ProRes, VideoCodec.MJPEG]),
        (["webm"], "webm", [VideoCodec.VP9, VideoCodec.AV1]),
        (["avi"], "avi", [VideoCodec.MJPEG, VideoCodec.H264, VideoCodec.FFV1]),
        (["gif"], null, [VideoCodec.GIF]),
        (["webp"], null, [VideoCodec.WebP]),
        (["apng", "png"], null, [VideoCodec.APNG]),
    ];

    /// <summary>Extensions of all containers.</summary>
    public static IEnumerable<string> Extensions => s_containers.SelectMany(container => container.Extensions);

    /// <summary>Whether ffmpeg writes it.</summary>
    public bool NeedsFfmpeg => Muxer is not null;

    /// <summary>The target that a path and a codec make.</summary>
    /// <param name="path">The file.</param>
    /// <param name="codec">The codec asked for; Auto takes the container's first.</param>
    /// <exception cref="HeatmapException">VideoFormatNotSupported.</exception>
    public static VideoTarget From(string path, VideoCodec codec)
    {
        string extension = Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
        foreach ((string[] extensions, string? muxer, VideoCodec[] codecs) in s_containers)
        {
            if (!extensions.Contains(extension))
                continue;
            if (codec == VideoCodec.Auto)
                return new VideoTarget(extension, muxer, codecs[0]);
            return codecs.Contains(codec)
                ? new VideoTarget(extension, muxer, codec)
                : throw VideoErrors.CodecDoesNotFit(codec, extension, codecs);
        }

        throw VideoErrors.ExtensionUnknown(path, Extensions);
    }
}
