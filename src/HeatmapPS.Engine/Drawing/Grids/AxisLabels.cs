using System.Globalization;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Drawing.Grids;

/// <summary>A label that is drawn.</summary>
/// <param name="Cell">Its cell.</param>
/// <param name="Text">The text as it is drawn.</param>
internal sealed record AxisLabel(int Cell, LegendText Text);

/// <summary>The labels of one axis that have room beside their cells.</summary>
/// <param name="Items">The labels.</param>
/// <param name="AreTurned">Whether they are read from bottom to top.</param>
/// <param name="AreAll">Whether every cell has one.</param>
/// <param name="Omitted">What all of them leave out, such as the year; empty for nothing.</param>
internal sealed record AxisLabels(IReadOnlyList<AxisLabel> Items, bool AreTurned, bool AreAll, string Omitted)
{
    /// <summary>Longer texts are cut, in ems.</summary>
    private const int MaxEms = 22;

    /// <summary>Texts beside each other stand this far apart at least, in ems.</summary>
    private const double GapEms = 0.7;

    /// <summary>Labels that an axis of numbers or times needs to be understood.</summary>
    private const int FewLabels = 3;

    private static AxisLabels None { get; } = new([], false, true, string.Empty);

    /// <summary>Columns: side by side where all have room; names else turned; of numbers and times fewer.</summary>
    public static AxisLabels Below(RasterAxis axis, int cell, int font, TextRenderer renderer)
    {
        if (!renderer.HasFont)
            return None;
        AxisLabelSet[] sets = [.. AxisLabelSets.Of(axis)];
        foreach (AxisLabelSet set in axis.Kind == AxisKind.Category ? sets[..1] : sets)
        {
            if (set.Cells.Length < Math.Min(FewLabels, axis.Labels.Length))
                break;
            if ((double)set.MinStep * cell >= font && FitLevel(axis, set, cell, font, renderer) is { } labels)
                return new AxisLabels(labels, false, set == sets[0], set.Omitted);
        }

        AxisLabelSet turned = Lines(sets, cell, font);
        return new AxisLabels(Draw(axis, turned, font, renderer), true, turned == sets[0], turned.Omitted);
    }

    /// <summary>Rows: as many as stand under each other.</summary>
    public static AxisLabels Beside(RasterAxis axis, int cell, int font, TextRenderer renderer)
    {
        if (!renderer.HasFont)
            return None;
        AxisLabelSet[] sets = [.. AxisLabelSets.Of(axis)];
        AxisLabelSet fitting = Lines(sets, cell, font);
        return new AxisLabels(Draw(axis, fitting, font, renderer), false, fitting == sets[0], fitting.Omitted);
    }

    /// <summary>The name of the axis, with what its labels leave out.</summary>
    public string NameOf(RasterAxis axis) => Omitted.Length == 0 ? axis.Name : $"{axis.Name} ({Omitted})";

    /// <summary>A text cut to a width, with an ellipsis.</summary>
    /// <param name="text">The text.</param>
    /// <param name="font">Its size.</param>
    /// <param name="width">Most pixels.</param>
    /// <param name="renderer">Draws.</param>
    public static LegendText? Cut(string text, int font, int width, TextRenderer renderer)
    {
        if (renderer.Draw(text, font) is not { } whole || whole.Width <= width)
            return renderer.Draw(text, font);
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        (int low, int high) = (0, starts.Length - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            bool fits = renderer.Draw(Shorter(middle), font) is { } cut && cut.Width <= width;
            (low, high) = fits ? (middle, high) : (low, middle - 1);
        }

        return renderer.Draw(Shorter(low), font);

        string Shorter(int characters) => text[..starts[characters]].TrimEnd() + "…";
    }

    /// <summary>The fullest choice whose labels stand under each other without touching; else the first label alone.</summary>
    private static AxisLabelSet Lines(AxisLabelSet[] sets, int cell, int font) =>
        Array.Find(sets, set => (double)set.MinStep * cell >= GridMetrics.LineEms * font) ?? sets[^1] with { Cells = sets[^1].Cells[..1] };

    private static List<AxisLabel> Draw(RasterAxis axis, AxisLabelSet set, int font, TextRenderer renderer)
    {
        var labels = new List<AxisLabel>();
        foreach (int cell in set.Cells)
        {
            if (DrawLabel(axis, set.Text(cell), font, renderer) is { } text)
                labels.Add(new AxisLabel(cell, text));
        }

        return labels;
    }

    private static LegendText? DrawLabel(RasterAxis axis, string text, int font, TextRenderer renderer) =>
        Cut(axis.Kind == AxisKind.Number ? ReadableNumber.WithMinusSign(text) : text, font, MaxEms * font, renderer);

    /// <summary>The labels side by side, or null when two of them touch.</summary>
    private static List<AxisLabel>? FitLevel(RasterAxis axis, AxisLabelSet set, int cell, int font, TextRenderer renderer)
    {
        var labels = new List<AxisLabel>();
        double end = double.NegativeInfinity;
        foreach (int index in set.Cells)
        {
            if (DrawLabel(axis, set.Text(index), font, renderer) is not { } text)
                continue;
            double middle = (index + 0.5) * cell, half = text.Width / 2.0;
            if (middle - half < end + (GapEms * font))
                return null;
            end = middle + half;
            labels.Add(new AxisLabel(index, text));
        }

        return labels;
    }
}

/// <summary>Cells of an axis that could carry a label together.</summary>
/// <param name="Cells">The cells, rising.</param>
/// <param name="Text">The label of one of them.</param>
internal sealed record AxisLabelSet(int[] Cells, Func<int, string> Text)
{
    /// <summary>What all of them leave out, such as the year; empty for nothing.</summary>
    public string Omitted { get; init; } = string.Empty;

    /// <summary>Cells from one label to the next, at least.</summary>
    public int MinStep => Cells.Length < 2 ? int.MaxValue : Cells.Zip(Cells.Skip(1), (a, b) => b - a).Min();
}

/// <summary>Which cells of an axis to label when not all labels have room: round numbers, whole hours and days, Mondays, firsts of
/// a month.</summary>
internal static class AxisLabelSets
{
    private const int MaxDoublings = 8;

    private static readonly int[] s_multiples = [1, 2, 5];
    private static readonly int[] s_minutes = [1, 5, 10, 15, 30];
    private static readonly int[] s_hours = [1, 3, 6, 12];

    /// <summary>The choices, the fullest first: all labels.</summary>
    public static IEnumerable<AxisLabelSet> Of(RasterAxis axis)
    {
        yield return new AxisLabelSet([.. Enumerable.Range(0, axis.Labels.Length)],
            cell => axis.Labels[cell]) { Omitted = OmittedDay(axis) };
        IEnumerable<AxisLabelSet> sparser = axis.Kind == AxisKind.Time && axis.Edges.Length > 0
            ? Calendar([.. axis.TimeEdges])
            : Steps(axis);
        foreach (AxisLabelSet set in sparser)
        {
            if (set.Cells.Length > 0 && set.Cells.Length < axis.Labels.Length)
                yield return set;
        }
    }

    /// <summary>Every second, fifth, tenth … cell; of numbers the multiples.</summary>
    private static IEnumerable<AxisLabelSet> Steps(RasterAxis axis)
    {
        int count = axis.Labels.Length;
        long first = FirstNumber(axis);
        for (long power = 1; power < count; power *= 10)
        {
            foreach (int multiple in s_multiples)
            {
                long step = multiple * power;
                int start = (int)((step - (first % step)) % step % step);
                if (step > 1 && step < count)
                {
                    yield return new AxisLabelSet([.. Enumerable.Range(0, count)
                        .Where(cell => cell >= start && (cell - start) % step == 0)], cell => axis.Labels[cell]);
                }
            }
        }
    }

    /// <summary>How many steps from 0 the first cell is, so that labels fall on round numbers.</summary>
    private static long FirstNumber(RasterAxis axis)
    {
        if (axis.Edges.Length < 2)
            return 0;
        double steps = Math.Ceiling((axis.Edges[0] / (axis.Edges[1] - axis.Edges[0])) - 1e-6);
        return Math.Abs(steps) < int.MaxValue ? ((long)steps % 1_000_000_000) + 1_000_000_000 : 0;
    }

    private static IEnumerable<AxisLabelSet> Calendar(DateTime[] edges)
    {
        bool isOneYear = edges[0].Year == edges[^2].Year, isOneDay = edges[0].Date == edges[^2].Date;
        string year = isOneYear ? Write(edges[0], "yyyy") : string.Empty;
        string omitted = edges[0].Year == 1 ? string.Empty : isOneDay ? Day(0) : year;
        string Day(int cell) => Write(edges[cell], "yyyy-MM-dd");
        string ShortDay(int cell) => Write(edges[cell], isOneYear ? "MM-dd" : "yyyy-MM-dd");
        string Clock(int cell) => edges[cell].TimeOfDay == TimeSpan.Zero && !isOneDay ? ShortDay(cell) : Write(edges[cell], "HH:mm");
        string Month(int cell) => Write(edges[cell], "yyyy-MM");
        string Year(int cell) => Write(edges[cell], "yyyy");
        foreach (int minutes in s_minutes)
            yield return Changes(edges, time => time.Ticks / (minutes * TimeSpan.TicksPerMinute), Clock) with { Omitted = omitted };
        foreach (int hours in s_hours)
            yield return Changes(edges, time => time.Ticks / (hours * TimeSpan.TicksPerHour), Clock) with { Omitted = omitted };
        yield return Changes(edges, time => time.Ticks / TimeSpan.TicksPerDay, Day);
        if (isOneYear)
            yield return Changes(edges, time => time.Ticks / TimeSpan.TicksPerDay, ShortDay) with { Omitted = year };
        yield return Changes(edges, time => time.Ticks / (7 * TimeSpan.TicksPerDay), Day);
        yield return Changes(edges, MonthOf, Month);
        yield return Changes(edges, time => MonthOf(time) / 3, Month);
        for (int years = 1; years < 1 << MaxDoublings; years *= 2)
        {
            int span = years;
            yield return Changes(edges, time => time.Year / span, Year);
        }
    }

    /// <summary>The day of an axis within one day, whose own labels are times only.</summary>
    private static string OmittedDay(RasterAxis axis)
    {
        bool isClock = axis.Kind == AxisKind.Time && axis.Edges.Length > 0 && axis.Edges[1] - axis.Edges[0] < TimeSpan.TicksPerDay;
        DateTime[] edges = isClock ? [.. axis.TimeEdges] : [];
        return isClock && edges[0].Date == edges[^2].Date && edges[0].Year > 1 ? Write(edges[0], "yyyy-MM-dd") : string.Empty;
    }

    private static long MonthOf(DateTime time) => (12L * time.Year) + time.Month - 1;

    private static string Write(DateTime time, string format) => time.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The cells at which a new minute, hour, day … begins.</summary>
    private static AxisLabelSet Changes(DateTime[] edges, Func<DateTime, long> unit, Func<int, string> text)
    {
        var cells = new List<int>();
        for (int cell = 0; cell < edges.Length - 1; cell++)
        {
            // Before the first cell lies what is one tick earlier.
            DateTime before = cell > 0 ? edges[cell - 1] : edges[0] - TimeSpan.FromTicks(edges[0].Ticks > 0 ? 1 : 0);
            if (unit(before) != unit(edges[cell]))
                cells.Add(cell);
        }

        return new AxisLabelSet([.. cells], text);
    }
}
