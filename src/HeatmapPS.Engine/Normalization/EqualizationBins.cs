namespace HeatmapPS.Engine.Normalization;

/// <summary>The bins that values are counted in for an equalization.</summary>
/// <param name="Minimum">Lower edge of the first bin.</param>
/// <param name="Maximum">Upper edge of the last bin.</param>
/// <param name="Count">Number of bins.</param>
internal readonly record struct EqualizationBins(double Minimum, double Maximum, int Count)
{
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
    public static double Edge(double minimum, double maximum, int count, int bin) =>
        bin == count ? maximum : (bin * ((maximum - minimum) / count)) + minimum;

    /// <summary>The bin of a value between the limits, as <c>numpy.histogram</c> finds it: a value on an edge belongs to the
    /// bin above it, except the upper limit.</summary>
    public int IndexOf(double value)
    {
        int bin = Math.Clamp((int)((value - Minimum) * (Count / (Maximum - Minimum))), 0, Count - 1);
        if (bin > 0 && value < Edge(Minimum, Maximum, Count, bin))
            bin--;
        else if (bin < Count - 1 && value >= Edge(Minimum, Maximum, Count, bin + 1))
            bin++;
        return bin;
    }
}
