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
    /// <returns>False when the value is not of the kind that the cells are for.</returns>
    public abstract bool TryPosition(object key, out long position);

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
            _ => KeyReading.TryNumber(value, out double width) ? FromWidth(width) : null,
        };
        return bin ?? throw GridErrors.BinInvalid(parameter, KeyReading.Text(value));
    }

    private static NumberBin? FromWidth(double width) => width > 0 ? new NumberBin(width) : null;

    private static SpanBin? FromSpan(double ticks) => ticks is >= 1 and < long.MaxValue / 2.0 ? new SpanBin((long)ticks) : null;

    private static AxisBin? FromText(string text, CultureInfo culture)
    {
        if (KeyReading.TryNumber(text, out double width))
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
