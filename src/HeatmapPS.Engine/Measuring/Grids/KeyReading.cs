using System.Globalization;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>What the values of properties mean: numbers and times, also where they are texts, as in CSV files. The one place of
/// these rules. A reading follows one culture; typed values and ISO dates are the same in every reading.</summary>
internal sealed class KeyReading
{
    private const NumberStyles Number = NumberStyles.Float;
    private const int DigitsOfYear = 4;

    private static readonly string[] s_clockFormats = ["h\\:mm", "h\\:mm\\:ss", "h\\:mm\\:ss\\.FFFFFFF"];

    private readonly CultureInfo _culture;
    private readonly NumberGroups? _groups;
    private readonly DateShape? _dates;

    private KeyReading(CultureInfo culture, bool anySeparator)
    {
        _culture = culture;
        if (IsInvariant)
            return;
        _groups = new NumberGroups(culture.NumberFormat);
        _dates = new DateShape(culture.DateTimeFormat, anySeparator);
    }

    /// <summary>The reading of texts that programs write, the same on every machine.</summary>
    public static KeyReading Invariant { get; } = new(CultureInfo.InvariantCulture, anySeparator: false);

    /// <summary>The culture as messages name it.</summary>
    public string Name => IsInvariant ? "the invariant culture" : _culture.Name;

    private bool IsInvariant => _culture.Equals(CultureInfo.InvariantCulture);

    /// <summary>The readings to try: of the culture that was named, else the invariant one and that of the current culture.</summary>
    /// <param name="named">The culture that texts follow, or null where it is not known.</param>
    /// <param name="current">The current culture.</param>
    public static KeyReading[] Candidates(CultureInfo? named, CultureInfo current)
    {
        if (named is not null)
            return [new KeyReading(named, anySeparator: true)];
        return current.Equals(CultureInfo.InvariantCulture) ? [Invariant] : [Invariant, new KeyReading(current, anySeparator: false)];
    }

    /// <summary>The text of a value, as PowerShell shows it in the invariant culture.</summary>
    public static string Text(object key) => key switch
    {
        string text => text.Trim(),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => key.ToString() ?? string.Empty,
    };

    /// <summary>Whether there is a value at all.</summary>
    public static bool IsMissing(object? key) => key is null or DBNull || (key is string text && string.IsNullOrWhiteSpace(text));

    /// <summary>A finite number, or a text of one, such as -1.5 or 2e3.</summary>
    public bool TryNumber(object key, out double number)
    {
        switch (key)
        {
            case string text:
                return TryParse(text, out number) && double.IsFinite(number);
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
    public bool TryValue(object? value, out double number)
    {
        switch (value)
        {
            case double real:
                number = real;
                return !double.IsNaN(real);
            case string text:
                return TryParse(text, out number) && !double.IsNaN(number);
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
    /// (2026-01-31T08:00), the culture's (01/31/2026 08:00), that of web servers' logs (31/Jan/2026:08:00:00 +0000), or a
    /// time of day (08:00). Spans and times of day count from midnight of the year 1.</summary>
    public bool TryTime(object key, out DateTime time)
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

    /// <summary>What a value is in this reading, for messages.</summary>
    public string Describe(object key)
    {
        if (TryNumber(key, out double number))
            return number.ToString(CultureInfo.InvariantCulture);
        return TryTime(key, out DateTime time) ? TimeLabels.Format([time])[0] : "text";
    }

    private bool TryParse(string text, out double number)
    {
        if (double.TryParse(text, Number, _culture, out number))
            return true;

        // Programs write no groups, so that the invariant reading has none: 12,345 is 12.345 to half of the world.
        return _groups?.Remove(text) is { } plain && double.TryParse(plain, Number, _culture, out number);
    }

    private bool TryTime(ReadOnlySpan<char> text, out DateTime time)
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

        if (mark == DigitsOfYear && text[mark] == '-')
            return TryDate(text, CultureInfo.InvariantCulture, out time);

        // 1.5 and 3-4 are dates to .NET, though nobody means one.
        bool isDate = (mark == DigitsOfYear || mark is 1 or 2) && text[mark] == '/' && _dates is null;
        return (isDate || _dates?.Fits(text) == true) && TryDate(text, _culture, out time);
    }

    private static bool TryDate(ReadOnlySpan<char> text, CultureInfo culture, out DateTime time)
    {
        bool isDate = DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal, out DateTimeOffset parsed)
            || DateTimeOffset.TryParseExact(text, DateShape.ServerLog, CultureInfo.InvariantCulture, DateTimeStyles.None, out parsed);
        time = parsed.DateTime;
        return isDate;
    }
}
