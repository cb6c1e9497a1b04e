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
