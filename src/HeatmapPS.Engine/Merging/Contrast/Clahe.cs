using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Contrast;

/// <summary>Contrast-limited adaptive histogram equalization (Zuiderveld 1994), equal to OpenCV's <c>createCLAHE</c> at 8 and
/// 16 bits: a histogram a tile, clipped and made a table, and between four tiles' tables interpolated.</summary>
internal static class Clahe
{
    /// <summary>The equalized image, of the same type. Reads the pixels once now, and again when the result is read.</summary>
    /// <param name="raster">UInt8 or UInt16.</param>
    /// <param name="options">How.</param>
    /// <param name="isJoint">Whether a colour image is equalized by its luma (BT.601), with equal steps on red, green and blue.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="progress">Receives the fraction of rows read, or null.</param>
    public static Raster Apply(Raster raster, ClaheOptions options, bool isJoint, CancellationToken cancellationToken,
        IProgress<double>? progress)
    {
        bool isExtended = raster.Width % options.TilesX != 0 || raster.Height % options.TilesY != 0;
        var columns = new ClaheGrid(raster.Width, options.TilesX, isExtended);
        var rows = new ClaheGrid(raster.Height, options.TilesY, isExtended);
        int colors = ContrastStretch.ColorBands(raster);
        bool byLuma = isJoint && colors >= 3;
        ushort[][][] tables = raster.SampleType == SampleType.UInt8
            ? new TileHistograms<byte>(raster, columns, rows, byLuma, colors).Gather(options.ClipLimit, cancellationToken, progress)
            : new TileHistograms<ushort>(raster, columns, rows, byLuma, colors).Gather(options.ClipLimit, cancellationToken, progress);
        return raster.Derive(raster.Layout, ContrastStretch.Describe(raster, raster.SampleType.Size * 8),
            source => raster.SampleType == SampleType.UInt8
            ? new ClaheRows<byte>(source, columns, rows, tables, byLuma, colors, [.. raster.NoDataValues])
            : new ClaheRows<ushort>(source, columns, rows, tables, byLuma, colors, [.. raster.NoDataValues]));
    }

    /// <summary>Luma of a pixel, in OpenCV's integer arithmetic.</summary>
    internal static int Luma<T>(ReadOnlySpan<T> pixel)
        where T : unmanaged, IBinaryInteger<T> =>
        (int)(((9798u * uint.CreateTruncating(pixel[0])) + (19235u * uint.CreateTruncating(pixel[1]))
            + (3735u * uint.CreateTruncating(pixel[2])) + (1u << 14)) >> 15);

    /// <summary>Makes the table of a tile from its histogram, which is changed.</summary>
    internal static ushort[] Table(int[] histogram, int pixels, double clipLimit)
    {
        int levels = histogram.Length;
        if (clipLimit > 0)
            Clip(histogram, Math.Max((int)(clipLimit * pixels / levels), 1));
        float scale = (float)(levels - 1) / pixels;
        ushort[] table = new ushort[levels];
        int sum = 0;
        for (int i = 0; i < levels; i++)
        {
            sum += histogram[i];
            table[i] = (ushort)Math.Clamp(MathF.Round(sum * scale), 0, levels - 1);
        }

        return table;
    }

    /// <summary>Cuts a histogram off at a limit, and spreads what was cut evenly.</summary>
    private static void Clip(int[] histogram, int limit)
    {
        int levels = histogram.Length;
        int clipped = 0;
        for (int i = 0; i < levels; i++)
        {
            if (histogram[i] > limit)
            {
                clipped += histogram[i] - limit;
                histogram[i] = limit;
            }
        }

        int batch = clipped / levels;
        int rest = clipped - (batch * levels);
        for (int i = 0; i < levels; i++)
            histogram[i] += batch;
        int step = rest > 0 ? Math.Max(levels / rest, 1) : 1;
        for (int i = 0; i < levels && rest > 0; i += step, rest--)
            histogram[i]++;
    }

    /// <summary>Counts the levels of each tile.</summary>
    private sealed class TileHistograms<T>(Raster raster, ClaheGrid columns, ClaheGrid rows, bool byLuma, int colors)
        where T : unmanaged, IBinaryInteger<T>
    {
        private readonly int _levels = raster.SampleType == SampleType.UInt8 ? 256 : 65536;
        private readonly int[] _source = [.. Enumerable.Range(0, columns.Extended).Select(columns.Source)];

        /// <summary>Tables by plane (band, or luma) and tile.</summary>
        public ushort[][][] Gather(double clipLimit, CancellationToken cancellationToken, IProgress<double>? progress)
        {
            int planes = byLuma ? 1 : colors;
            int tiles = columns.Tiles * rows.Tiles;
            int[][][] counts =
                [.. Enumerable.Range(0, planes).Select(_ => Enumerable.Range(0, tiles).Select(_ => new int[_levels]).ToArray())];
            ILookup<int, int> uses = Enumerable.Range(0, rows.Extended).ToLookup(rows.Source);
            using var reader = new ObservedRows(raster.OpenRows(), progress, cancellationToken);
            RowPump.ForEachStrip(reader, cancellationToken, strip =>
            {
                ReadOnlySpan<T> samples = MemoryMarshal.Cast<byte, T>(strip.Bytes);
                for (int row = 0; row < strip.Rows; row++)
                {
                    foreach (int use in uses[strip.FirstRow + row])
                        Count(samples.Slice(row * raster.Layout.RowSamples, raster.Layout.RowSamples), use / rows.TileSize, counts);
                }
            });
            int pixels = columns.TileSize * rows.TileSize;
            return [.. counts.Select(plane => plane.AsParallel().AsOrdered().Select(tile => Table(tile, pixels, clipLimit)).ToArray())];
        }

        private void Count(ReadOnlySpan<T> row, int tileRow, int[][][] counts)
        {
            int bands = raster.Bands;
            for (int tile = 0; tile < columns.Tiles; tile++)
            {
                ReadOnlySpan<int> pixels = _source.AsSpan(tile * columns.TileSize, columns.TileSize);
                for (int plane = 0; plane < counts.Length; plane++)
                {
                    int[] histogram = counts[plane][(tileRow * columns.Tiles) + tile];
                    foreach (int pixel in pixels)
                        histogram[byLuma ? Luma(row.Slice(pixel * bands, 3)) : int.CreateTruncating(row[(pixel * bands) + plane])]++;
                }
            }
        }
    }
}

/// <summary>Rows under CLAHE: each sample between the tables of the four nearest tiles.</summary>
/// <typeparam name="T">byte or ushort.</typeparam>
internal sealed class ClaheRows<T> : RowReader
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly RowReader _inner;
    private readonly ClaheGrid _columns;
    private readonly ClaheGrid _rows;
    private readonly ushort[][][] _tables;
    private readonly bool _byLuma;
    private readonly int _colors;
    private readonly double[] _noData;
    private readonly (int First, int Second, float Weight)[] _between;
    private int _row;

    /// <param name="inner">The source; disposed with this reader.</param>
    /// <param name="columns">Tiles side by side.</param>
    /// <param name="rows">Tiles one above the other.</param>
    /// <param name="tables">By plane and tile.</param>
    /// <param name="byLuma">Whether the one plane is luma.</param>
    /// <param name="colors">Bands that are not alpha.</param>
    /// <param name="noData">Values that become black.</param>
    public ClaheRows(RowReader inner, ClaheGrid columns, ClaheGrid rows, ushort[][][] tables, bool byLuma, int colors, double[] noData)
        : base(inner.Layout)
    {
        (_inner, _columns, _rows, _tables, _byLuma, _colors, _noData) = (inner, columns, rows, tables, byLuma, colors, noData);
        _between = [.. Enumerable.Range(0, Layout.Width).Select(columns.Between)];
    }

    public override void Read(Span<byte> destination)
    {
        _inner.Read(destination);
        int count = destination.Length / Layout.RowBytes;
        int first = _row;
        ParallelParts.ForEach(destination, count, (bytes, row) =>
            Equalize(MemoryMarshal.Cast<byte, T>(bytes.Slice(row * Layout.RowBytes, Layout.RowBytes)), first + row));
        _row += count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private void Equalize(Span<T> row, int y)
    {
        (int above, int below, float weight) = _rows.Between(y);
        int bands = Layout.Bands;
        for (int x = 0; x < _between.Length; x++)
        {
            Span<T> pixel = row.Slice(x * bands, bands);
            if (_byLuma)
            {
                MoveByLuma(pixel, _between[x], above, below, weight);
            }
            else
            {
                for (int band = 0; band < _colors; band++)
                {
                    pixel[band] = IsNoData(pixel[band])
                        ? T.Zero
                        : Level(_tables[band], int.CreateTruncating(pixel[band]), _between[x], above, below, weight);
                }
            }
        }
    }

    private void MoveByLuma(Span<T> pixel, (int, int, float) column, int above, int below, float weight)
    {
        int luma = Clahe.Luma<T>(pixel);
        int change = int.CreateTruncating(Level(_tables[0], luma, column, above, below, weight)) - luma;
        for (int band = 0; band < _colors; band++)
            pixel[band] = IsNoData(pixel[band]) ? T.Zero : T.CreateSaturating(int.CreateTruncating(pixel[band]) + change);
    }

    private bool IsNoData(T sample) => _noData.Length > 0 && Array.IndexOf(_noData, double.CreateTruncating(sample)) >= 0;

    private T Level(ushort[][] tiles, int sample, (int First, int Second, float Weight) column, int above, int below, float weight)
    {
        int up = above * _columns.Tiles, down = below * _columns.Tiles;
        float right = column.Weight, left = 1f - right;
        float top = (tiles[up + column.First][sample] * left) + (tiles[up + column.Second][sample] * right);
        float bottom = (tiles[down + column.First][sample] * left) + (tiles[down + column.Second][sample] * right);
        return T.CreateSaturating(MathF.Round((top * (1f - weight)) + (bottom * weight)));
    }
}

/// <summary>How CLAHE divides one axis of an image into tiles, as OpenCV does.</summary>
/// <remarks>The image is continued by reflection about its last row and column until the tiles fit. When one axis does not
/// divide, OpenCV continues both, the one that divides by a whole tile count.</remarks>
internal sealed class ClaheGrid
{
    private readonly int _size;

    /// <param name="size">Pixels of the axis.</param>
    /// <param name="tiles">Tiles along it.</param>
    /// <param name="isExtended">Whether either axis does not divide.</param>
    public ClaheGrid(int size, int tiles, bool isExtended)
    {
        _size = size;
        Tiles = tiles;
        Extended = isExtended ? size + (tiles - (size % tiles)) : size;
        TileSize = Extended / tiles;
    }

    /// <summary>Tiles along the axis.</summary>
    public int Tiles { get; }

    /// <summary>Pixels of the continued axis.</summary>
    public int Extended { get; }

    /// <summary>Pixels of a tile.</summary>
    public int TileSize { get; }

    /// <summary>The pixel whose value a pixel of the continued axis has.</summary>
    public int Source(int pixel)
    {
        if (_size == 1)
            return 0;
        int period = 2 * (_size - 1);
        int place = pixel % period;
        return place < _size ? place : period - place;
    }

    /// <summary>The two tiles between whose centres a pixel lies, and the weight of the second.</summary>
    public (int First, int Second, float Weight) Between(int pixel)
    {
        float place = (pixel * (1f / TileSize)) - 0.5f;
        int first = (int)MathF.Floor(place);
        float weight = place - first;
        return (Math.Max(first, 0), Math.Min(first + 1, Tiles - 1), weight);
    }
}

/// <summary>How CLAHE works.</summary>
/// <param name="ClipLimit">Most pixels that one level of a tile's histogram may hold, as a multiple of the mean; 0 is no limit.</param>
/// <param name="TilesX">Tiles side by side, at least 1.</param>
/// <param name="TilesY">Tiles one above the other, at least 1.</param>
internal sealed record ClaheOptions(double ClipLimit, int TilesX, int TilesY);
