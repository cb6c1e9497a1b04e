using System.Collections;

namespace HeatmapPS.Arguments;

/// <summary>Completes widths of cells.</summary>
public sealed class AxisBinCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
    [
        ("HourOfDay", "0 to 23, on any day"), ("Weekday", "Monday to Sunday, in any week"),
        ("DayOfMonth", "1 to 31, in any month"), ("MonthOfYear", "January to December, in any year"),
        ("Minute", "Each minute"), ("15min", "Each quarter of an hour"), ("Hour", "Each hour of each day"), ("Day", "Each date"),
        ("Week", "Each week, Monday to Sunday"), ("Month", "Each month of each year"), ("Quarter", "Each three months, from January"),
            ("Year", "Each year"),
        ("5", "Numbers in steps of 5: 0 to 5, 5 to 10 …"), ("0.5", "Numbers in steps of 0.5"),
    ];
}
