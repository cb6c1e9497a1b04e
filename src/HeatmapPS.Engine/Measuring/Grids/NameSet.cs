using System.Globalization;

namespace HeatmapPS.Engine.Measuring.Grids;

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

    /// <summary>The short weekdays of a culture.</summary>
    public static NameSet ShortWeekdays(CultureInfo culture) => Week(culture.DateTimeFormat.AbbreviatedDayNames);

    /// <summary>The short months of a culture.</summary>
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
