using HeatmapPS.Engine.Codecs;
using HeatmapPS.Engine.Codecs.Vips;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;
using NetVips;

namespace HeatmapPS.Engine.Video;

/// <summary>Reads animated WebP with libvips, since ffmpeg cannot.</summary>
internal sealed class AnimationReader : IFrameReader
{
    private readonly string _path;
    private readonly VideoReadOptions _options;
    private readonly int[] _delays;
    private int _page;
    private long _taken;
    private long _seen;
    private long _time;

    public AnimationReader(string path, VideoReadOptions options)
    {
        if (options.FrameRate is not null)
            throw VideoErrors.NotAVideo(path, "-FrameRate repeats and leaves out frames of videos only, and this is an animation");
        _path = path;
        _options = options;
        _delays = Delays(path);
    }

    /// <inheritdoc/>
    public string Note => $"{_path}: {_delays.Length} frame(s), read by libvips.";

    /// <inheritdoc/>
    public long? Count => null;

    /// <inheritdoc/>
    public Raster? Read(CancellationToken cancellationToken)
    {
        for (; _page < _delays.Length && !(_taken >= _options.First); _time += _delays[_page++])
        {
            cancellationToken.ThrowIfCancellationRequested();
            var time = TimeSpan.FromMilliseconds(_time);
            if (time < _options.From || time >= _options.To || _seen++ % _options.Every != 0)
                continue;
            Raster raster = ImageImport.Open(_path, _page + 1, ImportOptions.Default with { Gray = _options.Gray });
            using RowReader rows = raster.OpenRows();
            var source = new MemorySource(raster.Layout, RowPump.ReadAll(rows, cancellationToken));
            _time += _delays[_page++];
            return new Raster(source, raster.Metadata, raster.Origin with { Time = time, Index = ++_taken });
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Milliseconds of each frame.</summary>
    private static int[] Delays(string path)
    {
        VipsRuntime.EnsureInitialized();
        try
        {
            using Image image = Image.NewFromFile(path, kwargs: new VOption { { "n", -1 } });
            int pages = image.Contains("n-pages") && image.Get("n-pages") is int count ? count : 1;
            int[] delays = image.Contains("delay") && image.Get("delay") is int[] told ? told : [];
            return [.. Enumerable.Range(0, pages).Select(page => page < delays.Length ? delays[page] : 0)];
        }
        catch (VipsException error)
        {
            throw VideoErrors.NotAVideo(path, VipsMessages.Clean(error.Message));
        }
    }
}
