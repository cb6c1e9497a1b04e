using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Reporting;

/// <summary>A histogram as SVG: the bars stretch with the page, the numbers keep their size.</summary>
internal static class HistogramChart
{
    /// <summary>Bins of a report's histograms.</summary>
    public const int Bins = 64;

    private const int BarHeight = 100;
    private const int Intervals = 5;

    /// <summary>Writes the chart.</summary>
    /// <param name="html">The page.</param>
    /// <param name="histogram">What it shows.</param>
    /// <param name="options">The thresholds, which are lines.</param>
    /// <param name="unit">Unit of the values, or null.</param>
    public static void Write(HtmlWriter html, SampleHistogram histogram, ReportOptions options, string? unit)
    {
        (double low, double high) = (histogram.Edges[0], histogram.Edges[^1]);
        long most = histogram.Counts.Max();
        html.Write($"""
            <svg class="chart" role="img" width="100%" height="124" aria-label="Histogram with {histogram.Counts.Count} bins from {options.Number(low, unit)} to {options.WithUnit(high, unit)}. Largest bin: {HtmlWriter.Count(most)} pixels.">
            <svg y="4" width="100%" height="92" viewBox="0 0 {histogram.Counts.Count} {BarHeight}" preserveAspectRatio="none"><path class="bars" d="{Bars(histogram.Counts, most)}"/></svg>
            <line class="axis" x1="0" x2="100%" y1="96.5" y2="96.5"/>
            """);
        foreach (double threshold in new[] { options.Above, options.Below }.OfType<double>())
        {
            if (threshold >= low && threshold <= high)
                html.Write($"""<line class="threshold" x1="{HtmlWriter.Percent((threshold - low) / (high - low))}" x2="{HtmlWriter.Percent((threshold - low) / (high - low))}" y1="0" y2="97"/>""");
        }

        ColorbarChart.WriteTicks(html, ColorbarChart.Locate(new HeatmapScale(low, high), Intervals, options.NumberFormat), top: 96);
        html.Write($"</svg>\n");
    }

    private static string Bars(IReadOnlyList<long> counts, long most)
    {
        var path = new StringBuilder();
        for (int i = 0; i < counts.Count; i++)
        {
            if (counts[i] == 0)
                continue;

            // A single pixel that is far from all others is what one looks for: it is never less than one unit high.
            double height = Math.Max(1, BarHeight * (double)counts[i] / most);
            path.Append(CultureInfo.InvariantCulture, $"M{i} {BarHeight}v-{height:0.#}h1v{height:0.#}z");
        }

        return path.ToString();
    }
}
