using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Reporting;

/// <summary>The extremes of a series of images over time as SVG, or over their order where times are missing. One chart for each
/// unit; the lines stretch with the page, the numbers keep their size.</summary>
internal static class TrendChart
{
    private const int Height = 180;
    private const int Intervals = 5;

    /// <summary>Share of the width and height left free on each side, so that no point touches the edge.</summary>
    private const double Margin = 0.02, ValueMargin = 0.06;

    /// <summary>Styles of lines; more lines use them again.</summary>
    private const int Styles = 6;

    /// <summary>Points up to which each is marked; of longer series only those that reach a threshold.</summary>
    private const int MostMarks = 400;

    private const double CharacterWidth = 7.5;

    /// <summary>Writes the charts of all units that have at least two images.</summary>
    /// <param name="html">The page.</param>
    /// <param name="entries">The images, in the order of the page.</param>
    /// <param name="options">The thresholds, which are lines.</param>
    public static void Write(HtmlWriter html, IReadOnlyCollection<ReportEntry> entries, ReportOptions options)
    {
        foreach (IGrouping<string?, ReportEntry> unit in entries
            .Where(entry => entry.HasPicture && !double.IsNaN(entry.Maximum))
            .GroupBy(entry => entry.Unit).OrderBy(group => UnitTally.Rank(group.Key)))
        {
            ReportEntry[] series = [.. unit.OrderBy(entry => entry.Number)];
            if (series.Length > 1)
                Write(html, series, unit.Key, options);
        }
    }

    private static void Write(HtmlWriter html, ReportEntry[] series, string? unit, ReportOptions options)
    {
        var axis = SeriesAxis.Of(series);
        TrendLine[] lines = [.. Lines(series, options)];
        double[] values = [.. lines.SelectMany(line => line.Points).Select(point => point.Value).Where(double.IsFinite)];
        if (values.Length == 0)
            return;
        double[] limits = [.. new[] { options.Above, options.Below }.OfType<double>()];
        HeatmapScale scale = Scale([.. values, .. limits]);
        var ticks = ColorbarTicks.Locate(scale, Intervals, options.NumberFormat);
        string what = lines.Select(line => line.Quantity).Distinct().Count() > 1 ? "Maximum and minimum" : lines[0].Quantity;
        string subject = (ticks.Factor.Length > 0, unit is null) switch
        {
            (false, true) => what,
            (false, false) => $"{what} in {unit}",
            _ => $"{what} ({ticks.Factor} {unit}".TrimEnd() + ")",
        };
        html.Write($"""<figure class="trend"><figcaption>{subject} {axis.Caption}</figcaption><div class="plot">""");
        WriteValues(html, ticks);
        html.Write($"""<svg class="chart" role="group" width="100%" height="{Height + 24}" aria-label="{what} of {series.Length} images: {options.Number(values.Min(), unit)} to {options.WithUnit(values.Max(), unit)}">""");
        foreach (ColorbarTick tick in ticks.Major)
            html.Write($"""<line class="grid" x1="0" x2="100%" y1="{Y(tick.Position)}" y2="{Y(tick.Position)}"/>""");
        html.Write($"""<line class="axis" x1="0" x2="100%" y1="{Height}.5" y2="{Height}.5"/>""");
        foreach ((double position, string label) in axis.Ticks())
            html.Write($"""<line class="axis" x1="{X(position)}" x2="{X(position)}" y1="{Height}" y2="{Height + 5}"/><text x="{X(position)}" y="{Height + 19}" text-anchor="{Anchor(position, label)}">{label}</text>""");
        WriteLimits(html, lines, axis, scale, unit, options);
        for (int i = 0; i < lines.Length; i++)
            WriteLine(html, lines[i], i % Styles, axis, scale, options);
        html.Write($"</svg></div>");
        WriteLegend(html, lines);
        html.Write($"</figure>\n");
    }

    /// <summary>The maximum, and with a lower threshold the minimum; of each image, or of each region.</summary>
    private static IEnumerable<TrendLine> Lines(ReportEntry[] series, ReportOptions options)
    {
        bool hasMaximum = options.Above is not null || options.Below is null, hasMinimum = options.Below is not null;
        int regions = options.Regions.Length;
        for (int part = 0; part < Math.Max(1, regions); part++)
        {
            int index = part;
            ReportEntry[] parts = regions == 0
                ? series
                : [.. series.Where(entry => !entry.Regions.IsEmpty).Select(entry => entry.Regions[index])];
            string? name = regions == 0 ? null : options.Regions[part].Name;
            if (hasMaximum)
                yield return new TrendLine(name, "Maximum", [.. parts.Select(entry => new TrendPoint(entry, entry.Maximum))]);
            if (hasMinimum)
                yield return new TrendLine(name, "Minimum", [.. parts.Select(entry => new TrendPoint(entry, entry.Minimum))]);
        }
    }

    private static HeatmapScale Scale(double[] values)
    {
        (double low, double high) = (values.Min(), values.Max());
        double margin = ValueMargin * (high - low);
        if (!(margin > 0) || !double.IsFinite(margin))
            margin = low == 0 ? 1 : 0.05 * Math.Abs(low);
        return new HeatmapScale(Math.Max(low - margin, -double.MaxValue), Math.Min(high + margin, double.MaxValue));
    }

    /// <summary>The numbers beside the chart, in a picture of their own: as wide as they are.</summary>
    private static void WriteValues(HtmlWriter html, ColorbarTicks ticks)
    {
        int characters = ticks.Major.Select(tick => tick.Label.Length).DefaultIfEmpty(1).Max();
        int width = (int)Math.Ceiling(characters * CharacterWidth) + 6;
        html.Write($"""<svg class="values" width="{width}" height="{Height + 24}" aria-hidden="true">""");
        foreach (ColorbarTick tick in ticks.Major)
            html.Write($"""<text x="{width - 6}" y="{Y(tick.Position)}" dy="4" text-anchor="end">{tick.Label}</text>""");
        html.Write($"</svg>");
    }

    private static void WriteLimits(
        HtmlWriter html, TrendLine[] lines, SeriesAxis axis, HeatmapScale scale, string? unit, ReportOptions options)
    {
        foreach ((double? limit, string sign) in new[] { (options.Above, "≥"), (options.Below, "≤") })
        {
            if (limit is not { } value)
                continue;

            // At the end where the lines are farther away.
            bool isLeft = Distance(lines, axis, value, atEnd: false) > Distance(lines, axis, value, atEnd: true);
            double y = Y(Position(scale, value));
            html.Write($"""<line class="threshold" x1="0" x2="100%" y1="{y}" y2="{y}"/><text class="limit" x="{(isLeft ? "0" : "100%")}" y="{y}" dy="-5" text-anchor="{(isLeft ? "start" : "end")}">{sign} {options.WithUnit(value, unit)}</text>""");
        }
    }

    /// <summary>How far the nearest line is from a value at one end of the chart.</summary>
    private static double Distance(TrendLine[] lines, SeriesAxis axis, double value, bool atEnd) => lines
        .Select(line => atEnd
            ? line.Points.MaxBy(point => axis.Position(point.Entry))
            : line.Points.MinBy(point => axis.Position(point.Entry)))
        .Where(point => point is not null && double.IsFinite(point.Value))
        .Select(point => Math.Abs(point!.Value - value)).DefaultIfEmpty(0).Min();

    /// <summary>Long labels stay inside the chart.</summary>
    private static string Anchor(double position, string label) => label.Length <= 5 || position is > 0.05 and < 0.95
        ? "middle"
        : position < 0.5 ? "start" : "end";

    private static void WriteLine(HtmlWriter html, TrendLine line, int style, SeriesAxis axis, HeatmapScale scale, ReportOptions options)
    {
        TrendPoint[] points = [.. line.Points.Where(point => double.IsFinite(point.Value)).OrderBy(point => axis.Position(point.Entry))];
        var path = new StringBuilder();
        foreach (TrendPoint point in points)
        {
            path.Append(CultureInfo.InvariantCulture,
                $"{(path.Length == 0 ? 'M' : 'L')}{1000 * Inset(axis.Position(point.Entry)):0.##} {Y(Position(scale, point.Value)):0.##}");
        }

        html.Write($"""<svg width="100%" height="{Height}" viewBox="0 0 1000 {Height}" preserveAspectRatio="none"><path class="trend-line line-{style + 1}" d="{path.ToString()}"/></svg>""");
        foreach (TrendPoint point in points)
        {
            bool isBreach = line.Quantity == "Maximum" ? point.Value >= options.Above : point.Value <= options.Below;
            if (points.Length > MostMarks && !isBreach)
                continue;
            html.Write($"""<a href="#{point.Entry.Anchor}" tabindex="-1"><circle class="{(isBreach ? "point breach" : "point")} line-{style + 1}" cx="{X(axis.Position(point.Entry))}" cy="{Y(Position(scale, point.Value))}" r="{(isBreach ? 4 : 3)}"><title>{ReportText.Name(point.Entry)}: {options.WithUnit(point.Value, point.Entry.Unit)}{(point.Entry.Captured is { } time ? $", {time.Clock}" : null)}</title></circle></a>""");
        }
    }

    private static void WriteLegend(HtmlWriter html, TrendLine[] lines)
    {
        if (lines.Length < 2)
            return;
        bool hasBoth = lines.Select(line => line.Quantity).Distinct().Count() > 1;
        html.Write($"""<ul class="legend">""");
        for (int i = 0; i < lines.Length; i++)
        {
            string name = lines[i].Region is not { } region ? lines[i].Quantity : hasBoth ? $"{region}, {lines[i].Quantity.ToLowerInvariant()}" : region;
            html.Write($"""<li><svg width="24" height="12" aria-hidden="true"><line class="trend-line line-{(i % Styles) + 1}" x1="0" x2="24" y1="6" y2="6"/></svg>{name}</li>""");
        }

        html.Write($"</ul>");
    }

    private static double Position(HeatmapScale scale, double value) => (value - scale.Minimum) / (scale.Maximum - scale.Minimum);

    private static double Inset(double position) => Margin + ((1 - (2 * Margin)) * position);

    private static string X(double position) => HtmlWriter.Percent(Inset(position));

    private static double Y(double position) => Math.Round(Height * (1 - position), 2);

    /// <summary>One line of a chart.</summary>
    private sealed record TrendLine(string? Region, string Quantity, TrendPoint[] Points);

    /// <summary>One point of a line.</summary>
    private sealed record TrendPoint(ReportEntry Entry, double Value);
}

/// <summary>Where the images of a series lie along it: by time where all have one, else by their order.</summary>
internal sealed class SeriesAxis
{
    private const int Intervals = 5;

    /// <summary>Pixels that the chart has at least, and that a character takes.</summary>
    private const double LeastWidth = 268, CharacterWidth = 7;

    /// <summary>Steps of a clock, in seconds, up to two weeks.</summary>
    private static readonly double[] s_steps =
    [
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
        3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600,
    ];

    /// <summary>Steps of a calendar, in months.</summary>
    private static readonly int[] s_months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600];

    private readonly Dictionary<int, int> _places;
    private readonly TimeSpan? _offset;
    private readonly bool _isTime;
    private readonly DateTime _start, _end;

    private SeriesAxis(ReportEntry[] series)
    {
        _places = series.Select((entry, i) => (entry.Number, i)).ToDictionary(pair => pair.Number, pair => pair.i);

        // Times of one offset are in the order of their clocks; times of several offsets only in that of UTC.
        _offset = Array.TrueForAll(series, entry => entry.Captured?.Offset is not null) ? series[0].Captured!.Value.Offset : null;
        _isTime = Array.TrueForAll(series, entry => entry.Captured is not null);
        if (_isTime)
        {
            DateTime[] times = Array.ConvertAll(series, Time);
            (_start, _end) = (times.Min(), times.Max());
            _isTime = _start < _end;
        }
    }

    /// <summary>What the axis shows, as the end of a sentence.</summary>
    public string Caption => _isTime
        ? $"over time, {new CaptureTime(_start, _offset)} to {new CaptureTime(_end, _offset)}"
        : "by number of the image";

    /// <summary>Makes the axis of a series.</summary>
    /// <param name="series">At least two images, in their order.</param>
    public static SeriesAxis Of(ReportEntry[] series) => new(series);

    /// <summary>Where an image, or a region of one, lies: 0 to 1.</summary>
    public double Position(ReportEntry entry) => _isTime ? Position(Time(entry)) : (double)_places[entry.Number] / (_places.Count - 1);

    /// <summary>The places with a label.</summary>
    public IEnumerable<(double Position, string Label)> Ticks() => _isTime ? TimeTicks() : OrderTicks();

    private DateTime Time(ReportEntry entry)
    {
        CaptureTime time = entry.Captured!.Value;
        return _offset is { } offset ? time.Local - time.Offset!.Value + offset : time.Local;
    }

    private double Position(DateTime time) => (double)(time - _start).Ticks / (_end - _start).Ticks;

    private IEnumerable<(double Position, string Label)> OrderTicks()
    {
        int[] numbers = [.. _places.OrderBy(place => place.Value).Select(place => place.Key)];
        int step = (int)ColorbarTicks.Locate(new HeatmapScale(0, numbers.Length - 1), Intervals).Major
            .Select(tick => tick.Value).Where(value => value >= 1).DefaultIfEmpty(1).First();
        for (int i = 0; i < numbers.Length; i += step)
            yield return ((double)i / (numbers.Length - 1), numbers[i].ToString(CultureInfo.InvariantCulture));
    }

    private IEnumerable<(double Position, string Label)> TimeTicks()
    {
        double seconds = (_end - _start).TotalSeconds;
        double step = Array.Find(s_steps, value => Fits(seconds / value, Format(value)));
        return step == 0 ? MonthTicks() : Marks(TimeSpan.FromSeconds(step).Ticks, Format(step));

        string Format(double value) => value switch
        {
            < 1 => "HH:mm:ss.fff",
            < 60 => "HH:mm:ss",
            < 86400 => seconds > 86400 ? "MM-dd HH:mm" : "HH:mm",
            _ => "yyyy-MM-dd",
        };
    }

    /// <summary>Whether labels stand apart in a narrow window too.</summary>
    private static bool Fits(double intervals, string format) =>
        intervals <= Intervals && intervals * CharacterWidth * (format.Length + 1) <= LeastWidth;

    private IEnumerable<(double Position, string Label)> Marks(long step, string format)
    {
        for (long ticks = (_start.Ticks + step - 1) / step * step; ticks <= _end.Ticks; ticks += step)
        {
            var time = new DateTime(ticks);
            yield return (Position(time), time.ToString(format, CultureInfo.InvariantCulture));
        }
    }

    private IEnumerable<(double Position, string Label)> MonthTicks()
    {
        int months = (12 * (_end.Year - _start.Year)) + _end.Month - _start.Month;
        int step = Array.Find(s_months, value => Fits((double)months / value, value < 12 ? "yyyy-MM" : "yyyy"));
        step = step == 0 ? s_months[^1] : step;
        for (int month = (12 * _start.Year) + _start.Month - 1; month / 12 <= Math.Min(_end.Year, DateTime.MaxValue.Year); month++)
        {
            var time = new DateTime(month / 12, (month % 12) + 1, 1);
            if (month % step == 0 && time >= _start && time <= _end)
                yield return (Position(time), time.ToString(step < 12 ? "yyyy-MM" : "yyyy", CultureInfo.InvariantCulture));
        }
    }
}
