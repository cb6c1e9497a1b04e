using System.Collections;

namespace HeatmapPS.Arguments;

/// <summary>Completes widths of cells.</summary>
public sealed class AxisBinCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
    [
        ("HourOfDay", "0 to 23, whatever the day"), ("Weekday", "Monday to Sunday, whatever the week"),
        ("DayOfMonth", "1 to 31, whatever the month"), ("MonthOfYear", "January to December, whatever the year"),
        ("Minute", "Each minute"), ("15min", "Quarters of an hour"), ("Hour", "Each hour of each day"), ("Day", "Each date"),
        ("Week", "From Monday to Sunday"), ("Month", "Each month of each year"), ("Quarter", "Three months from January on"), ("Year", "Each year"),
        ("5", "Numbers in fives: 0 to 5, 5 to 10 …"), ("0.5", "Numbers in halves"),
    ];
}
