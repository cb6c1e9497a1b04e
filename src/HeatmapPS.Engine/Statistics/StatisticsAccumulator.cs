using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Statistics;

/// <summary>Gathers the statistics of one-band samples in one pass.</summary>
/// <remarks>
/// For types of up to 16 bits everything comes from an exact histogram. For wider types, moments are merged block by
/// block (Chan, Golub and LeVeque 1979), and the histogram is over the upper 16 bits of the samples' keys: the first
/// of the passes that <see cref="RankSelection"/> needs.
/// </remarks>
internal sealed class StatisticsAccumulator
{
    private const int HistogramBits = 16;

    private readonly double[] _noData;
    private readonly bool _exact;
    private readonly int _shift;
    private long _invalid;
    private long _count;
    private double _mean;
    private double _squares;
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;
    private double _smallestPositive = double.PositiveInfinity;

    /// <param name="type">Type of the samples.</param>
    /// <param name="noData">Values that do not count.</param>
    public StatisticsAccumulator(SampleType type, ImmutableArray<double> noData)
    {
        Type = type;
        _noData = [.. noData];
        int bits = SampleKeys.Bits(type);
        _exact = bits <= HistogramBits;
        _shift = Math.Max(0, bits - HistogramBits);
        Histogram = new long[1 << Math.Min(bits, HistogramBits)];
    }

    public SampleType Type { get; }

    /// <summary>Valid samples by the upper 16 bits (all bits of narrower types) of their keys; for types of up to 16
    /// bits nodata samples are in it until <see cref="Complete"/>.</summary>
    public long[] Histogram { get; }

    [MethodImpl(HotLoop.Options)]
    public void Add(ReadOnlySpan<byte> samples)
    {
        switch (Type)
        {
            case SampleType.UInt8:
                foreach (byte sample in samples)
                    Histogram[sample]++;
                break;
            case SampleType.Int8:
                foreach (byte sample in samples)
                    Histogram[sample ^ 0x80]++;
                break;
            case SampleType.UInt16:
                foreach (ushort sample in MemoryMarshal.Cast<byte, ushort>(samples))
                    Histogram[sample]++;
                break;
            case SampleType.Int16:
                foreach (ushort sample in MemoryMarshal.Cast<byte, ushort>(samples))
                    Histogram[sample ^ 0x8000]++;
                break;
            default:
                AddWide(samples);
                break;
        }
    }

    /// <summary>Adds what another accumulator of the same type gathered; both may go on.</summary>
    public void Merge(StatisticsAccumulator other)
    {
        for (int i = 0; i < Histogram.Length; i++)
            Histogram[i] += other.Histogram[i];
        _invalid += other._invalid;
        MergeMoments(other._count, other._mean, other._squares, other._minimum, other._maximum, other._smallestPositive);
    }

    /// <summary>Ends the gathering: takes nodata out of an exact histogram.</summary>
    public StatisticsAccumulator Complete()
    {
        if (!_exact)
            return this;
        foreach (double value in _noData)
        {
            if (value < Type.MinValue || value > Type.MaxValue || value != Math.Floor(value))
                continue;
            ulong key = SampleKeys.FromValue(value, Type);
            _invalid += Histogram[key];
            Histogram[key] = 0;
        }

        return this;
    }

    /// <summary>What was gathered, for another process or day. Call <see cref="Complete"/> first.</summary>
    public ScalePartSamples ToPart()
    {
        SampleStatistics numbers = ToStatistics();
        return new ScalePartSamples(Type)
        {
            ValidCount = numbers.Count,
            InvalidCount = numbers.InvalidCount,
            Minimum = numbers.Minimum,
            Maximum = numbers.Maximum,
            SmallestPositive = numbers.SmallestPositive,
            Mean = numbers.Mean,
            SquaredDeviations = _exact ? numbers.StandardDeviation * numbers.StandardDeviation * numbers.Count
                : numbers.Count == 0 ? double.NaN : _squares,
            Histogram = _exact ? PackedCounts.Encode(Histogram) : null,
        };
    }

    /// <summary>What another process or day gathered. The histogram of a wide type stays empty: it serves a search that needs the
    /// files.</summary>
    /// <exception cref="HeatmapException">PartInvalid.</exception>
    public static StatisticsAccumulator FromPart(ScalePartSamples part)
    {
        _ = part.Validate();
        var sum = new StatisticsAccumulator(part.Type, []) { _invalid = part.InvalidCount };
        if (!sum._exact)
        {
            double positive = double.IsNaN(part.SmallestPositive) ? double.PositiveInfinity : part.SmallestPositive;
            sum.MergeMoments(part.ValidCount, part.Mean, part.SquaredDeviations, part.Minimum, part.Maximum, positive);
            return sum;
        }

        try
        {
            PackedCounts.Decode(part.Histogram!, sum.Histogram.Length).CopyTo(sum.Histogram, 0);
        }
        catch (HeatmapException error)
        {
            throw RangeErrors.PartInvalid($"a histogram that can be unpacked, but got another: {error.Message}", error);
        }

        return sum.Histogram.Sum() == part.ValidCount
            ? sum
            : throw RangeErrors.PartInvalid($"a histogram of {part.ValidCount} samples, but got one of {sum.Histogram.Sum()}");
    }

    /// <summary>The numbers. Call <see cref="Complete"/> on each accumulator first.</summary>
    public SampleStatistics ToStatistics() => _exact ? FromHistogram() : new SampleStatistics(
        _count,
        _invalid,
        _count == 0 ? double.NaN : _minimum,
        _count == 0 ? double.NaN : _maximum,
        double.IsInfinity(_smallestPositive) ? double.NaN : _smallestPositive,
        _count == 0 ? double.NaN : _mean,
        _count == 0 ? double.NaN : Math.Sqrt(_squares / _count));

    private SampleStatistics FromHistogram()
    {
        // Whole ranges of a 16-bit histogram are empty; the search for what is not is vectorized.
        ReadOnlySpan<long> histogram = Histogram;
        int zero = (int)-Type.MinValue;
        int first = histogram.IndexOfAnyExcept(0), last = histogram.LastIndexOfAnyExcept(0);
        int positive = zero + 1 < histogram.Length ? histogram[(zero + 1)..].IndexOfAnyExcept(0) + zero + 1 : zero;

        // 2⁴⁷ samples, more than an image can have, would still fit.
        long count = 0, sum = 0;
        for (int key = Math.Max(0, first); key <= last; key++)
        {
            count += histogram[key];
            sum += histogram[key] * (key - zero);
        }

        if (count == 0)
            return new SampleStatistics(0, _invalid, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        double mean = (double)sum / count;
        double squares = 0;
        for (int key = first; key <= last; key++)
            squares += histogram[key] * (key - zero - mean) * (key - zero - mean);
        return new SampleStatistics(count, _invalid, first - zero, last - zero, positive <= zero ? double.NaN : positive - zero, mean,
            Math.Sqrt(squares / count));
    }

    private void AddWide(ReadOnlySpan<byte> samples)
    {
        const int block = 4096;
        double[] values = ArrayPool<double>.Shared.Rent(block);
        int size = Type.Size;
        for (int start = 0; start < samples.Length; start += block * size)
        {
            int count = Math.Min(block, (samples.Length - start) / size);
            Samples.ToDoubles(samples.Slice(start, count * size), Type, values.AsSpan(0, count));
            AddBlock(values.AsSpan(0, count));
        }

        ArrayPool<double>.Shared.Return(values);
    }

    private void AddBlock(Span<double> values)
    {
        int valid = 0;
        double sum = 0, minimum = double.PositiveInfinity, maximum = double.NegativeInfinity, positive = double.PositiveInfinity;
        foreach (double value in values)
        {
            if (!double.IsFinite(value) || (_noData.Length > 0 && Array.IndexOf(_noData, value) >= 0))
                continue;
            values[valid++] = value;
            sum += value;
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
            if (value > 0 && value < positive)
                positive = value;
            Histogram[SampleKeys.FromValue(value, Type) >> _shift]++;
        }

        _invalid += values.Length - valid;
        double mean = valid == 0 ? 0 : double.IsFinite(sum) ? sum / valid : MeanOfLarge(values[..valid]);
        double squares = 0;
        foreach (double value in values[..valid])
            squares += (value - mean) * (value - mean);
        MergeMoments(valid, mean, squares, minimum, maximum, positive);
    }

    // The sum of the largest doubles is none, and their mean is one.
    private static double MeanOfLarge(ReadOnlySpan<double> values)
    {
        double mean = 0;
        foreach (double value in values)
            mean += value / values.Length;
        return mean;
    }

    private void MergeMoments(long count, double mean, double squares, double minimum, double maximum, double positive)
    {
        if (count == 0)
            return;
        double delta = mean - _mean;
        long total = _count + count;
        _mean = double.IsFinite(delta * count)
            ? _mean + (delta * count / total)
            : (_mean * ((double)_count / total)) + (mean * ((double)count / total));
        _squares += squares + (delta * delta * _count * count / total);
        _count = total;
        _minimum = Math.Min(_minimum, minimum);
        _maximum = Math.Max(_maximum, maximum);
        _smallestPositive = Math.Min(_smallestPositive, positive);
    }
}

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
