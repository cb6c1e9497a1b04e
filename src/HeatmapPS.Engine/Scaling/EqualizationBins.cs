namespace HeatmapPS.Engine.Scaling;

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
