using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
        double[] percentiles = _options.HasMedian
            ? RankSelection.Percentiles([50, .. _options.Percentiles], _statistics.Type, _statistics.Histogram,
                round => round.Count([source], cancellationToken))
            : [double.NaN];
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

/// <summary>Finds the hottest and the coldest pixel in the pass that gathers everything else: the first of each in row order.</summary>
internal sealed class SpotTracker
{
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;

    /// <summary>The first pixel with the largest value, or null when there was no valid one.</summary>
    public PixelValue? HotSpot { get; private set; }

    /// <summary>The first pixel with the smallest value, or null when there was no valid one.</summary>
    public PixelValue? ColdSpot { get; private set; }

    /// <summary>Whether samples of this type can be added as they are stored, when all of them are valid.</summary>
    public static bool TakesSamples(SampleType type) => type.Size <= 2;

    /// <summary>Adds samples of up to 16 bits as they are stored; all are valid.</summary>
    /// <param name="samples">Neighbouring samples of one row.</param>
    /// <param name="type">Their type.</param>
    /// <param name="x">Column of the first.</param>
    /// <param name="y">The row.</param>
    public void AddSamples(ReadOnlySpan<byte> samples, SampleType type, int x, int y)
    {
        switch (type)
        {
            case SampleType.UInt8: AddTyped(samples, x, y); break;
            case SampleType.Int8: AddTyped(MemoryMarshal.Cast<byte, sbyte>(samples), x, y); break;
            case SampleType.UInt16: AddTyped(MemoryMarshal.Cast<byte, ushort>(samples), x, y); break;
            default: AddTyped(MemoryMarshal.Cast<byte, short>(samples), x, y); break;
        }
    }

    /// <summary>Adds values.</summary>
    /// <param name="values">Neighbouring values of one row; NaN where there is none, and no infinity.</param>
    /// <param name="x">Column of the first.</param>
    /// <param name="y">The row.</param>
    public void AddValues(ReadOnlySpan<double> values, int x, int y)
    {
        int coldest = -1, hottest = -1;
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            if (value > _maximum)
            {
                _maximum = value;
                hottest = i;
            }

            if (value < _minimum)
            {
                _minimum = value;
                coldest = i;
            }
        }

        if (hottest >= 0)
            HotSpot = new PixelValue(x + hottest, y, _maximum);
        if (coldest >= 0)
            ColdSpot = new PixelValue(x + coldest, y, _minimum);
    }

    private void AddTyped<T>(ReadOnlySpan<T> samples, int x, int y)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        (T minimum, T maximum) = Extremes(samples);
        if (double.CreateTruncating(maximum) is double high && high > _maximum)
        {
            _maximum = high;
            HotSpot = new PixelValue(x + samples.IndexOf(maximum), y, high);
        }

        if (double.CreateTruncating(minimum) is double low && low < _minimum)
        {
            _minimum = low;
            ColdSpot = new PixelValue(x + samples.IndexOf(minimum), y, low);
        }
    }

    [MethodImpl(HotLoop.Options)]
    private static (T Minimum, T Maximum) Extremes<T>(ReadOnlySpan<T> samples)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        T minimum = T.MaxValue, maximum = T.MinValue;
        int i = 0;
        if (samples.Length >= Vector<T>.Count)
        {
            var low = new Vector<T>(samples);
            Vector<T> high = low;
            for (i = Vector<T>.Count; i <= samples.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                var next = new Vector<T>(samples[i..]);
                low = Vector.Min(low, next);
                high = Vector.Max(high, next);
            }

            for (int lane = 0; lane < Vector<T>.Count; lane++)
            {
                minimum = T.Min(minimum, low[lane]);
                maximum = T.Max(maximum, high[lane]);
            }
        }

        for (; i < samples.Length; i++)
        {
            minimum = T.Min(minimum, samples[i]);
            maximum = T.Max(maximum, samples[i]);
        }

        return (minimum, maximum);
    }
}

/// <summary>An image that is NaN outside a region, for work that takes whole images.</summary>
internal static class RegionRaster
{
    /// <summary>The raster as doubles, NaN outside the region.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="region">The region, inside the raster.</param>
    public static Raster Mask(Raster raster, ImageRegion region)
    {
        Raster wide = SampleTypeConversion.ToFloat64(raster);
        return wide.Derive(wide.Layout, wide.Metadata, rows => new MaskedRows(rows, region.Open(raster)));
    }

    private sealed class MaskedRows(RowReader inner, RegionRows region) : RowReader(inner.Layout)
    {
        public override void Read(Span<byte> destination)
        {
            inner.Read(destination);
            Span<double> values = MemoryMarshal.Cast<byte, double>(destination);
            for (int start = 0; start < values.Length; start += Layout.Width)
            {
                Span<double> row = values.Slice(start, Layout.Width);
                int kept = 0;
                foreach (PixelRun run in region.NextRow())
                {
                    row[kept..run.Start].Fill(double.NaN);
                    kept = run.End;
                }

                row[kept..].Fill(double.NaN);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                region.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
