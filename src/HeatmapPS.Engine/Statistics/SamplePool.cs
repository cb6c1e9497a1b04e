using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Statistics;

/// <summary>The valid samples of any number of one-band rasters taken as one: statistics, percentiles and histogram, exact,
/// in memory that does not grow with their number.</summary>
/// <remarks>Samples are gathered once for each type. Types of up to 16 bits need no second look at the pixels; wider ones
/// are read again for percentiles and equalization.</remarks>
internal sealed class SamplePool
{
    /// <summary>Bytes up to which an image is small.</summary>
    private const int SmallBytes = 4 << 20;

    private readonly Lock _lock = new();
    private readonly List<Raster> _rasters = [];
    private readonly List<Raster> _unread = [];
    private readonly Dictionary<SampleType, StatisticsAccumulator> _gathered = [];
    private readonly ConcurrentBag<StatisticsAccumulator> _idle = [];
    private readonly HashSet<SampleType> _partTypes = [];
    private long _partImages;

    /// <summary>The types present.</summary>
    public IReadOnlyCollection<SampleType> Types => [.. _rasters.Select(raster => raster.SampleType).Union(_partTypes)];

    /// <summary>Counts the samples of wide types whose parts were added, where their files can be read once more; else null.</summary>
    public Func<CountingRound, CancellationToken, long[]>? CountElsewhere { get; init; }

    /// <summary>Number of rasters, those of parts included.</summary>
    public long Count => _rasters.Count + _partImages;

    /// <summary>Adds a raster, from any thread.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="statistics">Its statistics, or null to gather them when they are asked for.</param>
    public void Add(Raster raster, StatisticsAccumulator? statistics)
    {
        lock (_lock)
        {
            _rasters.Add(raster);
            if (statistics is null)
                _unread.Add(raster);
            else
                Merge(statistics);
        }
    }

    /// <summary>Adds what another process or day gathered. Not while rasters are added.</summary>
    /// <exception cref="Errors.HeatmapException">PartInvalid.</exception>
    public void Add(ScalePart part)
    {
        // All are read before any is merged: of a part that is invalid, nothing stays.
        StatisticsAccumulator[] sums = [.. part.Samples.Select(StatisticsAccumulator.FromPart)];
        foreach (StatisticsAccumulator sum in sums)
        {
            Merge(sum);
            _partTypes.Add(sum.Type);
        }

        _partImages += part.ImageCount;
    }

    /// <summary>What was gathered, by type, in the order of the types.</summary>
    public ImmutableArray<ScalePartSamples> ToParts(CancellationToken cancellationToken)
    {
        GatherUnread(cancellationToken);
        return [.. _gathered.Values.OrderBy(sum => sum.Type).Select(sum => sum.ToPart())];
    }

    /// <summary>Whether <see cref="CountTogether"/> takes a raster: for small images of 16 bits a histogram of their own, made,
    /// cleared and merged, would cost more than the counting.</summary>
    public static bool CanCountTogether(Raster raster) =>
        raster.SampleType.Size == 2 && raster.NoDataValues.IsEmpty && raster.Layout.ByteCount <= SmallBytes;

    /// <summary>Reads a raster and counts its samples together with those of others, from any thread.</summary>
    /// <param name="raster">One that <see cref="CanCountTogether"/> accepts.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="kept">Filled with the pixels, or null.</param>
    public void CountTogether(Raster raster, CancellationToken cancellationToken, DecodedPixels.ReservedRoom? kept = null)
    {
        int length = (int)raster.Layout.ByteCount;
        byte[]? rented = kept is null ? ArrayPool<byte>.Shared.Rent(length) : null;
        try
        {
            // Read whole before anything is counted, so that a broken file leaves no part of itself in the sum.
            Span<byte> pixels = kept is null ? rented.AsSpan(0, length) : kept.Pixels;
            using (RowReader rows = raster.OpenRows())
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows.Read(pixels);
            }

            StatisticsAccumulator sum = Rent(raster.SampleType);
            sum.Add(pixels);
            _idle.Add(sum);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }

        lock (_lock)
            _rasters.Add(raster);
    }

    /// <summary>Statistics of all samples.</summary>
    public SampleStatistics Statistics(CancellationToken cancellationToken)
    {
        GatherUnread(cancellationToken);
        return _gathered.Values.Select(sum => sum.ToStatistics()).Aggregate(Combine);
    }

    /// <summary>Percentiles of all samples, equal to <c>numpy.percentile</c> of all values in one array.</summary>
    public double[] Percentiles(IReadOnlyList<double> percentiles, CancellationToken cancellationToken)
    {
        GatherUnread(cancellationToken);
        if (_gathered.Values.All(sum => sum.Type.Size <= 2))
            return RankSelection.Percentiles(percentiles, [.. _gathered.Values]);
        RequireRounds();
        if (_gathered.Count == 1 && _partTypes.Count == 0)
            return Find(_gathered.Keys.First(), _gathered.Values.First().Histogram);

        // Doubles hold every value of every type, and sort all of them alike.
        SampleType type = _gathered.Count == 1 ? _gathered.Keys.First() : SampleType.Float64;
        return Find(type, CountAll(DigitRound.First(type), cancellationToken));

        double[] Find(SampleType type, ReadOnlySpan<long> first) =>
            RankSelection.Percentiles(percentiles, type, first, round => CountAll(round, cancellationToken));
    }

    /// <summary>Histogram of the samples between two limits.</summary>
    /// <param name="low">Lower limit.</param>
    /// <param name="high">Upper limit, above the lower.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public EqualizationTable Equalize(double low, double high, CancellationToken cancellationToken)
    {
        GatherUnread(cancellationToken);
        RequireRounds();
        var round = new BinRound(low, high, AreIntegers: !_gathered.Keys.Any(type => type.IsFloat));
        return new EqualizationTable(round.Bins, CountAll(round, cancellationToken));
    }

    /// <summary>Counts all samples: narrow types by their histograms, wide ones by a further look at their files.</summary>
    private long[] CountAll(CountingRound round, CancellationToken cancellationToken)
    {
        long[] total = round.Count([.. _rasters.Where(raster => raster.SampleType.Size > 2)], cancellationToken);
        if (CountElsewhere is not null && _partTypes.Any(type => type.Size > 2))
            CountingRound.AddTo(total, CountElsewhere(round, cancellationToken));
        foreach (StatisticsAccumulator sum in _gathered.Values.Where(sum => sum.Type.Size <= 2))
        {
            for (int key = 0; key < sum.Histogram.Length; key++)
            {
                if (sum.Histogram[key] > 0)
                    round.Add(SampleKeys.ToValue((ulong)key, sum.Type), sum.Histogram[key], total);
            }
        }

        return total;
    }

    /// <summary>Of wide types parts hold too little to find ranks: their files are needed once more.</summary>
    private void RequireRounds()
    {
        if (CountElsewhere is not null)
            return;
        foreach (SampleType type in _partTypes.Where(type => type.Size > 2).Take(1))
            throw RangeErrors.PartNeedsRound(type.ToString());
    }

    /// <summary>Merges what was counted together, and reads what was added without statistics because its own type did not need
    /// them.</summary>
    private void GatherUnread(CancellationToken cancellationToken)
    {
        while (_idle.TryTake(out StatisticsAccumulator? counted))
            Merge(counted);
        Raster[] unread = [.. _unread];
        _unread.Clear();
        ForEachRaster(unread, cancellationToken, raster =>
        {
            StatisticsAccumulator own = RasterStatistics.Gather(raster, cancellationToken);
            lock (_lock)
                Merge(own);
        });
    }

    private StatisticsAccumulator Rent(SampleType type)
    {
        while (_idle.TryTake(out StatisticsAccumulator? idle))
        {
            if (idle.Type == type)
                return idle;

            // Files of different types in turn: not worth a bag for each.
            lock (_lock)
                Merge(idle);
        }

        return new StatisticsAccumulator(type, []);
    }

    private void Merge(StatisticsAccumulator statistics)
    {
        if (!_gathered.TryAdd(statistics.Type, statistics))
            _gathered[statistics.Type].Merge(statistics);
    }

    private static void ForEachRaster(Raster[] rasters, CancellationToken cancellationToken, Action<Raster> action) =>
        ParallelParts.ForEach(rasters.Length, Environment.ProcessorCount, i => action(rasters[i]), cancellationToken);

    /// <summary>Statistics of two sets of samples together (Chan, Golub and LeVeque 1979).</summary>
    private static SampleStatistics Combine(SampleStatistics a, SampleStatistics b)
    {
        long count = a.Count + b.Count;
        if (a.Count == 0 || b.Count == 0)
            return (a.Count == 0 ? b : a) with { InvalidCount = a.InvalidCount + b.InvalidCount };
        double delta = b.Mean - a.Mean;
        double squares = (a.StandardDeviation * a.StandardDeviation * a.Count)
            + (b.StandardDeviation * b.StandardDeviation * b.Count)
            + (delta * delta * a.Count * b.Count / count);
        return new SampleStatistics(
            count,
            a.InvalidCount + b.InvalidCount,
            Math.Min(a.Minimum, b.Minimum),
            Math.Max(a.Maximum, b.Maximum),
            double.MinNumber(a.SmallestPositive, b.SmallestPositive),
            a.Mean + (delta * b.Count / count),
            Math.Sqrt(squares / count));
    }
}
