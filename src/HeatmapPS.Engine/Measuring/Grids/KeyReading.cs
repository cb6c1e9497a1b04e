using System.Globalization;
using System.Text.RegularExpressions;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>What the values of properties mean: numbers and times, also where they are texts, as in CSV files. The one place of
/// these rules. A reading follows one culture; typed values and ISO dates are the same in every reading.</summary>
internal sealed class KeyReading
{
    private const int DigitsOfYear = 4;

    private static readonly string[] s_clockFormats = ["h\\:mm", "h\\:mm\\:ss", "h\\:mm\\:ss\\.FFFFFFF"];

    private readonly CultureInfo _culture;
    private readonly NumberReading _numbers;
    private readonly DateShape? _dates;

    private KeyReading(CultureInfo culture, bool anySeparator)
    {
        _culture = culture;
        _numbers = NumberReading.Of(culture);
        if (IsInvariant)
            return;
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
                return _numbers.TryParse(text, out number) && double.IsFinite(number);
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
                return _numbers.TryParse(text, out number) && !double.IsNaN(number);
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

/// <summary>Texts that are meant as dates in a culture. .NET takes more for dates, such as 12.5 or 1.10.2.</summary>
internal sealed partial class DateShape
{
    /// <summary>The dates of web servers' logs.</summary>
    public const string ServerLog = "dd/MMM/yyyy:HH:mm:ss zzz";

    private const int DigitsOfYear = 4;

    private readonly string _separators;

    /// <param name="format">The culture's dates.</param>
    /// <param name="any">Whether points, slashes and dashes are all taken; else slashes, and what the culture itself writes: 03.11.2026
    /// is no date of a culture that writes 11/3/2026, and who knows which comes first.</param>
    public DateShape(DateTimeFormatInfo format, bool any)
    {
        string written = string.Concat(format.GetAllDateTimePatterns('d'));
        _separators = any ? "/.-" : "/" + string.Concat(".-".Where(written.Contains));
    }

    /// <summary>Whether a text that begins with a digit has the shape of a date.</summary>
    public bool Fits(ReadOnlySpan<char> text)
    {
        if (Numeric().Match(text.ToString()) is not { Success: true } match)
            return NamedMonth().IsMatch(text);
        char separator = match.Groups["separator"].Value[0];
        bool hasYear = match.Groups["first"].Length == DigitsOfYear || match.Groups["last"].Length == DigitsOfYear;
        return _separators.Contains(separator, StringComparison.Ordinal) && (hasYear || separator == '/' || text.Contains(':'));
    }

    [GeneratedRegex(
        @"^(?<first>[0-9]{1,4})(?<separator>[/.-]) ?[0-9]{1,2}\k<separator> ?(?<last>[0-9]{1,4})(?![0-9]|\k<separator>[0-9])",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Numeric();

    [GeneratedRegex(@"^[0-9]{1,2}[/. -] ?\p{L}+\.?[/. -] ?[0-9]{4}(?![0-9])", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedMonth();
}

/// <summary>Which of the readings understand a value.</summary>
[Flags]
internal enum ReadBy
{
    /// <summary>None: the value is left out in any case.</summary>
    None = 0,

    /// <summary>The first.</summary>
    First = 1,

    /// <summary>The second.</summary>
    Second = 2,

    /// <summary>Both, or the only one.</summary>
    Both = First | Second,
}

/// <summary>Chooses the reading of all texts of one role. A text that no reading understands speaks for none of them.</summary>
/// <param name="role">The parameter, for messages.</param>
/// <param name="readings">One reading, or two to choose from.</param>
internal sealed class ReadingChoice(string role, IReadOnlyList<KeyReading> readings)
{
    private ReadBy _alone;
    private object? _different;

    /// <summary>Whether there are two readings.</summary>
    public bool IsOpen => readings.Count > 1;

    /// <summary>The reading of programs, or of the culture that was named.</summary>
    public KeyReading First => readings[0];

    /// <summary>The other one, where there are two.</summary>
    public KeyReading Second => readings[^1];

    /// <summary>Takes note of a value that is used.</summary>
    /// <param name="by">Which readings understand it: one at least.</param>
    /// <param name="isSame">Whether both make the same of it.</param>
    /// <param name="key">The value.</param>
    public void Note(ReadBy by, bool isSame, object key)
    {
        if (by != ReadBy.Both)
            _alone |= by;
        else if (!isSame)
            _different ??= key;
    }

    /// <summary>The reading to use.</summary>
    /// <exception cref="HeatmapException">ValueAmbiguous.</exception>
    public ReadBy Choose()
    {
        if (_different is { } key && _alone is ReadBy.None or ReadBy.Both)
            throw GridErrors.Ambiguous(role, KeyReading.Text(key), (First.Name, First.Describe(key)), (Second.Name, Second.Describe(key)));
        return _alone == ReadBy.Second ? ReadBy.Second : ReadBy.First;
    }
}
