using HeatmapPS.Engine.Analysis;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Normalization;

namespace HeatmapPS.Engine.Rendering;

/// <summary>Tells at which ends of its scale a heatmap has values beyond.</summary>
/// <param name="Low">Whether values lie below the lower limit.</param>
/// <param name="High">Whether values lie above the upper limit.</param>
internal readonly record struct ClippedEnds(bool Low, bool High)
{
    /// <summary>Finds out, reading the pixels only when neither the sample type nor an earlier count tells.</summary>
    /// <param name="heatmap">The heatmap.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static ClippedEnds Of(Heatmap heatmap, CancellationToken cancellationToken)
    {
        SampleType type = heatmap.Raster.SampleType;
        HeatmapScale scale = heatmap.Scale;
        if (heatmap.ClippedPercent == 0 || (!type.IsFloat && scale.Minimum <= type.MinValue && scale.Maximum >= type.MaxValue))
            return default;
        SampleStatistics statistics = RasterStatistics.Gather(heatmap.Raster, cancellationToken).ToStatistics();
        double smallest = scale.Norm == NormKind.Log ? statistics.SmallestPositive : statistics.Minimum;
        return new ClippedEnds(smallest < scale.Minimum, statistics.Maximum > scale.Maximum);
    }

    /// <summary>Both together.</summary>
    public ClippedEnds Or(ClippedEnds other) => new(Low || other.Low, High || other.High);
}
