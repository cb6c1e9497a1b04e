using HeatmapPS.Engine.Analysis;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Normalization;

namespace HeatmapPS.Engine.Rendering;

/// <summary>Counts the pixels that lie outside a scale.</summary>
internal static class ClippedShare
{
    /// <summary>Share of the valid pixels outside the limits, in percent.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="gathered">Statistics of the raster where they exist; else the pixels are read, unless the type's own
    /// limits say that nothing can lie outside.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static double Percent(Raster raster, HeatmapScale scale, StatisticsAccumulator? gathered, CancellationToken cancellationToken)
    {
        SampleType type = raster.SampleType;
        if (!type.IsFloat && scale.Minimum <= type.MinValue && !scale.IsClipped(type.MaxValue))
            return 0;
        if (gathered is null && IntervalCounter.Supports(type) && raster.NoDataValues.IsEmpty && scale.TryGetWholeNumbers(out double first, out double last))
            return 100.0 * Outside(raster, first, last, cancellationToken) / raster.Layout.PixelCount;
        gathered ??= RasterStatistics.Gather(raster, cancellationToken);
        SampleStatistics statistics = gathered.ToStatistics();
        if (statistics.Count == 0 || (statistics.Minimum >= scale.Minimum && !scale.IsClipped(statistics.Maximum)))
            return 0;
        long clipped = type.Size <= 2 ? FromHistogram(gathered, scale) : FromPixels(raster, scale, cancellationToken);
        return 100.0 * clipped / statistics.Count;
    }

    private static long Outside(Raster raster, double first, double last, CancellationToken cancellationToken)
    {
        long clipped = 0;
        using RowReader rows = raster.OpenRows();
        RowPump.ForEachStrip(rows, cancellationToken, strip => clipped += IntervalCounter.CountOutside(strip.Bytes, raster.SampleType, first, last));
        return clipped;
    }

    private static long FromHistogram(StatisticsAccumulator gathered, HeatmapScale scale)
    {
        long clipped = 0;
        for (int key = 0; key < gathered.Histogram.Length; key++)
        {
            double value = SampleKeys.ToValue((ulong)key, gathered.Type);
            if (scale.IsClipped(value))
                clipped += gathered.Histogram[key];
        }

        return clipped;
    }

    private static long FromPixels(Raster raster, HeatmapScale scale, CancellationToken cancellationToken)
    {
        long clipped = 0;
        double[] noData = [.. raster.NoDataValues];
        using RowReader rows = raster.OpenRows();
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            var values = new double[strip.Bytes.Length / raster.SampleType.Size];
            Samples.ToDoubles(strip.Bytes, raster.SampleType, values);
            foreach (double value in values)
            {
                if (scale.IsClipped(value) && double.IsFinite(value) && Array.IndexOf(noData, value) < 0)
                    clipped++;
            }
        });
        return clipped;
    }
}
