using System.Collections.Concurrent;
using System.Collections.Immutable;
using HeatmapPS.Engine.Codecs;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>The one palette of an animation, and the index of any colour in it.</summary>
/// <remarks>A heatmap's palette is the colours of its map, so that every later frame finds its own exactly. Thread-safe.</remarks>
internal sealed class FramePalette
{
    private const int Most = 256;

    private readonly ConcurrentDictionary<Rgba32, byte> _indices = new();
    private readonly HashSet<Rgba32> _own;

    private FramePalette(IReadOnlyList<Rgba32> colors, bool hasAlpha)
    {
        Palette = new Palette([.. colors], hasAlpha);
        for (int i = colors.Count - 1; i >= 0; i--)
            _indices[colors[i]] = (byte)i;
        _own = [.. colors];
    }

    /// <summary>The colours.</summary>
    public Palette Palette { get; }

    /// <summary>The palette of all colours that heatmaps like this one can have; null when there are more than 256.</summary>
    public static FramePalette? Exact(Heatmap heatmap)
    {
        List<Rgba32> colors = [.. PossibleColors(heatmap).Distinct().Take(Most + 1)];
        return colors.Count <= Most ? new FramePalette(colors, heatmap.HasAlpha) : null;
    }

    /// <summary>A palette for a first frame of more colours: the map's thinned out evenly, or those that stand for the frame's.</summary>
    /// <param name="frame">The first frame.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static FramePalette Nearest(ImageObject frame, CancellationToken cancellationToken)
    {
        if (frame is Heatmap heatmap)
        {
            Rgba32[] colors = [.. PossibleColors(heatmap).Distinct()];
            Rgba32 bad = colors[^1];
            return new FramePalette([.. Enumerable.Range(0, Most - 1).Select(i => colors[(int)((long)i * (colors.Length - 2) / (Most - 2))]).Append(bad).Distinct()], heatmap.HasAlpha);
        }

        Raster raster = DepthConversion.Apply((Raster)frame, 8);
        var counts = new Dictionary<Rgba32, int>();
        using RowReader rows = raster.OpenRows();
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            for (int i = 0; i < strip.Bytes.Length; i += raster.Bands)
            {
                Rgba32 color = ColorOf(strip.Bytes.Slice(i, raster.Bands));
                counts[color] = counts.GetValueOrDefault(color) + 1;
            }
        });
        return new FramePalette(MedianCut.Reduce(counts, Most), raster.HasAlpha);
    }

    /// <summary>The colour of an 8-bit pixel; all that is transparent is one colour, and all else opaque.</summary>
    public static Rgba32 ColorOf(ReadOnlySpan<byte> pixel) => pixel.Length == 4 && pixel[3] < 128
        ? default
        : new Rgba32(pixel[0], pixel[1], pixel[2]);

    /// <summary>Whether the palette has exactly this colour.</summary>
    public bool Has(Rgba32 color) => _own.Contains(color);

    /// <summary>The index of the colour nearest to this one.</summary>
    public byte IndexOf(Rgba32 color) => _indices.GetOrAdd(color, static (key, palette) => palette.Search(key), this);

    private static Rgba32[] PossibleColors(Heatmap heatmap)
    {
        ColorTable table = heatmap.Style.Table(8, heatmap.HasAlpha);
        bool canBeBad = heatmap.Raster.SampleType.IsFloat || heatmap.Raster.NoDataValues.Length > 0 || heatmap.Scale.Norm == Normalization.NormKind.Log;
        return canBeBad ? table.Bytes : table.Bytes[..^1];
    }

    private byte Search(Rgba32 color)
    {
        ImmutableArray<Rgba32> colors = Palette.Colors;
        int best = 0;
        long least = long.MaxValue;
        for (int i = 0; i < colors.Length && least > 0; i++)
        {
            Rgba32 other = colors[i];
            long r = other.R - color.R, g = other.G - color.G, b = other.B - color.B, a = 4L * (other.A - color.A);
            long distance = (r * r) + (g * g) + (b * b) + (a * a);
            if (distance >= least)
                continue;
            least = distance;
            best = i;
        }

        return (byte)best;
    }
}
