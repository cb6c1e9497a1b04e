using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Rendering;

/// <summary>Works out the colours of a heatmap: as indices with a palette where at most 256 colours are used, else as RGB(A).</summary>
internal sealed class HeatmapRendering
{
    private static readonly byte[] s_eachItself = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    private readonly Func<RowReader, RowReader> _transform;
    private readonly Raster _raster;

    private HeatmapRendering(Raster raster, RasterLayout layout, RasterMetadata metadata, Palette? palette,
        Func<RowReader, RowReader> transform)
    {
        _raster = raster;
        _transform = transform;
        Layout = layout;
        Metadata = metadata;
        Palette = palette;
    }

    /// <summary>Layout of the rows: 1 band of UInt8 with a palette, else 3 or 4 bands of UInt8 or UInt16.</summary>
    public RasterLayout Layout { get; }

    /// <summary>Meaning of the rows.</summary>
    public RasterMetadata Metadata { get; }

    /// <summary>The colours of the indices, or null.</summary>
    public Palette? Palette { get; }

    /// <summary>Opens the rows anew.</summary>
    public RowReader Open()
    {
        RowReader rows = _raster.OpenRows();
        try
        {
            return _transform(rows);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>The colours as a raster of their own.</summary>
    public static Raster ToRaster(Heatmap heatmap, int bits) => ToRaster(heatmap, bits, heatmap.HasAlpha);

    /// <summary>The colours as a raster of their own, with alpha or without.</summary>
    public static Raster ToRaster(Heatmap heatmap, int bits, bool alpha)
    {
        HeatmapRendering rendering = Colors(heatmap, bits, alpha);
        return heatmap.Raster.Derive(rendering.Layout, rendering.Metadata, rendering._transform);
    }

    /// <summary>Plans RGB(A) rows.</summary>
    /// <param name="heatmap">The heatmap.</param>
    /// <param name="bits">8 or 16 a channel.</param>
    /// <param name="alpha">Whether the rows have alpha; without it bad values take a colour.</param>
    public static HeatmapRendering Colors(Heatmap heatmap, int bits, bool alpha)
    {
        Raster raster = heatmap.Raster;
        ColorTable table = heatmap.Style.Table(bits, alpha);
        ColorIndexer indexer = heatmap.Style.Indexer(heatmap, table);
        var layout = new RasterLayout(raster.Width, raster.Height, alpha ? 4 : 3, bits == 16 ? SampleType.UInt16 : SampleType.UInt8);
        RowTransform transform = bits == 16
            ? (source, destination) =>
                Color(indexer, table.Words, source, MemoryMarshal.Cast<byte, ushort>(destination), layout.Bands, raster.SampleType.Size)
            : (source, destination) => Color(indexer, table.Bytes, source, destination, layout.Bands, raster.SampleType.Size);
        RowReader Paint(RowReader rows) => new TransformedRows(layout, rows, transform);
        return new HeatmapRendering(raster, layout, Describe(heatmap, bits, alpha), null,
            heatmap.Marks is { } marks ? rows => marks.Draw(Paint(rows), heatmap.MarkedNumbers) : Paint);
    }

    /// <summary>Plans index rows with their palette; null when more than 256 colours are used, as by marks with soft edges.</summary>
    /// <param name="heatmap">The heatmap.</param>
    /// <param name="alpha">Whether the palette can be transparent.</param>
    /// <param name="countColors">Whether a pass over the pixels may find out that this image uses only some of the colours of
    /// a larger map.</param>
    /// <param name="cancellationToken">Stops that pass.</param>
    public static HeatmapRendering? Indices(Heatmap heatmap, bool alpha, bool countColors, CancellationToken cancellationToken)
    {
        if (heatmap.Marks is not null)
            return null;
        Raster raster = heatmap.Raster;
        ColorTable table = heatmap.Style.Table(8, alpha);
        ColorIndexer indexer = heatmap.Style.Indexer(heatmap, table);
        (byte[] EntryToIndex, Palette Palette)? plan = PlanPalette(table, Reachable(indexer, table), alpha);
        if (plan is null && countColors)
        {
            // The map has too many colours; this image may not use them all.
            bool[] used = UsedEntries(raster, indexer, table, cancellationToken);
            plan = PlanPalette(table, used, alpha);
        }

        if (plan is not { } palette)
            return null;
        var layout = new RasterLayout(raster.Width, raster.Height, 1, SampleType.UInt8);
        RowTransform? transform = IndexTransform(indexer, palette.EntryToIndex, raster.SampleType);
        return new HeatmapRendering(
            raster, layout, Describe(heatmap, 8, alpha), palette.Palette, rows =>
                transform is null ? rows : new TransformedRows(layout, rows, transform));
    }

    private static RasterMetadata Describe(Heatmap heatmap, int bits, bool alpha) => new()
    {
        ColorModel = ColorModel.Rgb,
        HasAlpha = alpha,
        BitDepth = bits,
        HasMapColors = true,
        Resolution = heatmap.Raster.Metadata.Resolution,
    };

    private static bool[] Reachable(ColorIndexer indexer, ColorTable table)
    {
        bool[] reachable = new bool[table.Count + 3];
        if (indexer.Table is { } entries)
        {
            foreach (int entry in entries)
                reachable[entry] = true;
        }
        else
        {
            Array.Fill(reachable, true);
        }

        return reachable;
    }

    /// <summary>Gives each colour in use one index, in the order of the map; null when there are more than 256.</summary>
    private static (byte[] EntryToIndex, Palette Palette)? PlanPalette(ColorTable table, bool[] used, bool alpha)
    {
        var indices = new Dictionary<Rgba32, byte>();
        ImmutableArray<Rgba32>.Builder colors = ImmutableArray.CreateBuilder<Rgba32>(256);
        byte[] entryToIndex = new byte[used.Length];
        for (int entry = 0; entry < used.Length; entry++)
        {
            if (!used[entry])
                continue;
            Rgba32 color = table.Bytes[entry];
            if (!indices.TryGetValue(color, out byte index))
            {
                if (colors.Count == 256)
                    return null;
                index = (byte)colors.Count;
                indices.Add(color, index);
                colors.Add(color);
            }

            entryToIndex[entry] = index;
        }

        return (entryToIndex, new Palette(colors.ToImmutable(), alpha));
    }

    private static bool[] UsedEntries(Raster raster, ColorIndexer indexer, ColorTable table, CancellationToken cancellationToken)
    {
        bool[] used = new bool[table.Count + 3];
        using RowReader rows = raster.OpenRows();
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            int count = strip.Bytes.Length / raster.SampleType.Size;
            int[] entries = ArrayPool<int>.Shared.Rent(count);
            indexer.Index(strip.Bytes, entries.AsSpan(0, count));
            foreach (int entry in entries.AsSpan(0, count))
                used[entry] = true;
            ArrayPool<int>.Shared.Return(entries);
        });
        return used;
    }

    /// <summary>What makes indices of samples; null where each byte is its own index already, as 0..255 under a map of 256
    /// colours.</summary>
    private static RowTransform? IndexTransform(ColorIndexer indexer, byte[] entryToIndex, SampleType type)
    {
        if (indexer.Table is { } entries)
        {
            byte[] direct = Array.ConvertAll(entries, entry => entryToIndex[entry]);
            if (type == SampleType.UInt8 && direct.AsSpan().SequenceEqual(s_eachItself))
                return null;
            return type.Size == 1
                ? (source, destination) => LookUp(direct, source, destination)
                : (source, destination) => LookUp(direct, MemoryMarshal.Cast<byte, ushort>(source), destination);
        }

        return (source, destination) =>
        {
            int[] rented = ArrayPool<int>.Shared.Rent(destination.Length);
            Span<int> span = rented.AsSpan(0, destination.Length);
            indexer.Index(source, span);
            for (int i = 0; i < span.Length; i++)
                destination[i] = entryToIndex[span[i]];
            ArrayPool<int>.Shared.Return(rented);
        };
    }

    private static void LookUp(byte[] table, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = table[source[i]];
    }

    private static void LookUp(byte[] table, ReadOnlySpan<ushort> source, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = table[source[i]];
    }

    private static void Color(ColorIndexer indexer, Rgba32[] colors, ReadOnlySpan<byte> source, Span<byte> destination, int bands, int size)
    {
        int count = source.Length / size;
        int[] entries = ArrayPool<int>.Shared.Rent(count);
        indexer.Index(source, entries.AsSpan(0, count));
        for (int i = 0, p = 0; i < count; i++, p += bands)
        {
            Rgba32 color = colors[entries[i]];
            destination[p] = color.R;
            destination[p + 1] = color.G;
            destination[p + 2] = color.B;
            if (bands == 4)
                destination[p + 3] = color.A;
        }

        ArrayPool<int>.Shared.Return(entries);
    }

    private static void Color(ColorIndexer indexer, ulong[] colors, ReadOnlySpan<byte> source, Span<ushort> destination, int bands,
        int size)
    {
        int count = source.Length / size;
        int[] entries = ArrayPool<int>.Shared.Rent(count);
        indexer.Index(source, entries.AsSpan(0, count));
        for (int i = 0, p = 0; i < count; i++, p += bands)
        {
            ulong color = colors[entries[i]];
            destination[p] = (ushort)color;
            destination[p + 1] = (ushort)(color >> 16);
            destination[p + 2] = (ushort)(color >> 32);
            if (bands == 4)
                destination[p + 3] = (ushort)(color >> 48);
        }

        ArrayPool<int>.Shared.Return(entries);
    }
}
