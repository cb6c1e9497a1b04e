using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Statistics;

/// <summary>Works out one scale for many rasters: statistics are gathered raster by raster, from any thread, and merged.</summary>
/// <param name="rule">How the scale is found; percentiles and histograms are pooled over all pixels.</param>
/// <param name="forParts">Whether all pixels are read, for a part that serves every rule.</param>
/// <param name="countElsewhere">Counts the samples of wide types whose parts are added; null where their files are not at hand.</param>
internal sealed class SharedScale(
    RangeRule rule, bool forParts = false, Func<CountingRound, CancellationToken, long[]>? countElsewhere = null)
{
    private readonly SamplePool _pool = new() { CountElsewhere = countElsewhere };
    private readonly UnitTally _units = new();

    /// <summary>Rasters added.</summary>
    public long Count => _pool.Count;

    /// <summary>That the rasters have different units, or only some have one; null where they have not.</summary>
    public string? UnitWarning => _units.ScaleWarning;

    /// <summary>Adds one raster, reading its pixels when the rule needs them.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    /// <param name="progress">Receives the fraction of rows done, or null.</param>
    /// <param name="kept">Filled with the pixels when they are read, or null.</param>
    /// <exception cref="HeatmapException">NotGray; or what reading the pixels throws.</exception>
    public void Add(
        Raster raster, CancellationToken cancellationToken, IProgress<double>? progress = null, DecodedPixels.ReservedRoom? kept = null)
    {
        if (raster.Bands != 1)
            throw ImageErrors.NotGray(raster.Name, raster.Bands);
        bool needsPixels = forParts || rule.NeedsPixels(raster.SampleType);
        if (needsPixels && SamplePool.CanCountTogether(raster))
        {
            _pool.CountTogether(raster, cancellationToken, kept);
            _units.Add(raster);
        }
        else
        {
            Add(raster, needsPixels ? RasterStatistics.Gather(raster, cancellationToken, progress, kept) : null);
        }
    }

    /// <summary>Adds one raster whose pixels were read.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="statistics">Its statistics; null where the rule needs none.</param>
    public void Add(Raster raster, StatisticsAccumulator? statistics)
    {
        _pool.Add(raster, statistics);
        _units.Add(raster);
    }

    /// <summary>Adds the unit of a raster whose samples do not matter.</summary>
    public void AddUnit(Raster raster) => _units.Add(raster);

    /// <summary>Adds what another process or day gathered. Not while rasters are added.</summary>
    /// <exception cref="HeatmapException">PartInvalid.</exception>
    public void Add(ScalePart part)
    {
        _pool.Add(part);
        foreach (string unit in part.Units)
            _units.Add(0, "a part", unit.Length == 0 ? null : unit);
    }

    /// <summary>All that was added as one part.</summary>
    public ScalePart ToPart(CancellationToken cancellationToken) =>
        new() { ImageCount = _pool.Count, Units = _units.All, Samples = _pool.ToParts(cancellationToken) };

    /// <summary>The scale of all rasters added.</summary>
    /// <exception cref="HeatmapException">RangeInvalid when a given limit lies beyond the data.</exception>
    public HeatmapScale Resolve(CancellationToken cancellationToken) => rule.FromPool(_pool, _units.Only, cancellationToken);
}

/// <summary>Finds the scale of one raster.</summary>
internal static class ScaleResolver
{
    /// <summary>The scale of one raster under a rule, and the statistics if they had to be gathered.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    /// <param name="progress">Receives the fraction of rows done, or null.</param>
    /// <param name="kept">Filled with the pixels when statistics are gathered, or null.</param>
    public static (HeatmapScale Scale, StatisticsAccumulator? Gathered) Resolve(
        Raster raster, RangeRule rule, CancellationToken cancellationToken, IProgress<double>? progress = null,
            DecodedPixels.ReservedRoom? kept = null)
    {
        if (!rule.NeedsPixels(raster.SampleType))
            return (rule.FromTypes([raster.SampleType], raster.Unit), null);
        StatisticsAccumulator gathered = RasterStatistics.Gather(raster, cancellationToken, progress, kept);
        var pool = new SamplePool();
        pool.Add(raster, gathered);
        return (rule.FromPixels(pool, raster.Unit, cancellationToken), gathered);
    }
}
