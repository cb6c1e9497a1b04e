namespace HeatmapPS.Engine.Statistics;

/// <summary>Numbers that describe the valid samples of one or more rasters. NaN, infinities and nodata never count.</summary>
/// <param name="Count">Valid samples.</param>
/// <param name="InvalidCount">NaN, infinite and nodata samples.</param>
/// <param name="Minimum">Smallest valid value; NaN when there is none.</param>
/// <param name="Maximum">Largest valid value; NaN when there is none.</param>
/// <param name="SmallestPositive">Smallest valid value above 0; NaN when there is none.</param>
/// <param name="Mean">Mean; NaN when there is none.</param>
/// <param name="StandardDeviation">Standard deviation with ddof 0, as <c>numpy.std</c>.</param>
internal sealed record SampleStatistics(
    long Count,
    long InvalidCount,
    double Minimum,
    double Maximum,
    double SmallestPositive,
    double Mean,
    double StandardDeviation);
