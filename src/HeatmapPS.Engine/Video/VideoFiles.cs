using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Png;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using NetVips;

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
            throw VideoErrors.NotAVideo(path, "one of its frames is damaged or missing");
        }
    }

    /// <summary>ffmpeg gives frames of a broken GIF as if they were whole, and its complaint after them.</summary>
    private static void CheckGif(string path)
    {
        using var file = VipsFile.Open(path, ImageFormats.Gif);
        try
        {
            GifStructure.Check(file.Bytes, path, page: int.MaxValue);
        }
        catch (HeatmapException)
        {
            throw VideoErrors.NotAVideo(path, "one of its frames is damaged or incomplete");
        }
    }
}

/// <summary>Reads animated WebP with libvips, since ffmpeg cannot.</summary>
/// <remarks>All frames are one tall picture to libvips, read from top to bottom, so that each is decoded once: a frame depends on those
/// before it, and to ask for one by its number would decode them all again.</remarks>
internal sealed class AnimationReader : IFrameReader
{
    private readonly string _path;
    private readonly VideoReadOptions _options;
    private readonly int[] _delays;
    private readonly RasterLayout _layout;
    private readonly RasterMetadata _metadata;
    private readonly VipsRowReader _rows;
    private int _page;
    private long _taken;
    private long _seen;
    private long _time;

    /// <param name="path">Full path.</param>
    /// <param name="options">Which frames.</param>
    /// <exception cref="HeatmapException">VideoCorrupt, ImageTooLarge.</exception>
    public AnimationReader(string path, VideoReadOptions options)
    {
        if (options.FrameRate is not null)
            throw VideoErrors.NotAVideo(path, "-FrameRate applies only to videos, and this is an animation. Leave -FrameRate out");
        _path = path;
        _options = options;
        var file = VipsFile.Open(path, ImageFormats.WebP);
        Image? image = null;
        try
        {
            WebPStructure.Check(file.Bytes, path);
            image = Image.WebploadSource(file.Source, n: -1, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
            int pages = image.Contains("n-pages") && image.Get("n-pages") is int count and >= 1 ? count : 1;
            int[] delays = image.Contains("delay") && image.Get("delay") is int[] told ? told : [];
            _delays = [.. Enumerable.Range(0, pages).Select(page => page < delays.Length ? delays[page] : 0)];
            RasterLayout whole = VipsImages.LayoutOf(image, path);
            _layout = whole with { Height = whole.Height / pages };
            if (_layout.PixelCount > options.MaxPixels)
                throw ImageErrors.TooLarge(path, _layout.PixelCount, options.MaxPixels);
            _metadata = VipsImages.MetadataOf(image, image);
            _rows = new VipsRowReader(image, whole, path, file);
        }
        catch (VipsException error)
        {
            image?.Dispose();
            file.Dispose();
            throw VideoErrors.NotAVideo(path, VipsMessages.Clean(error.Message));
        }
        catch
        {
            image?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Note => $"{_path}: {_delays.Length} frame(s), read by libvips.";

    /// <inheritdoc/>
    public long? Count => null;

    /// <inheritdoc/>
    public Raster? Read(CancellationToken cancellationToken)
    {
        byte[]? pixels = null;
        for (; _page < _delays.Length && !(_taken >= _options.First); _time += _delays[_page++])
        {
            cancellationToken.ThrowIfCancellationRequested();
            var time = TimeSpan.FromMilliseconds(_time);
            if (time >= _options.To)
                return null;

            // A frame that is left out is read all the same: later ones are made of it.
            _rows.Read(pixels ??= GC.AllocateUninitializedArray<byte>(checked((int)_layout.ByteCount)));
            if (time < _options.From || _seen++ % _options.Every != 0)
                continue;
            _time += _delays[_page++];
            var origin = new RasterOrigin(_path, _page, _delays.Length, "libvips") { Time = time, Index = ++_taken };
            var raster = new Raster(new MemorySource(_layout, pixels), _metadata, origin);
            return _options.Gray ? Gray(raster, cancellationToken) : raster;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    /// <summary>Made grey now, so that the pixels are one array.</summary>
    private static Raster Gray(Raster colors, CancellationToken cancellationToken)
    {
        Raster gray = Grayscale.Apply(colors);
        using RowReader rows = gray.OpenRows();
        return new Raster(new MemorySource(gray.Layout, RowPump.ReadAll(rows, cancellationToken)), gray.Metadata, gray.Origin);
    }
}
