using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Png;
using HeatmapPS.Engine.Formats.Vips;

namespace HeatmapPS.Engine.Video;

/// <summary>Videos as inputs: told by extension, since what looks like one to ffmpeg may be an image to the codecs.</summary>
internal static class VideoFiles
{
    private static readonly HashSet<string> s_extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".wmv", ".asf", ".flv", ".ogv",
        ".nut", ".y4m", ".mxf", ".3gp", ".mj2", ".h264", ".hevc",
    };

    /// <summary>What a file may be made of, and from where its bytes may come: ffmpeg finds a format by content, and a playlist or a script
    /// that is named like a video would make it read other files, or the network.</summary>
    public static ImmutableArray<string> InputLimits { get; } =
    [
        "-protocol_whitelist", "file,pipe",
        "-format_whitelist", "mov,mp4,matroska,webm,avi,mpeg,mpegts,mpegvideo,asf,flv,ogg,nut,yuv4mpegpipe,mxf,gxf,h263,h264,hevc,m4v,obu,av1,ivf,gif,apng,dv,mjpeg",
    ];

    /// <summary>Whether a path is one of a video.</summary>
    public static bool IsVideo(string path) => s_extensions.Contains(Path.GetExtension(path));

    /// <summary>Opens a video or an animation.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="options">Which frames.</param>
    /// <param name="ffmpegPath">ffmpeg, or null to look for it. It is not needed for WebP, which it cannot read when animated.</param>
    /// <param name="cancellationToken">Stops the reading of the header.</param>
    /// <exception cref="HeatmapException">ImageNotFound, FfmpegNotFound, VideoCorrupt.</exception>
    public static IFrameReader Open(string path, VideoReadOptions options, string? ffmpegPath, CancellationToken cancellationToken)
    {
        using (FileStream file = ImageFiles.OpenRead(path))
        {
            if (file.Length == 0)
                throw VideoErrors.NotAVideo(path, "the file is empty");
        }

        if (Has(path, ".webp", ImageFormats.WebP))
            return new AnimationReader(path, options);
        if (Has(path, ".gif", ImageFormats.Gif))
            CheckGif(path);
        if (Has(path, ".apng", ImageFormats.Png) || Has(path, ".png", ImageFormats.Png))
            CheckApng(path);
        return new VideoReader(FfmpegProgram.Find(ffmpegPath), path, options, cancellationToken);
    }

    private static bool Has(string path, string extension, ImageFormat format) =>
        Path.GetExtension(path).Equals(extension, StringComparison.OrdinalIgnoreCase) && ImageFormats.Detect(path) == format;

    private static void CheckApng(string path)
    {
        try
        {
            ApngStructure.Check(path);
        }
        catch (HeatmapException e) when (e.ErrorId == "ImageCorrupt")
        {
            throw VideoErrors.NotAVideo(path, "a frame of it is damaged or missing");
        }
    }

    /// <summary>ffmpeg gives frames of a broken GIF as if they were whole, and its complaint after them.</summary>
    private static void CheckGif(string path)
    {
        using VipsFile file = VipsFile.Open(path, ImageFormats.Gif);
        try
        {
            GifStructure.Check(file.Bytes, path, page: int.MaxValue);
        }
        catch (HeatmapException)
        {
            throw VideoErrors.NotAVideo(path, "a frame of it is damaged or cut off");
        }
    }
}
