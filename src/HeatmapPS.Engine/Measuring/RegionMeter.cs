using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring.Regions;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Measuring;

/// <summary>Gathers all that is measured of one region, row by row.</summary>
internal sealed class RegionMeter
{
    private readonly Raster _raster;
    private readonly MeasurementOptions _options;
    private readonly double[] _noData;
    private readonly double[] _values;
    private readonly StatisticsAccumulator _statistics;
    private readonly SpotTracker _spots = new();
    private readonly ThresholdAreaAccumulator? _area;
    private readonly bool _takesSamples;
    private SampleStatistics? _result;
    private HistogramAccumulator? _histogram;

    /// <param name="region">The region.</param>
    /// <param name="raster">One band.</param>
    /// <param name="options">What is measured.</param>
    public RegionMeter(ImageRegion region, Raster raster, MeasurementOptions options)
    {
        Region = region;
        _raster = raster;
        _options = options;
        _noData = [.. raster.NoDataValues];
        _statistics = new StatisticsAccumulator(raster.SampleType, raster.NoDataValues);
        if (options.Threshold is { } threshold)
            _area = new ThresholdAreaAccumulator(threshold, options.IsBelow);
        _takesSamples = SpotTracker.TakesSamples(raster.SampleType) && _noData.Length == 0;
        _values = new double[_takesSamples && _area is null ? 0 : raster.Width];
    }

    /// <summary>The region.</summary>
    public ImageRegion Region { get; }

    /// <summary>Adds the next row of the image.</summary>
    /// <param name="row">All samples of the row.</param>
    /// <param name="y">Its number.</param>
    /// <param name="runs">The region's part of it.</param>
    public void AddRow(ReadOnlySpan<byte> row, int y, ReadOnlySpan<PixelRun> runs)
    {
        int size = _raster.SampleType.Size;
        foreach (PixelRun run in runs)
        {
            ReadOnlySpan<byte> samples = row.Slice(run.Start * size, run.Length * size);
            _statistics.Add(samples);
            if (_takesSamples)
                _spots.AddSamples(samples, _raster.SampleType, run.Start, y);
            if (_takesSamples && _area is null)
                continue;
            Span<double> values = Values(samples, run.Length);
            if (!_takesSamples)
                _spots.AddValues(values, run.Start, y);
            _area?.AddRun(values, run.Start);
        }

        _area?.EndRow(y);
    }

    /// <summary>Ends the first pass.</summary>
    /// <returns>Whether the histogram needs a second one.</returns>
    public bool Complete()
    {
        _result = _statistics.Complete().ToStatistics();
        if (_options.Bins is not { } bins)
            return false;
        _histogram = new HistogramAccumulator(bins, _result, _raster.SampleType);
        if (_raster.SampleType.Size > 2)
            return _result.Count > 0;
        _histogram.Add(_statistics);
        return false;
    }

    /// <summary>Adds a row to the histogram on the second pass.</summary>
    public void AddRowToHistogram(ReadOnlySpan<byte> row, ReadOnlySpan<PixelRun> runs)
    {
        int size = _raster.SampleType.Size;
        foreach (PixelRun run in runs)
            _histogram!.Add(Values(row.Slice(run.Start * size, run.Length * size), run.Length));
    }

    /// <summary>The measurement; reads the pixels of wide types again for the percentiles.</summary>
    public ImageMeasurement ToMeasurement(CancellationToken cancellationToken)
    {
        bool whole = Region is WholeImage;
        Raster source = whole || _raster.SampleType.Size <= 2 ? _raster : RegionRaster.Mask(_raster, Region);
        double[] percentiles = RankSelection.Percentiles([50, .. _options.Percentiles], _statistics, [source], cancellationToken);
        return new ImageMeasurement(
            whole ? null : Region.Name,
            _result!,
            percentiles[0],
            [.. percentiles[1..]],
            _spots.HotSpot,
            _spots.ColdSpot,
            _histogram?.ToHistogram(),
            _area?.ToArea(_result!.Count));
    }

    /// <summary>Samples as values, NaN where there is none.</summary>
    private Span<double> Values(ReadOnlySpan<byte> samples, int count)
    {
        Span<double> values = _values.AsSpan(0, count);
        Samples.ToDoubles(samples, _raster.SampleType, values);
        if (_takesSamples || (_noData.Length == 0 && !_raster.SampleType.IsFloat))
            return values;
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]) || (_noData.Length > 0 && Array.IndexOf(_noData, values[i]) >= 0))
                values[i] = double.NaN;
        }

        return values;
    }
}
