using System.Collections.Concurrent;
using System.Collections.Immutable;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>A palette of one frame or of all, and the index of any colour in it. Thread-safe.</summary>
internal sealed class FramePalette
{
    /// <summary>Colours a palette holds.</summary>
    public const int Most = 256;

    private readonly ConcurrentDictionary<Rgba32, byte> _indices = new();
    private readonly HashSet<Rgba32> _own;

    /// <param name="colors">1 to 256 colours.</param>
    /// <param name="hasAlpha">Whether one may be transparent.</param>
    public FramePalette(IReadOnlyList<Rgba32> colors, bool hasAlpha)
    {
        Palette = new Palette([.. colors], hasAlpha);
        for (int i = colors.Count - 1; i >= 0; i--)
            _indices[colors[i]] = (byte)i;
        _own = [.. colors];
    }

    /// <summary>The colours.</summary>
    public Palette Palette { get; }

    /// <summary>The palette of all colours that heatmaps like this one can have, so that every later frame of the same map finds its own
    /// exactly; null when there are more than 256.</summary>
    /// <param name="heatmap">The heatmap.</param>
    /// <param name="alpha">Whether bad values may be transparent.</param>
    public static FramePalette? Exact(Heatmap heatmap, bool alpha)
    {
        List<Rgba32> colors = [.. PossibleColors(heatmap, alpha).Distinct().Take(Most + 1)];
        return colors.Count <= Most ? new FramePalette(colors, alpha) : null;
    }

    /// <summary>All colours that heatmaps like this one can have.</summary>
    public static IEnumerable<Rgba32> PossibleColors(Heatmap heatmap, bool alpha)
    {
        ColorTable table = heatmap.Style.Table(8, alpha);
        bool canBeBad = heatmap.Raster.SampleType.IsFloat || heatmap.Raster.NoDataValues.Length > 0 || heatmap.Scale.Function.HasBadValues;
        return canBeBad ? table.Bytes : table.Bytes.Take(table.Bytes.Length - 1);
    }

    /// <summary>How often a frame has each of its colours.</summary>
    /// <param name="frame">A heatmap or colours.</param>
    /// <param name="alpha">Whether something may be transparent.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static IReadOnlyDictionary<Rgba32, int> Count(ImageObject frame, bool alpha, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<Rgba32, int>();
        using RowReader rows = FrameColors.Open(frame, alpha);
        int bands = rows.Layout.Bands;
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            Rgba32 last = ColorOf(strip.Bytes[..bands]);
            int run = 0;
            for (int i = 0; i < strip.Bytes.Length; i += bands)
            {
                Rgba32 color = ColorOf(strip.Bytes.Slice(i, bands));
                if (color == last)
                {
                    run++;
                    continue;
                }

                counts[last] = counts.GetValueOrDefault(last) + run;
                (last, run) = (color, 1);
            }

            counts[last] = counts.GetValueOrDefault(last) + run;
        });
        return counts;
    }

    /// <summary>The colours counted, or those that stand for them where they are more than 256.</summary>
    public static FramePalette Of(IReadOnlyDictionary<Rgba32, int> counts, bool alpha) => new(MedianCut.Reduce(counts, Most), alpha);

    /// <summary>The colour of an 8-bit pixel; all that is transparent is one colour, and all else opaque.</summary>
    public static Rgba32 ColorOf(ReadOnlySpan<byte> pixel) => pixel.Length == 4 && pixel[3] < 128
        ? default
        : new Rgba32(pixel[0], pixel[1], pixel[2]);

    /// <summary>Whether the palette has exactly these colours.</summary>
    public bool HasAll(IEnumerable<Rgba32> colors) => colors.All(_own.Contains);

    /// <summary>The index of the colour nearest to this one.</summary>
    public byte IndexOf(Rgba32 color) => _indices.GetOrAdd(color, static (key, palette) => palette.Search(key), this);

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

/// <summary>Turns frames into indices of a palette: exactly where it has their colours, else by the nearest.</summary>
internal static class IndexRows
{
    /// <summary>Writes the indices of a whole frame.</summary>
    /// <param name="frame">A heatmap, or an RGB(A) raster of 8 or 16 bits.</param>
    /// <param name="palette">The palette.</param>
    /// <param name="indices">One a pixel.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    public static void Read(ImageObject frame, FramePalette palette, Memory<byte> indices, CancellationToken cancellationToken)
    {
        if (frame is Heatmap heatmap)
            ReadHeatmap(heatmap, palette, indices, cancellationToken);
        else
            ReadColors(frame, palette, indices, cancellationToken);
    }

    private static void ReadHeatmap(Heatmap heatmap, FramePalette palette, Memory<byte> indices, CancellationToken cancellationToken)
    {
        Raster raster = heatmap.Raster;
        ColorTable table = heatmap.Style.Table(8, palette.Palette.HasAlpha);
        ColorIndexer indexer = heatmap.Style.Indexer(heatmap, table);
        byte[] byEntry = Array.ConvertAll(table.Bytes, palette.IndexOf);
        int[] entries = new int[RowPump.RowsPerStrip(raster.Layout) * raster.Width];
        using RowReader rows = raster.OpenRows();
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            int count = strip.Rows * raster.Width;
            indexer.Index(strip.Bytes, entries.AsSpan(0, count));
            Span<byte> target = indices.Span.Slice(strip.FirstRow * raster.Width, count);
            for (int i = 0; i < count; i++)
                target[i] = byEntry[entries[i]];
        });
    }

    private static void ReadColors(ImageObject frame, FramePalette palette, Memory<byte> indices, CancellationToken cancellationToken)
    {
        using RowReader rows = FrameColors.Open(frame, palette.Palette.HasAlpha);
        int bands = rows.Layout.Bands, width = rows.Layout.Width;
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            Span<byte> target = indices.Span[(strip.FirstRow * width)..];
            Rgba32 last = FramePalette.ColorOf(strip.Bytes[..bands]);
            byte index = palette.IndexOf(last);
            for (int i = 0, p = 0; p < strip.Bytes.Length; i++, p += bands)
            {
                Rgba32 color = FramePalette.ColorOf(strip.Bytes.Slice(p, bands));
                if (color != last)
                    (last, index) = (color, palette.IndexOf(color));
                target[i] = index;
            }
        });
    }
}
