using System.Globalization;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>What the values of properties mean: numbers and times, also where they are texts, as in CSV files. The one place of
/// these rules, which are the same on every machine.</summary>
internal static class KeyReading
{
    private const NumberStyles Number = NumberStyles.Float;
    private const int DigitsOfYear = 4;

    private static readonly string[] s_clockFormats = ["h\\:mm", "h\\:mm\\:ss", "h\\:mm\\:ss\\.FFFFFFF"];

    /// <summary>The text of a value, as PowerShell shows it in the invariant culture.</summary>
    public static string Text(object key) => key switch
    {
        string text => text.Trim(),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => key.ToString() ?? string.Empty,
    };

    /// <summary>Whether there is a value at all.</summary>
    public static bool IsMissing(object? key) => key is null or DBNull || (key is string text && string.IsNullOrWhiteSpace(text));

    /// <summary>A finite number, or a text of one in the invariant culture, such as -1.5 or 2e3.</summary>
    public static bool TryNumber(object key, out double number)
    {
        switch (key)
        {
            case string text:
                return double.TryParse(text, Number, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
            case double value:
                number = value;
                return double.IsFinite(value);
            case int value:
                number = value;
                return true;
            case byte or sbyte or short or ushort or uint or long or ulong or float or decimal when key is not Enum:
                number = ((IConvertible)key).ToDouble(CultureInfo.InvariantCulture);
                return double.IsFinite(number);
            default:
                number = 0;
                return false;
        }
    }

    /// <summary>A number to be aggregated: what <see cref="TryNumber"/> takes, and infinities; true and false as 1 and 0; a span of
    /// time in seconds.</summary>
    public static bool TryValue(object? value, out double number)
    {
        switch (value)
        {
            case double real:
                number = real;
                return !double.IsNaN(real);
            case string text:
                return double.TryParse(text, Number, CultureInfo.InvariantCulture, out number) && !double.IsNaN(number);
            case bool truth:
                number = truth ? 1 : 0;
                return true;
            case TimeSpan span:
                number = span.TotalSeconds;
                return true;
            case float single:
                number = single;
                return !float.IsNaN(single);
            case null:
                number = 0;
                return false;
            default:
                return TryNumber(value, out number);
        }
    }

    /// <summary>A date, a time, or both, as the clock shows it: the offset from UTC is left aside. Texts are ISO 8601
    /// (2026-01-31T08:00), the invariant culture's (01/31/2026 08:00), that of web servers' logs (31/Jan/2026:08:00:00 +0000), or a
    /// time of day (08:00). Spans and times of day count from midnight of the year 1.</summary>
    public static bool TryTime(object key, out DateTime time)
    {
        switch (key)
        {
            case DateTime value:
                time = DateTime.SpecifyKind(value, DateTimeKind.Unspecified);
                return true;
            case DateTimeOffset value:
                time = value.DateTime;
                return true;
            case DateOnly value:
                time = value.ToDateTime(TimeOnly.MinValue);
                return true;
            case TimeOnly value:
                time = new DateTime(value.Ticks);
                return true;
            case TimeSpan { Ticks: >= 0 } value:
                time = new DateTime(value.Ticks);
                return true;
            case string text:
                return TryTime(text.AsSpan().Trim(), out time);
            default:
                time = default;
                return false;
        }
    }

    private static bool TryTime(ReadOnlySpan<char> text, out DateTime time)
    {
        time = default;
        if (text.Length < DigitsOfYear || !char.IsAsciiDigit(text[0]))
            return false;
        int mark = text.IndexOfAnyExceptInRange('0', '9');
        if (mark is 1 or 2 && text[mark] == ':')
        {
            bool isClock = TimeSpan.TryParseExact(text, s_clockFormats, CultureInfo.InvariantCulture, out TimeSpan clock);
            time = new DateTime(isClock ? clock.Ticks : 0);
            return isClock;
        }

        // 1.5 and 3-4 are dates to .NET, though nobody means one.
        if (mark == DigitsOfYear ? text[mark] is '-' or '/' : mark is 1 or 2 && text[mark] == '/')
            return TryDate(text, out time);
        return false;
    }

    private static bool TryDate(ReadOnlySpan<char> text, out DateTime time)
    {
        const string ServerLog = "dd/MMM/yyyy:HH:mm:ss zzz";
        bool isDate = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset parsed)
            || DateTimeOffset.TryParseExact(text, ServerLog, CultureInfo.InvariantCulture, DateTimeStyles.None, out parsed);
        time = parsed.DateTime;
        return isDate;
    }
}
