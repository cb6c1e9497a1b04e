using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Statistics;

/// <summary>Exact percentiles over any number of rasters in memory that does not grow with them.</summary>
/// <remarks>
/// A histogram of the keys' upper 16 bits tells in which bucket a rank lies; a further pass over the pixels counts the
/// next 16 bits inside the buckets wanted, and so on: no pass for types of up to 16 bits, one for 32, three for 64.
/// </remarks>
internal static class RankSelection
{
    /// <summary>Percentiles by linear interpolation between ranks, equal to <c>numpy.percentile</c>.</summary>
    /// <param name="percentiles">0 to 100 each.</param>
    /// <param name="type">Type of the samples.</param>
    /// <param name="first">Valid samples by the upper 16 bits (all bits of narrower types) of their keys.</param>
    /// <param name="count">Counts all samples once more, where the first histogram is not enough.</param>
    /// <returns>One value for each percentile; NaN when there is no valid sample.</returns>
    public static double[] Percentiles(
        IReadOnlyList<double> percentiles, SampleType type, ReadOnlySpan<long> first, Func<DigitRound, long[]> count)
    {
        long total = 0;
        foreach (long samples in first)
            total += samples;
        if (total == 0)
            return [.. percentiles.Select(_ => double.NaN)];
        var wanted = new List<RankSearch>();
        foreach (double percentile in percentiles)
        {
            long low = (long)Math.Floor(percentile / 100 * (total - 1));
            wanted.Add(new RankSearch(low));
            wanted.Add(new RankSearch(Math.Min(low + 1, total - 1)));
        }

        int bits = SampleKeys.Bits(type);
        foreach (RankSearch search in wanted)
            search.Descend(first, Math.Min(bits, DigitRound.DigitBits));
        for (int left = bits - DigitRound.DigitBits; left > 0; left -= DigitRound.DigitBits)
        {
            var round = new DigitRound(type, left, [.. wanted.Select(search => search.Prefix).Distinct().Order()]);
            long[] counts = count(round);
            foreach (RankSearch search in wanted)
                search.Descend(round.Of(search.Prefix, counts), DigitRound.DigitBits);
        }

        double[] result = new double[percentiles.Count];
        for (int i = 0; i < result.Length; i++)
        {
            double position = percentiles[i] / 100 * (total - 1);
            double low = SampleKeys.ToValue(wanted[2 * i].Prefix, type);
            double high = SampleKeys.ToValue(wanted[(2 * i) + 1].Prefix, type);
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

    /// <summary>One rank on its way down: the key bits known so far, and the rank inside their bucket.</summary>
    private sealed class RankSearch(long rank)
    {
        private long _rank = rank;

        public ulong Prefix { get; private set; }

        public void Descend(ReadOnlySpan<long> histogram, int bits)
        {
            int digit = 0;
            while (_rank >= histogram[digit])
                _rank -= histogram[digit++];
            Prefix = (Prefix << bits) | (uint)digit;
        }
    }
}
