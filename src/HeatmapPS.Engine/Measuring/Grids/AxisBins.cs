using System.Globalization;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>Numbers in cells of one width; one border is 0.</summary>
internal sealed class NumberBin(double width) : AxisBin
{
    private const double Tolerance = 1e-9;
    private const double Most = 1L << 53;

    public override AxisKind Kind => AxisKind.Number;

    public override string Expected => "a number";

    public override bool TryPosition(object key, out long position)
    {
        position = 0;
        if (!KeyReading.TryNumber(key, out double number) || Math.Abs(number / width) > Most)
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

    public override bool TryPosition(object key, out long position)
    {
        bool isTime = KeyReading.TryTime(key, out DateTime time);
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

    public override bool TryPosition(object key, out long position)
    {
        bool isTime = KeyReading.TryTime(key, out DateTime time);
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

    public override bool TryPosition(object key, out long position)
    {
        bool isTime = KeyReading.TryTime(key, out DateTime time);
        position = place(time);
        return isTime;
    }

    public override (long First, long Last) Range(long lowest, long highest) => (first, last);

    public override string[] Labels(IReadOnlyList<long> positions) =>
        [.. positions.Select(position => names?[(int)position] ?? position.ToString(CultureInfo.InvariantCulture))];

    public override double Edge(long position) => names is null ? position : double.NaN;
}
