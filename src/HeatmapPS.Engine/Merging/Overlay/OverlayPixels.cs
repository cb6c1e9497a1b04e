using System.Buffers;
using System.Runtime.CompilerServices;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging.Blends;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Merging.Overlay;

/// <summary>Mixes rows of a photo with the colours of a heatmap's numbers. Immutable; used from many threads.</summary>
internal sealed class OverlayPixels
{
    private const int Colors = 3;

    private readonly HeatmapScale _scale;
    private readonly ColorTable _table;
    private readonly ColorIndexer _indexer;
    private readonly BlendKernel _blend;
    private readonly OverlayOptions _options;
    private readonly RasterLayout _photo;
    private readonly SampleType _type;
    private readonly double _full;
    private readonly Lazy<OverlayTable>? _lookup;

    /// <param name="heatmap">Scale and colours.</param>
    /// <param name="values">Its numbers at the photo's size.</param>
    /// <param name="photo">RGB or RGBA of UInt8 or UInt16.</param>
    /// <param name="options">How.</param>
    public OverlayPixels(Heatmap heatmap, Raster values, RasterLayout photo, OverlayOptions options)
    {
        _scale = heatmap.Scale;
        _type = values.SampleType;
        _photo = photo;
        _full = photo.SampleType.MaxValue;
        _table = heatmap.Style.Table(photo.SampleType == SampleType.UInt16 ? 16 : 8, alpha: true);
        _indexer = new ColorIndexer(_scale, _table.Count, _type, values.NoDataValues);
        _blend = new BlendKernels(Colors, hasAlpha: false, opacity: 1, ignoreNaN: false).Create(options.Mode);
        _options = options;

        // One key more than there are entries: the photo alone, below the threshold.
        if (HasOneOpacity && photo.SampleType == SampleType.UInt8 && !BlendKernels.IsColorMode(options.Mode)
            && OverlayTable.Pays(_table.Bytes.Length + 1, photo.PixelCount))
        {
            _lookup = new Lazy<OverlayTable>(() => OverlayTable.Create(_table.Bytes.Length + 1, MixLevels));
        }
    }

    /// <summary>Whether the opacity of a colour is the same wherever it shows.</summary>
    private bool HasOneOpacity => _options.AlphaFrom == OverlayAlpha.Constant;

    /// <summary>Mixes one row in place.</summary>
    /// <param name="values">The heatmap's numbers.</param>
    /// <param name="photo">The photo's pixels, changed where the heatmap shows.</param>
    [MethodImpl(HotLoop.Options)]
    public void Mix(ReadOnlySpan<byte> values, Span<byte> photo)
    {
        int width = _photo.Width;
        int[] entries = ArrayPool<int>.Shared.Rent(width);
        _indexer.Index(values, entries.AsSpan(0, width));

        // Colours of a table need no numbers.
        bool needsNumbers = _lookup is null || _options.Threshold is not null;
        double[] numbers = needsNumbers ? ArrayPool<double>.Shared.Rent(width) : [];
        if (needsNumbers)
            Samples.ToDoubles(values, _type, numbers.AsSpan(0, width));
        if (_lookup is { } lookup)
        {
            for (int x = 0; x < width && _options.Threshold is not null; x++)
            {
                if (numbers[x] < _options.Threshold)
                    entries[x] = _table.Bytes.Length;
            }

            lookup.Value.Mix(entries.AsSpan(0, width), photo, _photo.Bands);
        }
        else
        {
            Mix(entries.AsSpan(0, width), numbers.AsSpan(0, width), photo, _photo.Bands);
        }

        if (needsNumbers)
            ArrayPool<double>.Shared.Return(numbers);
        ArrayPool<int>.Shared.Return(entries);
    }

    private void MixLevels(int entry, Span<byte> levels)
    {
        int width = levels.Length / Colors;
        if (entry >= _table.Bytes.Length)
            return;
        Span<int> entries = stackalloc int[width];
        Span<double> numbers = stackalloc double[width];
        entries.Fill(entry);
        numbers.Fill(double.PositiveInfinity);
        Mix(entries, numbers, levels, Colors);
    }

    /// <summary>Mixes pixels with the colours of entries.</summary>
    [MethodImpl(HotLoop.Options)]
    private void Mix(ReadOnlySpan<int> entries, ReadOnlySpan<double> numbers, Span<byte> photo, int bands)
    {
        int width = entries.Length;
        int samples = width * Colors;
        double[] rented = ArrayPool<double>.Shared.Rent((3 * samples) + width + (width * bands));
        Span<double> own = rented.AsSpan(0, samples), heat = rented.AsSpan(samples, samples), mixed = rented.AsSpan(2 * samples, samples);
        Span<double> alpha = rented.AsSpan(3 * samples, width), all = rented.AsSpan((3 * samples) + width, width * bands);

        Samples.ToDoubles(photo, _photo.SampleType, all);
        for (int x = 0; x < width; x++)
        {
            alpha[x] = Paint(entries[x], numbers[x], heat.Slice(x * Colors, Colors));
            for (int band = 0; band < Colors; band++)
                own[(x * Colors) + band] = all[(x * bands) + band] / _full;
        }

        own.CopyTo(mixed);
        _blend(heat, mixed);
        for (int x = 0; x < width; x++)
        {
            double a = alpha[x];
            for (int band = 0; band < Colors && a > 0; band++)
            {
                int at = (x * Colors) + band;
                all[(x * bands) + band] = ((own[at] * (1 - a)) + (mixed[at] * a)) * _full;
            }
        }

        Samples.FromDoubles(all, _photo.SampleType, photo);
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>The colour of an entry, and how opaque it is at a value.</summary>
    private double Paint(int entry, double value, Span<double> color)
    {
        bool isBad = entry == _table.Count + 2;
        if (_full > byte.MaxValue)
        {
            ulong words = _table.Words[entry];
            (color[0], color[1], color[2]) = ((ushort)words / _full, (ushort)(words >> 16) / _full, (ushort)(words >> 32) / _full);
            return isBad ? 0 : Opacity(value) * (words >> 48) / _full;
        }

        Rgba32 bytes = _table.Bytes[entry];
        (color[0], color[1], color[2]) = (bytes.R / _full, bytes.G / _full, bytes.B / _full);
        return isBad ? 0 : Opacity(value) * bytes.A / _full;
    }

    private double Opacity(double value)
    {
        if (value < _options.Threshold)
            return 0;
        if (_options.AlphaFrom == OverlayAlpha.Constant)
            return _options.Opacity;
        double place = _scale.Normalize(value);
        return double.IsNaN(place) ? 0 : _options.Opacity * Math.Clamp(place, 0, 1);
    }
}

/// <summary>Every result that a heatmap over an 8-bit photo can have, one byte for each colour of the heatmap and level of the
/// photo: mixing is then a lookup. Immutable; used from many threads.</summary>
internal sealed class OverlayTable
{
    private const int Colors = 3;
    private const int Levels = 256;

    private readonly byte[] _results;

    private OverlayTable(byte[] results) => _results = results;

    /// <summary>Whether a table of so many keys is made sooner than so many pixels are mixed one by one.</summary>
    public static bool Pays(int keys, long pixels) => pixels >= 4L * keys * Levels;

    /// <summary>Works out a table.</summary>
    /// <param name="keys">How many colours (with their opacity) the heatmap has.</param>
    /// <param name="mix">Mixes a row of <see cref="Levels"/> pixels with the colour of a key, in place: RGB of 8 bits.</param>
    public static OverlayTable Create(int keys, Action<int, Span<byte>> mix)
    {
        byte[] results = new byte[keys * Levels * Colors];
        ParallelParts.ForEach(keys, key =>
        {
            Span<byte> levels = results.AsSpan(key * Levels * Colors, Levels * Colors);
            for (int level = 0; level < Levels; level++)
                levels.Slice(level * Colors, Colors).Fill((byte)level);
            mix(key, levels);
        });
        return new OverlayTable(results);
    }

    /// <summary>Mixes a row in place.</summary>
    /// <param name="keys">The colour of each pixel.</param>
    /// <param name="photo">Pixels of 8 bits, red, green and blue first.</param>
    /// <param name="bands">3 or 4.</param>
    [MethodImpl(HotLoop.Options)]
    public void Mix(ReadOnlySpan<int> keys, Span<byte> photo, int bands)
    {
        ReadOnlySpan<byte> results = _results;
        for (int x = 0, at = 0; x < keys.Length; x++, at += bands)
        {
            // One slice each is looked at for its bounds, and not each sample.
            ReadOnlySpan<byte> levels = results.Slice(keys[x] * Levels * Colors, Levels * Colors);
            Span<byte> pixel = photo.Slice(at, Colors);
            pixel[0] = levels[pixel[0] * Colors];
            pixel[1] = levels[(pixel[1] * Colors) + 1];
            pixel[2] = levels[(pixel[2] * Colors) + 2];
        }
    }
}
