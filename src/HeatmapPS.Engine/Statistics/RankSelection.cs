using System.Buffers;
using System.Collections.Immutable;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Statistics;

/// <summary>Exact percentiles over any number of rasters in memory that does not grow with them.</summary>
/// <remarks>
/// A histogram of the keys' upper 16 bits tells in which bucket a rank lies; a further pass over the pixels counts the
/// next 16 bits inside the buckets wanted, and so on: no pass for types of up to 16 bits, one for 32, three for 64.
/// </remarks>
internal static class RankSelection
{
    private const int DigitBits = 16;

    /// <summary>Percentiles by linear interpolation between ranks, equal to <c>numpy.percentile</c>.</summary>
    /// <param name="percentiles">0 to 100 each.</param>
    /// <param name="gathered">Statistics of all the rasters together, completed.</param>
    /// <param name="rasters">The rasters, read again where a histogram is not enough.</param>
    /// <param name="cancellationToken">Stops the passes.</param>
    /// <returns>One value for each percentile; NaN when there is no valid sample.</returns>
    public static double[] Percentiles(
        IReadOnlyList<double> percentiles,
        StatisticsAccumulator gathered,
        IReadOnlyList<Raster> rasters,
        CancellationToken cancellationToken)
    {
        long count = gathered.Histogram.Sum();
        if (count == 0)
            return [.. percentiles.Select(_ => double.NaN)];
        var wanted = new List<RankSearch>();
        foreach (double percentile in percentiles)
        {
            long low = (long)Math.Floor(percentile / 100 * (count - 1));
            wanted.Add(new RankSearch(low));
            wanted.Add(new RankSearch(Math.Min(low + 1, count - 1)));
        }

        int bits = SampleKeys.Bits(gathered.Type);
        foreach (RankSearch search in wanted)
            search.Descend(gathered.Histogram, Math.Min(bits, DigitBits));
        for (int left = bits - DigitBits; left > 0; left -= DigitBits)
            Refine(wanted, gathered.Type, left, rasters, cancellationToken);

        double[] result = new double[percentiles.Count];
        for (int i = 0; i < result.Length; i++)
        {
            double position = percentiles[i] / 100 * (count - 1);
            double low = SampleKeys.ToValue(wanted[2 * i].Prefix, gathered.Type);
            double high = SampleKeys.ToValue(wanted[(2 * i) + 1].Prefix, gathered.Type);
            result[i] = Interpolate(low, high, position - Math.Floor(position));
        }

        return result;
    }

    /// <summary>The same for types of up to 16 bits, whose histograms count each value: no file is read.</summary>
    /// <param name="percentiles">0 to 100 each.</param>
    /// <param name="gathered">Statistics by type, completed.</param>
    public static double[] Percentiles(IReadOnlyList<double> percentiles, IReadOnlyCollection<StatisticsAccumulator> gathered)
    {
        (double Value, long Count)[] values =
        [
            .. gathered
                .SelectMany(sum => sum.Histogram.Select((count, key) => (Value: SampleKeys.ToValue((ulong)key, sum.Type), Count: count)))
                .Where(entry => entry.Count > 0)
                .OrderBy(entry => entry.Value),
        ];
        long count = values.Sum(entry => entry.Count);
        if (count == 0)
            return [.. percentiles.Select(_ => double.NaN)];
        return
        [
            .. percentiles.Select(percentile =>
            {
                double position = percentile / 100 * (count - 1);
                long low = (long)Math.Floor(position);
                return Interpolate(At(low), At(Math.Min(low + 1, count - 1)), position - low);
            }),
        ];

        double At(long rank)
        {
            int i = 0;
            while (rank >= values[i].Count)
                rank -= values[i++].Count;
            return values[i].Value;
        }
    }

    /// <summary>NumPy's interpolation, from the nearer end so that both ends are met exactly.</summary>
    private static double Interpolate(double low, double high, double fraction) =>
        fraction >= 0.5 ? high - ((high - low) * (1 - fraction)) : low + ((high - low) * fraction);

    private static void Refine(List<RankSearch> wanted, SampleType type, int bitsLeft, IReadOnlyList<Raster> rasters,
        CancellationToken cancellationToken)
    {
        ulong[] prefixes = [.. wanted.Select(search => search.Prefix).Distinct()];
        IReadOnlyCollection<Dictionary<ulong, long[]>> counted = ParallelParts.ForEach(rasters.Count, Environment.ProcessorCount,
            () => prefixes.ToDictionary(prefix => prefix, _ => new long[1 << DigitBits]),
            (i, buckets) => Count(rasters[i], type, bitsLeft, buckets, cancellationToken), cancellationToken);
        Dictionary<ulong, long[]> total = counted.First();
        foreach (Dictionary<ulong, long[]> other in counted.Skip(1))
        {
            foreach ((ulong prefix, long[] counts) in other)
            {
                long[] sum = total[prefix];
                for (int i = 0; i < counts.Length; i++)
                    sum[i] += counts[i];
            }
        }

        foreach (RankSearch search in wanted)
            search.Descend(total[search.Prefix], DigitBits);
    }

    private static void Count(Raster raster, SampleType type, int bitsLeft, Dictionary<ulong, long[]> buckets,
        CancellationToken cancellationToken)
    {
        ImmutableArray<double> noData = raster.NoDataValues;
        SampleType stored = raster.SampleType;
        using RowReader rows = raster.OpenRows();
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            int count = strip.Bytes.Length / stored.Size;
            double[] values = ArrayPool<double>.Shared.Rent(count);
            Samples.ToDoubles(strip.Bytes, stored, values.AsSpan(0, count));
            foreach (double value in values.AsSpan(0, count))
            {
                if (!double.IsFinite(value) || (noData.Length > 0 && noData.Contains(value)))
                    continue;
                ulong key = SampleKeys.FromValue(value, type);
                if (buckets.TryGetValue(key >> bitsLeft, out long[]? counts))
                    counts[(key >> (bitsLeft - DigitBits)) & ((1 << DigitBits) - 1)]++;
            }

            ArrayPool<double>.Shared.Return(values);
        });
    }

    /// <summary>One rank on its way down: the key bits known so far, and the rank inside their bucket.</summary>
    private sealed class RankSearch(long rank)
    {
        private long _rank = rank;

        public ulong Prefix { get; private set; }

        public void Descend(long[] histogram, int bits)
        {
            int digit = 0;
            while (_rank >= histogram[digit])
                _rank -= histogram[digit++];
            Prefix = (Prefix << bits) | (uint)digit;
        }
    }
}
