using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Video;

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
