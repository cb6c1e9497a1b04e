using HeatmapPS.Engine.Analysis;
using HeatmapPS.Engine.Imaging;

namespace HeatmapPS.Engine.Normalization;

/// <summary>Works out one scale for many rasters: statistics are gathered raster by raster, from any thread, and merged.</summary>
/// <param name="rule">How the limits are found; percentiles are pooled over all pixels.</param>
internal sealed class SharedScale(RangeRule rule)
{
    private readonly Lock _lock = new();
    private readonly List<Raster> _rasters = [];
    private readonly Dictionary<SampleType, StatisticsAccumulator> _gathered = [];

    /// <summary>Adds one raster, reading its pixels when the rule needs them.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    /// <param name="kept">Filled with the pixels when they are read, or null.</param>
    public void Add(Raster raster, CancellationToken cancellationToken, DecodedPixels.KeptPixels? kept = null)
    {
        StatisticsAccumulator? statistics = rule.NeedsPixels(raster.SampleType)
            ? RasterStatistics.Gather(raster, cancellationToken, progress: null, kept)
            : null;
        lock (_lock)
        {
            _rasters.Add(raster);
            if (statistics is null)
                return;
            if (_gathered.TryGetValue(raster.SampleType, out StatisticsAccumulator? sum))
                sum.Merge(statistics);
            else
                _gathered.Add(raster.SampleType, statistics);
        }
    }

    /// <summary>The scale of all rasters added.</summary>
    public HeatmapScale Resolve(CancellationToken cancellationToken)
    {
        SampleType[] types = [.. _rasters.Select(raster => raster.SampleType).Distinct()];
        string? unit = _rasters.Select(raster => raster.Unit).FirstOrDefault(value => value is not null);
        if (types.Length == 1)
        {
            (double low, double high) = _gathered.TryGetValue(types[0], out StatisticsAccumulator? sum)
                ? rule.FromPixels(sum, _rasters, cancellationToken)
                : rule.FromType(types[0]);
            return new HeatmapScale(low, high) { Unit = unit };
        }

        return ResolveMixed(unit, cancellationToken);
    }

    /// <summary>Rasters of different types are pooled as doubles, which hold every value of each exactly.</summary>
    private HeatmapScale ResolveMixed(string? unit, CancellationToken cancellationToken)
    {
        Raster[] wide = [.. _rasters.Select(SampleTypeConversion.ToFloat64)];
        var sum = new StatisticsAccumulator(SampleType.Float64, []);
        foreach (Raster raster in wide)
            sum.Merge(RasterStatistics.Gather(raster, cancellationToken));
        (double low, double high) = rule.FromPixels(sum, wide, cancellationToken);
        return new HeatmapScale(low, high) { Unit = unit };
    }
}
