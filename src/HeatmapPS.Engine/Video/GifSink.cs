using System.Globalization;
using HeatmapPS.Engine.Codecs;
using HeatmapPS.Engine.Codecs.Gif;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>Writes an animated GIF with one palette: a heatmap's own colours, exactly, where they are at most 256.</summary>
internal sealed class GifSink : IFrameSink
{
    /// <summary>Shorter times are shown as ten times as long by browsers.</summary>
    private const int LeastDelay = 2;

    private readonly VideoSettings _settings;
    private readonly (int Width, int Height) _size;
    private readonly FramePalette _palette;
    private readonly IndexRows _indices;
    private readonly List<string> _notes = [];
    private FileStream? _file;
    private GifWriter? _writer;
    private long _frame;

    public GifSink(VideoSettings settings, ImageObject first, CancellationToken cancellationToken)
    {
        _settings = settings;
        _size = (first.Width, first.Height);
        FramePalette? exact = first is Heatmap heatmap ? FramePalette.Exact(heatmap) : null;
        _palette = exact ?? FramePalette.Nearest(first, cancellationToken);
        _indices = new IndexRows(_palette, exact: null);
        _notes.Add(string.Create(CultureInfo.InvariantCulture, $"GIF with one palette of {_palette.Palette.Colors.Length} colours{(exact is null ? ", the nearest to those of the first frame" : ", exact")}."));
        if (settings.FrameRate.Value > 50)
            _notes.Add("GIF players show frames of less than 2 hundredths of a second more slowly: choose a -FrameRate of at most 50.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => _notes;

    /// <inheritdoc/>
    public FrameData Encode(ImageObject frame, CancellationToken cancellationToken)
    {
        using var indices = new FrameData(checked(_size.Width * _size.Height));
        _indices.Read(frame, indices.Memory, cancellationToken);
        using var data = new PooledStream(indices.Span.Length / 2);
        int transparent = TransparentIndex();
        if (transparent >= 0)
            MapTransparent(indices.Span, (byte)transparent);
        var compressor = new LzwCompressor();
        compressor.Start(data, Math.Max(1, 32 - int.LeadingZeroCount(_palette.Palette.Colors.Length - 1)));
        compressor.Write(indices.Span, data);
        compressor.Finish(data);
        return FrameData.Copy(data.Written);
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
            _writer!.AddCompressedFrame(frame.Span, Math.Max(Delay(_frame++), _settings.FrameRate.Value > 50 ? 1 : LeastDelay));
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

    /// <summary>Hundredths of a second, so that their sum never is off by more than half of one.</summary>
    private int Delay(long frame) => (int)Math.Min(_settings.FrameRate.TimeOf(frame + 1, 100) - _settings.FrameRate.TimeOf(frame, 100), ushort.MaxValue);

    private int TransparentIndex() => _palette.Palette.HasAlpha ? FirstTransparent(_palette.Palette) : -1;

    private static int FirstTransparent(Palette palette)
    {
        for (int i = 0; i < palette.Colors.Length; i++)
        {
            if (palette.Colors[i].A == 0)
                return i;
        }

        return -1;
    }

    /// <summary>All transparent entries show as the first of them, the one that GIF can name.</summary>
    private void MapTransparent(Span<byte> indices, byte transparent)
    {
        ReadOnlySpan<Rgba32> colors = _palette.Palette.Colors.AsSpan();
        foreach (ref byte index in indices)
        {
            if (colors[index].A == 0)
                index = transparent;
        }
    }
}
