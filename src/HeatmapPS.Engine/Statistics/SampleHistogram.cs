using System.Globalization;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Statistics;

/// <summary>How often values fall between edges, as <c>numpy.histogram</c> counts: a bin has its left edge but not its right
/// one, the last bin has both.</summary>
/// <param name="Counts">Values in each bin.</param>
/// <param name="Edges">One more than there are bins.</param>
public sealed record SampleHistogram(IReadOnlyList<long> Counts, IReadOnlyList<double> Edges)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Counts.Count} bins from {ReadableNumber.Format(Edges[0])} to {ReadableNumber.Format(Edges[^1])}");
}

/// <summary>Counts values in bins of equal width from the smallest value to the largest.</summary>
internal sealed class HistogramAccumulator
{
    private readonly double[] _edges;
    private readonly long[] _counts;
    private readonly double _scale;

    /// <param name="bins">Number of bins.</param>
    /// <param name="statistics">Statistics of all values.</param>
    /// <param name="type">Their type: NumPy keeps the edges of single-precision data in single precision.</param>
    public HistogramAccumulator(int bins, SampleStatistics statistics, SampleType type)
    {
        (double first, double last) = statistics.Count == 0 ? (0.0, 1.0) : (statistics.Minimum, statistics.Maximum);
        bool single = type == SampleType.Float32 && statistics.Count > 0;
        if (first == last)
        {
            first -= 0.5;
            last += 0.5;
        }

        _counts = new long[bins];
        _edges = Edges(first, last, bins, single);
        _scale = bins / (last - first);
    }

    /// <summary>Counts a value a number of times.</summary>
    /// <param name="value">A value from the smallest to the largest.</param>
    /// <param name="times">How often.</param>
    public void Add(double value, long times)
    {
        int bin = Math.Clamp((int)((value - _edges[0]) * _scale), 0, _counts.Length - 1);

        // The product may be off by the last bit; the edges decide.
        if (value < _edges[bin] && bin > 0)
            bin--;
        else if (bin < _counts.Length - 1 && value >= _edges[bin + 1])
            bin++;
        _counts[bin] += times;
    }

    /// <summary>Counts values; those that are NaN are left out.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
                Add(value, 1);
        }
    }

    /// <summary>Counts the values of an exact histogram of a type of up to 16 bits.</summary>
    public void Add(StatisticsAccumulator gathered)
    {
        for (int key = 0; key < gathered.Histogram.Length; key++)
        {
            if (gathered.Histogram[key] > 0)
                Add(SampleKeys.ToValue((ulong)key, gathered.Type), gathered.Histogram[key]);
        }
    }

    public SampleHistogram ToHistogram() => new(_counts, _edges);

    /// <summary>The edges that <c>numpy.linspace</c> gives, rounded to the precision of the data.</summary>
    private static double[] Edges(double first, double last, int bins, bool single)
    {
        double step = (last - first) / bins;
        double[] edges = new double[bins + 1];
        for (int i = 0; i < bins; i++)
            edges[i] = (i * step) + first;
        edges[bins] = last;
        return single ? Array.ConvertAll(edges, edge => (double)(float)edge) : edges;
    }
}
