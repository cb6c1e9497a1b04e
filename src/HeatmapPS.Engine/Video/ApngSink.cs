using System.Globalization;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Png;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>Writes an animated PNG, exactly: with a palette while all frames together have at most 256 colours, else in RGB(A) of 8 or
/// 16 bits.</summary>
/// <remarks>APNG has one palette for all frames. Colours of later frames are added to it while there is room; when there is none left,
/// what was written is written anew in RGB.</remarks>
internal sealed class ApngSink : IFrameSink
{
    private readonly VideoSettings _settings;
    private readonly (int Width, int Height) _size;
    private readonly bool _alpha;
    private readonly int _bits;
    private readonly FramePalette? _first;
    private readonly List<Rgba32> _colors = [];
    private readonly ApngFrameCompressor _indexCompressor;
    private readonly ApngFrameCompressor _colorCompressor;
    private volatile bool _isColor;
    private string _path = string.Empty;
    private string? _second;
    private ApngWriter? _writer;
    private long _frame;

    /// <param name="settings">Rate, loops, and whether 16 bits are asked for.</param>
    /// <param name="first">The first frame, whose size and depth all have.</param>
    public ApngSink(VideoSettings settings, ImageObject first)
    {
        _settings = settings;
        _size = (first.Width, first.Height);
        _alpha = first is Heatmap map ? map.HasAlpha : ((Raster)first).HasAlpha;
        FramePixelFormat? asked = settings.PixelFormat is null ? null : FramePixelFormat.Find(settings.PixelFormat);
        _bits = (asked?.Bits ?? first.BitDepth) > 8 ? 16 : 8;
        _first = asked is null && _bits == 8 && first is Heatmap heatmap ? FramePalette.Exact(heatmap, _alpha) : null;
        _isColor = _first is null;
        if (_first is not null)
            _colors.AddRange(_first.Palette.Colors);
        _indexCompressor = new ApngFrameCompressor(new RasterLayout(first.Width, first.Height, 1, SampleType.UInt8), isPalette: true);
        _colorCompressor = new ApngFrameCompressor(
            new RasterLayout(first.Width, first.Height, _alpha ? 4 : 3, _bits == 16 ? SampleType.UInt16 : SampleType.UInt8),
                isPalette: false);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes =>
        [string.Create(CultureInfo.InvariantCulture,
            $"APNG {(_isColor ? $"in {(_alpha ? "RGBA" : "RGB")} of {_bits} bits" : $"with one palette of {_colors.Count} colours")}.")];

    /// <inheritdoc/>
    public FrameData Encode(ImageObject frame, CancellationToken cancellationToken)
    {
        if (!_isColor && frame is Heatmap heatmap)
        {
            if (_first!.HasAll(FramePalette.PossibleColors(heatmap, _alpha)))
                return _indexCompressor.Compress(rows => IndexRows.Read(frame, _first, rows, cancellationToken));

            // Whether its colours have room in the palette depends on the frames before it.
            IReadOnlyDictionary<Rgba32, int> counts = FramePalette.Count(frame, _alpha, cancellationToken);
            if (counts.Count <= FramePalette.Most)
            {
                var own = new FramePalette([.. counts.Keys], _alpha);
                var indices = new FrameData(checked(_size.Width * _size.Height)) { Palette = own.Palette };
                IndexRows.Read(frame, own, indices.Memory, cancellationToken);
                return indices;
            }
        }

        return _colorCompressor.Compress(
            data =>
            {
                using RowReader rows = FrameColors.Open(frame, _alpha, _bits);
                rows.Read(data.Span);
            },
            isColor: true);
    }

    /// <inheritdoc/>
    public void Open(string path)
    {
        _path = path;
        _writer = _isColor
            ? new ApngWriter(path, _size, _bits, ColorType, null, _settings.Loop)
            : new ApngWriter(path, _size, 8, PngColorType.Palette, _first!.Palette, _settings.Loop);
    }

    /// <inheritdoc/>
    public void Write(FrameData frame, CancellationToken cancellationToken)
    {
        using (frame)
        {
            if (!_isColor && (frame.IsColor || !TryAddColors(frame.Palette)))
                SwitchToColor(cancellationToken);
            if (frame.IsColor || (!_isColor && frame.Palette is null))
            {
                _writer!.AddFrame(frame.Span, Delay());
            }
            else
            {
                using FrameData data = _isColor ? ToColor(frame, cancellationToken) : ToSharedPalette(frame);
                _writer!.AddFrame(data.Span, Delay());
            }

            _frame++;
        }
    }

    /// <inheritdoc/>
    public void Finish(CancellationToken cancellationToken)
    {
        _writer!.Finish(_isColor ? null : new Palette([.. _colors], _alpha));
        if (_second is null)
            return;
        _writer.Dispose();
        Rename.File(_second, _path, overwrite: true, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer?.Dispose();
        if (_second is not null)
            File.Delete(_second);
    }

    private PngColorType ColorType => _alpha ? PngColorType.Rgba : PngColorType.Rgb;

    /// <summary>Adds the colours of a frame to the palette of all.</summary>
    /// <returns>Whether there was room.</returns>
    private bool TryAddColors(Palette? own)
    {
        if (own is null)
            return true;
        Rgba32[] added = [.. own.Colors.Except(_colors)];
        if (_colors.Count + added.Length > FramePalette.Most)
            return false;
        _colors.AddRange(added);
        return true;
    }

    private FrameData ToSharedPalette(FrameData frame)
    {
        byte[] map = [.. frame.Palette!.Colors.Select(color => (byte)_colors.IndexOf(color))];
        return _indexCompressor.Compress(rows =>
        {
            ReadOnlySpan<byte> source = frame.Span;
            Span<byte> target = rows.Span;
            for (int i = 0; i < source.Length; i++)
                target[i] = map[source[i]];
        });
    }

    /// <summary>A frame of indices, compressed or with its own palette, in RGB(A).</summary>
    private FrameData ToColor(FrameData frame, CancellationToken cancellationToken)
    {
        if (frame.Palette is { } own)
            return Expand(frame.Span, own.Colors.AsSpan());
        using FrameData indices = _indexCompressor.Decompress(frame.Memory, cancellationToken);
        return Expand(indices.Span, _first!.Palette.Colors.AsSpan());
    }

    private FrameData Expand(ReadOnlySpan<byte> indices, ReadOnlySpan<Rgba32> colors)
    {
        byte[] source = indices.ToArray();
        Rgba32[] table = colors.ToArray();
        int bands = _alpha ? 4 : 3;
        return _colorCompressor.Compress(
            rows =>
            {
                Span<byte> target = rows.Span;
                for (int i = 0, p = 0; i < source.Length; i++, p += bands)
                {
                    Rgba32 color = table[source[i]];
                    (target[p], target[p + 1], target[p + 2]) = (color.R, color.G, color.B);
                    if (bands == 4)
                        target[p + 3] = color.A;
                }
            },
            isColor: true);
    }

    /// <summary>Writes what was written anew, in RGB(A), into a second file that takes the place of the first at the end.</summary>
    private void SwitchToColor(CancellationToken cancellationToken)
    {
        _isColor = true;
        ApngWriter old = _writer!;
        _second = PartialFile.NewPath(Path.GetDirectoryName(_path)!);
        var rewritten = new ApngWriter(_second, _size, _bits, ColorType, null, _settings.Loop);
        _writer = rewritten;
        Rgba32[] colors = [.. _colors];
        using (old)
        {
            old.ReadBack((data, delay) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                using FrameData indices = _indexCompressor.Decompress(data, cancellationToken);
                using FrameData frame = Expand(indices.Span, colors);
                rewritten.AddFrame(frame.Span, delay);
            });
        }
    }

    /// <summary>Seconds a frame is shown: the exact fraction where it fits 16 bits, else milliseconds that add up.</summary>
    private (ushort Numerator, ushort Denominator) Delay()
    {
        FrameRate rate = _settings.FrameRate;
        if (rate.Numerator <= ushort.MaxValue && rate.Denominator <= ushort.MaxValue)
            return ((ushort)rate.Denominator, (ushort)rate.Numerator);
        long milliseconds = rate.TimeOf(_frame + 1, 1000) - rate.TimeOf(_frame, 1000);
        return ((ushort)Math.Min(milliseconds, ushort.MaxValue), 1000);
    }
}

/// <summary>Compresses whole frames as PNG does, and back. Thread-safe.</summary>
/// <param name="layout">What frames are made of.</param>
/// <param name="isPalette">Whether they are indices.</param>
internal sealed class ApngFrameCompressor(RasterLayout layout, bool isPalette)
{
    private readonly PngRowCompressor _compressor = PngRowCompressor.For(layout, isPalette, ImageCompression.Default);

    /// <summary>Compresses a frame.</summary>
    /// <param name="fill">Writes its rows.</param>
    /// <param name="isColor">What the result tells of itself.</param>
    public FrameData Compress(Action<Memory<byte>> fill, bool isColor = false)
    {
        using var rows = new FrameData(checked((int)layout.ByteCount));
        fill(rows.Memory);
        using var strip = new Strip(checked(layout.RowBytes * (layout.Height + 1)));
        strip.Reset(0, layout.Height, layout.RowBytes, layout.RowBytes, isLast: true);
        strip.RowsWithLead[..layout.RowBytes].Clear();
        rows.Span.CopyTo(strip.Rows);
        _compressor.Compress(strip);
        return FrameData.Copy(strip.Output.Written, isColor: isColor);
    }

    /// <summary>The rows of a frame of 8-bit samples that was compressed here.</summary>
    public FrameData Decompress(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        int rowBytes = layout.RowBytes;
        var rows = new FrameData(checked((int)layout.ByteCount));
        try
        {
            using var source = new MemoryStream(data.ToArray(), writable: false);
            using var inflate = new InflateStream(source);
            byte[] stored = new byte[rowBytes + 1], zeros = new byte[rowBytes];
            for (int y = 0; y < layout.Height; y++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                inflate.ReadExactly(stored);
                ReadOnlySpan<byte> above = y == 0 ? zeros : rows.Span.Slice((y - 1) * rowBytes, rowBytes);
                PngUnfilter.Undo((PngFilter)stored[0], above, stored.AsSpan(1), layout.Bands, rows.Span.Slice(y * rowBytes, rowBytes));
            }

            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }
}
