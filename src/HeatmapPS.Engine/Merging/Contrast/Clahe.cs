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
    /// <param name="progress">Told the fraction of rows read, or null.</param>
    public static Raster Apply(Raster raster, ClaheOptions options, bool isJoint, CancellationToken cancellationToken, IProgress<double>? progress)
    {
        bool isExtended = raster.Width % options.TilesX != 0 || raster.Height % options.TilesY != 0;
        var columns = new ClaheGrid(raster.Width, options.TilesX, isExtended);
        var rows = new ClaheGrid(raster.Height, options.TilesY, isExtended);
        int colors = ContrastStretch.ColorBands(raster);
        bool byLuma = isJoint && colors >= 3;
        ushort[][][] tables = raster.SampleType == SampleType.UInt8
            ? new TileHistograms<byte>(raster, columns, rows, byLuma, colors).Gather(options.ClipLimit, cancellationToken, progress)
            : new TileHistograms<ushort>(raster, columns, rows, byLuma, colors).Gather(options.ClipLimit, cancellationToken, progress);
        return raster.Derive(raster.Layout, ContrastStretch.Describe(raster, raster.SampleType.Size * 8), source => raster.SampleType == SampleType.UInt8
            ? new ClaheRows<byte>(source, columns, rows, tables, byLuma, colors, [.. raster.NoDataValues])
            : new ClaheRows<ushort>(source, columns, rows, tables, byLuma, colors, [.. raster.NoDataValues]));
    }

    /// <summary>Luma of a pixel, in OpenCV's integer arithmetic.</summary>
    internal static int Luma<T>(ReadOnlySpan<T> pixel)
        where T : unmanaged, IBinaryInteger<T> =>
        (int)(((9798u * uint.CreateTruncating(pixel[0])) + (19235u * uint.CreateTruncating(pixel[1])) + (3735u * uint.CreateTruncating(pixel[2])) + (1u << 14)) >> 15);

    /// <summary>Makes the table of a tile from its histogram, which is changed.</summary>
    internal static ushort[] Table(int[] histogram, int pixels, double clipLimit)
    {
        int levels = histogram.Length;
        if (clipLimit > 0)
            Clip(histogram, Math.Max((int)(clipLimit * pixels / levels), 1));
        float scale = (float)(levels - 1) / pixels;
        var table = new ushort[levels];
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
            int[][][] counts = [.. Enumerable.Range(0, planes).Select(_ => Enumerable.Range(0, tiles).Select(_ => new int[_levels]).ToArray())];
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
