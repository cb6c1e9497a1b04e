using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Normalization;

/// <summary>The histogram behind an equalizing scale: bins of equal width with the number of pixels in each. Immutable.</summary>
/// <remarks>Integers have a bin a level, whose centre is the level; other data have 65,536 bins between the limits.</remarks>
public sealed class EqualizationTable : IEquatable<EqualizationTable>
{
    /// <summary>Most bins a table has.</summary>
    public const int MaximumBins = 65536;

    private readonly long[] _counts;
    private readonly Lazy<double[]> _shares;

    /// <summary>Makes a table.</summary>
    /// <param name="minimum">Lower edge of the first bin.</param>
    /// <param name="maximum">Upper edge of the last bin, above the minimum.</param>
    /// <param name="counts">Pixels in each bin; taken over.</param>
    internal EqualizationTable(double minimum, double maximum, long[] counts)
    {
        Minimum = minimum;
        Maximum = maximum;
        _counts = counts;
        _shares = new Lazy<double[]>(Accumulate);
        Counts = EqualizationCounts.Encode(counts);
    }

    /// <summary>Lower edge of the first bin.</summary>
    public double Minimum { get; }

    /// <summary>Upper edge of the last bin.</summary>
    public double Maximum { get; }

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
        return new EqualizationTable(minimum, maximum, EqualizationCounts.Decode(counts, bins));
    }

    /// <summary>Pixels in each bin.</summary>
    public long[] GetCounts() => [.. _counts];

    /// <summary>Share of the pixels up to a value, 0..1, linear between the centres of bins as <c>numpy.interp</c> is.</summary>
    public double CumulativeShare(double value)
    {
        double[] shares = _shares.Value;
        int last = shares.Length - 1;
        int bin = Math.Clamp((int)((value - Minimum) / (Maximum - Minimum) * shares.Length), 0, last);

        // The quotient may be off by its rounding, and the bin's centre may lie above the value.
        while (bin > 0 && Center(bin) > value)
            bin--;
        while (bin < last && Center(bin + 1) <= value)
            bin++;
        double center = Center(bin);
        if (bin == last || value <= center)
            return shares[bin];
        double slope = (shares[bin + 1] - shares[bin]) / (Center(bin + 1) - center);
        return (slope * (value - center)) + shares[bin];
    }

    /// <inheritdoc/>
    public bool Equals(EqualizationTable? other) =>
        other is not null && Minimum.Equals(other.Minimum) && Maximum.Equals(other.Maximum) && _counts.AsSpan().SequenceEqual(other._counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EqualizationTable);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Minimum, Maximum, Counts);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Bins} bins from {Minimum:R} to {Maximum:R}");

    private double Center(int bin) => (Edge(bin) + Edge(bin + 1)) / 2;

    private double Edge(int bin) => EqualizationBins.Edge(Minimum, Maximum, Bins, bin);

    private double[] Accumulate()
    {
        var shares = new double[_counts.Length];
        double total = Math.Max(1, _counts.Sum());
        long sum = 0;
        for (int i = 0; i < shares.Length; i++)
            shares[i] = (sum += _counts[i]) / total;
        return shares;
    }
}
