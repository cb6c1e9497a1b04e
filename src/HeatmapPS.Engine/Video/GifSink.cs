using System.Globalization;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Formats.Gif;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>Writes an animated GIF, exactly where a frame has at most 256 colours.</summary>
/// <remarks>The palette of the file is that of the first frame: a heatmap's map. A frame of other colours brings a palette of its
/// own.</remarks>
internal sealed class GifSink : IFrameSink
{
    /// <summary>Shorter times are shown as ten times as long by browsers.</summary>
    private const int MinDelay = 2;

    private readonly VideoSettings _settings;
    private readonly (int Width, int Height) _size;
    private readonly FramePalette _palette;
    private readonly bool _alpha;
    private FileStream? _file;
    private GifWriter? _writer;
    private long _frame;
    private long _own;
    private long _reduced;

    public GifSink(VideoSettings settings, ImageObject first, CancellationToken cancellationToken)
    {
        _settings = settings;
        _size = (first.Width, first.Height);
        _alpha = first is Heatmap heatmap ? heatmap.HasAlpha : ((Raster)first).HasAlpha;
        _palette = (first as Heatmap is { } map ? FramePalette.Exact(map, _alpha) : null)
            ?? FramePalette.Of(FramePalette.Count(first, _alpha, cancellationToken), _alpha);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes
    {
        get
        {
            List<string> notes = [string.Create(CultureInfo.InvariantCulture,
                $"GIF with a palette of {_palette.Palette.Colors.Length} colours; {_own} frame(s) with their own palette.")];
            if (_reduced > 0)
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{_reduced} frame(s) have more than the 256 colours of GIF, and were reduced to 256 similar colours. .webp, .apng and .mkv keep all colours."));
            if (_settings.FrameRate.Value > 50)
                notes.Add("GIF players slow down frames shorter than 2 hundredths of a second. Use a -FrameRate of at most 50.");
            return notes;
        }
    }

    /// <inheritdoc/>
    public FrameData Encode(ImageObject frame, CancellationToken cancellationToken)
    {
        FramePalette palette = ChoosePalette(frame, cancellationToken);
        bool isOwn = !ReferenceEquals(palette, _palette);
        if (isOwn)
            Interlocked.Increment(ref _own);
        using var indices = new FrameData(checked(_size.Width * _size.Height));
        IndexRows.Read(frame, palette, indices.Memory, cancellationToken);
        using var data = new PooledStream(indices.Span.Length / 2);
        if (palette.Palette.HasAlpha)
            MapTransparent(indices.Span, palette.Palette);
        var compressor = new LzwCompressor();
        compressor.Start(data, GifWriter.IndexBitsOf(palette.Palette));
        compressor.Write(indices.Span, data);
        compressor.Finish(data);
        return FrameData.Copy(data.Written, isOwn ? palette.Palette : null);
    }

    /// <inheritdoc/>
    public void Open(string path)
    {
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        _writer = new GifWriter(_file, _size.Width, _size.Height, _palette.Palette, _settings.Loop);
    }

    /// <inheritdoc/>
    public void Write(FrameData frame, CancellationToken cancellationToken)
    {
        using (frame)
        {
            _writer!.AddCompressedFrame(frame.Span, Math.Max(Delay(_frame++), _settings.FrameRate.Value > 50 ? 1 : MinDelay),
                frame.Palette);
        }
    }

    /// <inheritdoc/>
    public void Finish(CancellationToken cancellationToken)
    {
        _writer!.Finish();
        _file!.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer?.Dispose();
        _file?.Dispose();
    }

    /// <summary>The file's palette where it has all colours of the frame, else one for this frame.</summary>
    private FramePalette ChoosePalette(ImageObject frame, CancellationToken cancellationToken)
    {
        if (frame is Heatmap heatmap)
        {
            if (_palette.HasAll(FramePalette.PossibleColors(heatmap, _alpha)))
                return _palette;
            if (FramePalette.Exact(heatmap, _alpha) is { } exact)
                return exact;
        }

        IReadOnlyDictionary<Rgba32, int> counts = FramePalette.Count(frame, _alpha, cancellationToken);
        if (_palette.HasAll(counts.Keys))
            return _palette;
        if (counts.Count > FramePalette.Most)
            Interlocked.Increment(ref _reduced);
        return FramePalette.Of(counts, _alpha);
    }

    /// <summary>Hundredths of a second, so that their sum never is off by more than half of one.</summary>
    private int Delay(long frame) =>
        (int)Math.Min(_settings.FrameRate.TimeOf(frame + 1, 100) - _settings.FrameRate.TimeOf(frame, 100), ushort.MaxValue);

    /// <summary>All transparent entries show as the first of them, the one that GIF can name.</summary>
    private static void MapTransparent(Span<byte> indices, Palette palette)
    {
        ReadOnlySpan<Rgba32> colors = palette.Colors.AsSpan();
        if (GifWriter.TransparentIndexOf(palette) is not { } transparent)
            return;
        foreach (ref byte index in indices)
        {
            if (colors[index].A == 0)
                index = (byte)transparent;
        }
    }
}
