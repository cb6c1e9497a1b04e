using System.Buffers;
using System.Globalization;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>Cells of one width along an axis. A value falls into the cell whose lower border it has reached.</summary>
internal abstract class AxisBin
{
    private static readonly SearchValues<char> s_count = SearchValues.Create("0123456789.");

    /// <summary>What the cells stand for.</summary>
    public abstract AxisKind Kind { get; }

    /// <summary>Name of an axis of places within a cycle; null where the property's own name says enough.</summary>
    public virtual string? AxisName => null;

    /// <summary>What the values must be, for messages.</summary>
    public virtual string Expected => "a date or time";

    /// <summary>Number of the cell that a value falls into.</summary>
    /// <param name="key">The value.</param>
    /// <param name="reading">What texts mean.</param>
    /// <param name="position">The number.</param>
    /// <returns>False when the value is not of the kind that the cells are for.</returns>
    public abstract bool TryPosition(object key, KeyReading reading, out long position);

    /// <summary>The cells to show: from the first to the last that has values, or a whole cycle.</summary>
    public virtual (long First, long Last) Range(long lowest, long highest) => (lowest, highest);

    /// <summary>Labels of cells.</summary>
    public abstract string[] Labels(IReadOnlyList<long> positions);

    /// <summary>Lower border of a cell, in numbers or ticks; NaN where a cycle has none.</summary>
    public abstract double Edge(long position);

    /// <summary>Reads what -BinX and -BinY take.</summary>
    /// <param name="value">A number, a span of time, a text of either such as 15min, or a calendar unit such as Month.</param>
    /// <param name="parameter">Name of the parameter, for the error.</param>
    /// <param name="culture">Language of weekdays and months.</param>
    /// <exception cref="HeatmapException">BinInvalid.</exception>
    public static AxisBin Parse(object value, string parameter, CultureInfo culture)
    {
        AxisBin? bin = value switch
        {
            TimeSpan span => FromSpan(span.Ticks),
            string text => FromText(text.Trim(), culture),
            _ => KeyReading.Invariant.TryNumber(value, out double width) ? FromWidth(width) : null,
        };
        return bin ?? throw GridErrors.BinInvalid(parameter, KeyReading.Text(value));
    }

    private static NumberBin? FromWidth(double width) => width > 0 ? new NumberBin(width) : null;

    private static SpanBin? FromSpan(double ticks) => ticks is >= 1 and < long.MaxValue / 2.0 ? new SpanBin((long)ticks) : null;

    private static AxisBin? FromText(string text, CultureInfo culture)
    {
        if (KeyReading.Invariant.TryNumber(text, out double width))
            return FromWidth(width);
        if (CycleBin.Find(text, culture) is { } cycle)
            return cycle;
        if (MonthBin.Find(text) is { } months)
            return months;
        int unit = text.AsSpan().IndexOfAnyExcept(s_count);
        if (unit >= 0 && UnitTicks(text[unit..].Trim()) is { } ticks)
        {
            double count = 1;
            return unit == 0 || double.TryParse(text.AsSpan(0, unit), NumberStyles.Float, CultureInfo.InvariantCulture, out count)
                ? FromSpan(Math.Round(count * ticks))
                : null;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) ? FromSpan(span.Ticks) : null;
    }

    private static double? UnitTicks(string unit) => unit.ToUpperInvariant() switch
    {
        "MS" or "MILLISECOND" or "MILLISECONDS" => TimeSpan.TicksPerMillisecond,
        "S" or "SEC" or "SECOND" or "SECONDS" => TimeSpan.TicksPerSecond,
        "MIN" or "MINUTE" or "MINUTES" => TimeSpan.TicksPerMinute,
        "H" or "HR" or "HOUR" or "HOURS" => TimeSpan.TicksPerHour,
        "D" or "DAY" or "DAYS" => TimeSpan.TicksPerDay,
        "W" or "WEEK" or "WEEKS" => 7 * TimeSpan.TicksPerDay,
        _ => null,
    };
}

/// <summary>Numbers in cells of one width; one border is 0.</summary>
internal sealed class NumberBin(double width) : AxisBin
{
    private const double Tolerance = 1e-9;
    private const double Most = 1L << 53;

    public override AxisKind Kind => AxisKind.Number;

    public override string Expected => "a number";

    public override bool TryPosition(object key, KeyReading reading, out long position)
    {
        position = 0;
        if (!reading.TryNumber(key, out double number) || Math.Abs(number / width) > Most)
            return false;

        // 0.3 / 0.1 is a little less than 3.
        double quotient = number / width, nearest = Math.Round(quotient);
        bool isBorder = Math.Abs(quotient - nearest) <= Tolerance * Math.Max(1, Math.Abs(nearest));
        position = (long)(isBorder ? nearest : Math.Floor(quotient));
        return true;
    }

    public override string[] Labels(IReadOnlyList<long> positions) =>
        [.. positions.Select(position => Edge(position).ToString("G12", CultureInfo.InvariantCulture))];

    public override double Edge(long position) => position * width;
}

/// <summary>Times in spans of one length, from a Monday's midnight on: hours begin at :00, days at midnight, weeks on Monday.</summary>
internal sealed class SpanBin(long ticks) : AxisBin
{
    public override AxisKind Kind => AxisKind.Time;

    public override bool TryPosition(object key, KeyReading reading, out long position)
    {
        bool isTime = reading.TryTime(key, out DateTime time);
        position = time.Ticks / ticks;
        return isTime;
    }

    public override string[] Labels(IReadOnlyList<long> positions) =>
        TimeLabels.Format([.. positions.Select(position => new DateTime(position * ticks))]);

    public override double Edge(long position) => position * (double)ticks;
}

/// <summary>Times in months, or in as many as make a quarter or a year.</summary>
internal sealed class MonthBin(int months) : AxisBin
{
    private const int Quarter = 3;
    private const int Year = 12;

    public override AxisKind Kind => AxisKind.Time;

    /// <summary>The cells of a name, or null.</summary>
    public static MonthBin? Find(string name) => name.ToUpperInvariant() switch
    {
        "MONTH" => new MonthBin(1),
        "QUARTER" => new MonthBin(Quarter),
        "YEAR" => new MonthBin(Year),
        _ => null,
    };

    public override bool TryPosition(object key, KeyReading reading, out long position)
    {
        bool isTime = reading.TryTime(key, out DateTime time);
        position = ((time.Year * Year) + time.Month - 1) / months;
        return isTime;
    }

    public override string[] Labels(IReadOnlyList<long> positions) => [.. positions.Select(Label)];

    public override double Edge(long position) => Start(position) is { Year: <= 9999 } start
        ? new DateTime(start.Year, start.Month, 1).Ticks
        : DateTime.MaxValue.Ticks;

    private (int Year, int Month) Start(long position) => ((int)(position * months / Year), (int)(position * months % Year) + 1);

    private string Label(long position)
    {
        (int year, int month) = Start(position);
        return months switch
        {
            1 => string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}"),
            Quarter => string.Create(CultureInfo.InvariantCulture, $"{year:0000}-Q{(month / Quarter) + 1}"),
            _ => year.ToString("0000", CultureInfo.InvariantCulture),
        };
    }
}

/// <summary>Times by their place within a day, a week, a month or a year. All places are shown.</summary>
/// <param name="first">Number of the first place.</param>
/// <param name="last">Number of the last place.</param>
/// <param name="place">The place of a time.</param>
/// <param name="names">Names of the places, or null for their numbers.</param>
/// <param name="axisName">What the places are.</param>
internal sealed class CycleBin(int first, int last, Func<DateTime, int> place, NameSet? names, string axisName) : AxisBin
{
    public override string AxisName => axisName;

    public override AxisKind Kind => names is null ? AxisKind.Number : AxisKind.Category;

    /// <summary>The cells of a name, or null.</summary>
    public static CycleBin? Find(string name, CultureInfo culture) => name.ToUpperInvariant() switch
    {
        "HOUROFDAY" => new CycleBin(0, 23, time => time.Hour, null, "Hour of day"),
        "WEEKDAY" or "DAYOFWEEK" => new CycleBin(0, 6, time => ((int)time.DayOfWeek + 6) % 7, NameSet.ShortWeekdays(culture), "Weekday"),
        "DAYOFMONTH" => new CycleBin(1, 31, time => time.Day, null, "Day of month"),
        "MONTHOFYEAR" => new CycleBin(0, 11, time => time.Month - 1, NameSet.ShortMonths(culture), "Month"),
        _ => null,
    };

    public override bool TryPosition(object key, KeyReading reading, out long position)
    {
        bool isTime = reading.TryTime(key, out DateTime time);
        position = place(time);
        return isTime;
    }

    public override (long First, long Last) Range(long lowest, long highest) => (first, last);

    public override string[] Labels(IReadOnlyList<long> positions) =>
        [.. positions.Select(position => names?[(int)position] ?? position.ToString(CultureInfo.InvariantCulture))];

    public override double Edge(long position) => names is null ? position : double.NaN;
}

/// <summary>Times as labels: no more of each than tells them apart.</summary>
internal static class TimeLabels
{
    /// <summary>Writes times.</summary>
    /// <param name="times">Times; those of the year 1 are spans, or times of day.</param>
    public static string[] Format(IReadOnlyList<DateTime> times)
    {
        bool areDays = true, isOneDay = true, haveSeconds = false, haveFractions = false, areSpans = true;
        foreach (DateTime time in times)
        {
            areDays &= time.TimeOfDay == TimeSpan.Zero;
            isOneDay &= time.Date == times[0].Date;
            haveSeconds |= time.Second != 0;
            haveFractions |= time.Ticks % TimeSpan.TicksPerSecond != 0;
            areSpans &= time.Year == 1;
        }

        string clock = haveFractions ? "HH:mm:ss.fff" : haveSeconds ? "HH:mm:ss" : "HH:mm";
        if (areSpans)
            return [.. times.Select(time => isOneDay ? Write(time, clock) : $"{time.Ticks / TimeSpan.TicksPerDay}.{Write(time, clock)}")];
        string format = areDays ? "yyyy-MM-dd" : isOneDay ? clock : "yyyy-MM-dd " + clock;
        return [.. times.Select(time => Write(time, format))];
    }

    private static string Write(DateTime time, string format) => time.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>The names of the weekdays or of the months, long or short, in one language.</summary>
/// <param name="names">The names in their order: Monday first, January first.</param>
internal sealed class NameSet(string[] names)
{
    private const int DaysInWeek = 7;
    private const int MonthsInYear = 12;

    private readonly string[] _plain = Array.ConvertAll(names, Plain);

    /// <summary>How many there are.</summary>
    public int Count => names.Length;

    /// <summary>A name.</summary>
    public string this[int index] => names[index];

    /// <summary>Weekdays from Monday, as ISO 8601 counts them: English and those of a culture, long and short.</summary>
    public static IEnumerable<NameSet> Weekdays(CultureInfo culture) =>
        Formats(culture).SelectMany(format => new[] { Week(format.DayNames), Week(format.AbbreviatedDayNames) });

    /// <summary>Months: English and those of a culture, long and short.</summary>
    public static IEnumerable<NameSet> Months(CultureInfo culture) =>
        Formats(culture).SelectMany(format => new[] { Year(format.MonthNames), Year(format.AbbreviatedMonthNames) });

    public static NameSet ShortWeekdays(CultureInfo culture) => Week(culture.DateTimeFormat.AbbreviatedDayNames);

    public static NameSet ShortMonths(CultureInfo culture) => Year(culture.DateTimeFormat.AbbreviatedMonthNames);

    /// <summary>Place of a name, or -1. Case and a final dot do not count.</summary>
    public int IndexOf(string text)
    {
        string plain = Plain(text);
        return plain.Length == 0 ? -1 : Array.FindIndex(_plain, name => name.Equals(plain, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<DateTimeFormatInfo> Formats(CultureInfo culture) =>
        [CultureInfo.InvariantCulture.DateTimeFormat, culture.DateTimeFormat];

    private static NameSet Week(string[] fromSunday) =>
        new([.. Enumerable.Range(1, DaysInWeek).Select(day => fromSunday[day % DaysInWeek])]);

    private static NameSet Year(string[] months) => new(months[..MonthsInYear]);

    private static string Plain(string text) => text.Trim().TrimEnd('.');
}
