using System.IO.Compression;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Scaling;

/// <summary>The histogram behind an equalizing scale: bins of equal width with the number of pixels in each. Immutable.</summary>
/// <remarks>Integers have a bin a level, whose centre is the level; other data have 65,536 bins between the limits.</remarks>
public sealed class EqualizationTable : IEquatable<EqualizationTable>
{
    /// <summary>Most bins a table has.</summary>
    public const int MaximumBins = 65536;

    private readonly long[] _counts;
    private readonly EqualizationBins _bins;
    private readonly Lazy<(double Center, double Share)[]> _curve;

    /// <summary>Makes a table.</summary>
    /// <param name="bins">The bins.</param>
    /// <param name="counts">Pixels in each; taken over.</param>
    internal EqualizationTable(EqualizationBins bins, long[] counts)
    {
        _bins = bins;
        _counts = counts;
        _curve = new Lazy<(double Center, double Share)[]>(Accumulate);
        Counts = PackedCounts.Encode(counts);
    }

    /// <summary>Lower edge of the first bin.</summary>
    public double Minimum => _bins.Minimum;

    /// <summary>Upper edge of the last bin.</summary>
    public double Maximum => _bins.Maximum;

    /// <summary>Number of bins.</summary>
    public int Bins => _counts.Length;

    /// <summary>Pixels in each bin, packed into text: see <see cref="GetCounts"/>.</summary>
    public string Counts { get; }

    /// <summary>Reads a table back from its properties.</summary>
    /// <exception cref="HeatmapException">ScaleInvalid.</exception>
    public static EqualizationTable Parse(double minimum, double maximum, int bins, string counts)
    {
        if (!(double.IsFinite(minimum) && double.IsFinite(maximum) && minimum < maximum))
            throw RangeErrors.ScaleInvalid($"an equalization from a minimum to a larger maximum, but got {minimum} and {maximum}");
        if (bins is < 1 or > MaximumBins)
            throw RangeErrors.ScaleInvalid($"1 to {MaximumBins} bins of an equalization, but got {bins}");
        return new EqualizationTable(new EqualizationBins(minimum, maximum, bins), PackedCounts.Decode(counts, bins));
    }

    /// <summary>Pixels in each bin.</summary>
    public long[] GetCounts() => [.. _counts];

    /// <summary>Share of the pixels up to a value, 0..1, linear between the centres of bins as <c>numpy.interp</c> is.</summary>
    public double CumulativeShare(double value)
    {
        (double Center, double Share)[] curve = _curve.Value;

        // Between two centres lie the upper half of one bin and the lower half of the next.
        int bin = _bins.IndexOf(value);
        if (curve[bin].Center > value)
            bin--;
        if (bin < 0)
            return curve[0].Share;
        (double center, double share) = curve[bin];
        if (bin == curve.Length - 1 || value <= center)
            return share;
        (double nextCenter, double nextShare) = curve[bin + 1];
        return ((nextShare - share) / (nextCenter - center) * (value - center)) + share;
    }

    /// <inheritdoc/>
    public bool Equals(EqualizationTable? other) =>
        other is not null && Minimum.Equals(other.Minimum) && Maximum.Equals(other.Maximum)
            && _counts.AsSpan().SequenceEqual(other._counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EqualizationTable);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Minimum, Maximum, Counts);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Bins} bins from {Minimum:R} to {Maximum:R}");

    private (double Center, double Share)[] Accumulate()
    {
        var curve = new (double Center, double Share)[_counts.Length];
        double total = Math.Max(1, _counts.Sum());
        long sum = 0;
        for (int i = 0; i < curve.Length; i++)
        {
            sum += _counts[i];
            curve[i] = (_bins.Center(i), sum / total);
        }

        return curve;
    }
}

/// <summary>Packs the counts of a histogram into text, and back without loss.</summary>
/// <remarks>For each bin that is not empty, the number of empty bins before it and its count, each as a LEB128 integer;
/// compressed as zlib data (RFC 1950), and in base 64.</remarks>
internal static class PackedCounts
{
    /// <summary>Bytes of the two longest integers.</summary>
    private const int PairBytes = 20;

    public static string Encode(ReadOnlySpan<long> counts)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        using (var writer = new BinaryWriter(zlib))
        {
            int empty = 0;
            foreach (long count in counts)
            {
                if (count == 0)
                {
                    empty++;
                    continue;
                }

                writer.Write7BitEncodedInt(empty);
                writer.Write7BitEncodedInt64(count);
                empty = 0;
            }
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <param name="text">What <see cref="Encode"/> gave.</param>
    /// <param name="bins">Number of bins.</param>
    /// <exception cref="HeatmapException">ScaleInvalid.</exception>
    public static long[] Decode(string text, int bins)
    {
        try
        {
            byte[] bytes = Unpack(Convert.FromBase64String(text), bins);
            using var reader = new BinaryReader(new MemoryStream(bytes));
            long[] counts = new long[bins];
            long sum = 0;
            for (int bin = 0; reader.BaseStream.Position < bytes.Length; bin++)
            {
                bin = checked(bin + reader.Read7BitEncodedInt());
                long count = reader.Read7BitEncodedInt64();
                counts[bin] = count > 0 ? count : throw new InvalidDataException("A count is not positive.");
                sum = checked(sum + count);
            }

            return counts;
        }
        catch (Exception error) when (error is FormatException or InvalidDataException or EndOfStreamException or OverflowException
            or IndexOutOfRangeException)
        {
            throw RangeErrors.ScaleInvalid($"the packed counts of {bins} bins in an equalization, but they are damaged: {error.Message}",
                error);
        }
    }

    /// <summary>Decompresses no more than the bins can need, whatever the data claim.</summary>
    private static byte[] Unpack(byte[] packed, int bins)
    {
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        byte[] bytes = new byte[(bins * PairBytes) + 1];
        int length = zlib.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length < bytes.Length ? bytes[..length] : throw new InvalidDataException("There are more of them than bins.");
    }
}

/// <summary>The bins of equal width that values are counted in for an equalization.</summary>
internal readonly struct EqualizationBins
{
    private readonly double _width;
    private readonly double _perUnit;

    /// <param name="minimum">Lower edge of the first bin.</param>
    /// <param name="maximum">Upper edge of the last bin, above the minimum.</param>
    /// <param name="count">Number of bins.</param>
    public EqualizationBins(double minimum, double maximum, int count)
    {
        Minimum = minimum;
        Maximum = maximum;
        Count = count;
        _width = (maximum - minimum) / count;
        _perUnit = count / (maximum - minimum);
    }

    /// <summary>Lower edge of the first bin.</summary>
    public double Minimum { get; }

    /// <summary>Upper edge of the last bin.</summary>
    public double Maximum { get; }

    /// <summary>Number of bins.</summary>
    public int Count { get; }

    /// <summary>Bins for values from a lower to a higher limit.</summary>
    /// <param name="low">Lower limit.</param>
    /// <param name="high">Upper limit, above the lower.</param>
    /// <param name="integers">Whether all values are integers; then each has a bin of its own where that takes at most
    /// 65,536 of them.</param>
    public static EqualizationBins Between(double low, double high, bool integers)
    {
        double first = Math.Ceiling(low), levels = Math.Floor(high) - first + 1;
        return integers && levels is >= 1 and <= EqualizationTable.MaximumBins
            ? new EqualizationBins(first - 0.5, first - 0.5 + levels, (int)levels)
            : new EqualizationBins(low, high, EqualizationTable.MaximumBins);
    }

    /// <summary>The lower edge of a bin, as <c>numpy.linspace</c> places it; of one past the last bin, the upper limit.</summary>
    public double Edge(int bin) => bin == Count ? Maximum : (bin * _width) + Minimum;

    /// <summary>The middle of a bin.</summary>
    public double Center(int bin) => (Edge(bin) + Edge(bin + 1)) / 2;

    /// <summary>The bin of a value between the limits, as <c>numpy.histogram</c> finds it: a value on an edge belongs to the
    /// bin above it, except the upper limit.</summary>
    public int IndexOf(double value)
    {
        int bin = Math.Clamp((int)((value - Minimum) * _perUnit), 0, Count - 1);
        if (bin > 0 && value < Edge(bin))
            bin--;
        else if (bin < Count - 1 && value >= Edge(bin + 1))
            bin++;
        return bin;
    }
}
