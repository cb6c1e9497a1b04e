using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Statistics;

/// <summary>Finds the scale of one raster.</summary>
internal static class ScaleResolver
{
    /// <summary>The scale of one raster under a rule, and the statistics if they had to be gathered.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    /// <param name="progress">Told the fraction of rows done, or null.</param>
    /// <param name="kept">Filled with the pixels when statistics are gathered, or null.</param>
    public static (HeatmapScale Scale, StatisticsAccumulator? Gathered) Resolve(
        Raster raster, RangeRule rule, CancellationToken cancellationToken, IProgress<double>? progress = null, DecodedPixels.KeptPixels? kept = null)
    {
        if (!rule.NeedsPixels(raster.SampleType))
            return (rule.FromTypes([raster.SampleType], raster.Unit), null);
        StatisticsAccumulator gathered = RasterStatistics.Gather(raster, cancellationToken, progress, kept);
        var pool = new SamplePool();
        pool.Add(raster, gathered);
        return (rule.FromPixels(pool, raster.Unit, cancellationToken), gathered);
    }
}
