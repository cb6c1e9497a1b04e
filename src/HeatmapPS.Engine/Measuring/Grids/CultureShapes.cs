using System.Globalization;
using System.Text.RegularExpressions;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>Groups of digits in a culture's numbers. .NET reads 1.5 as 15 where the point separates groups; here groups must be
/// whole.</summary>
/// <param name="format">The culture's numbers.</param>
internal sealed class NumberGroups(NumberFormatInfo format)
{
    private const string Spaces = " \u00a0\u2009\u202f";
    private const string Apostrophes = "'\u2019";

    private readonly string _separators = format.NumberGroupSeparator switch
    {
        [] => string.Empty,
        string one when Spaces.Contains(one, StringComparison.Ordinal) => Spaces,
        string one when Apostrophes.Contains(one, StringComparison.Ordinal) => Apostrophes,
        string other => other[..1],
    };

    /// <summary>The number without its separators; null where it has none, or where they are not between whole groups.</summary>
    public string? Remove(string text)
    {
        text = text.Trim();
        int start = text.Length > 0 && !char.IsAsciiDigit(text[0]) ? 1 : 0;
        int end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || _separators.Contains(text[end], StringComparison.Ordinal)))
            end++;
        string[] groups = text[start..end].Split([.. _separators]);
        return groups.Length > 1 && AreWhole(groups) ? string.Concat(text[..start], string.Concat(groups), text[end..]) : null;
    }

    private bool AreWhole(string[] groups)
    {
        int[] sizes = format.NumberGroupSizes;
        for (int i = 0; i < groups.Length; i++)
        {
            int size = sizes.Length == 0 ? 3 : sizes[Math.Min(i, sizes.Length - 1)];
            string group = groups[^(i + 1)];
            bool isFirst = i == groups.Length - 1;
            if (isFirst ? group.Length == 0 || group.Length > size || group[0] == '0' : group.Length != size)
                return false;
        }

        return true;
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
