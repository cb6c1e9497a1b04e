using System.Globalization;

namespace HeatmapPS.Engine.Pixels;

/// <summary>How numbers are written in texts: the sign between whole part and fraction, and between groups of digits. The one place
/// where texts of data become numbers, in rows of objects as in tables.</summary>
internal sealed class NumberReading
{
    private const NumberStyles Number = NumberStyles.Float;

    private readonly NumberFormatInfo _format;
    private readonly NumberGroups? _groups;

    private NumberReading(NumberFormatInfo format, bool hasGroups)
    {
        _format = format;
        _groups = hasGroups ? new NumberGroups(format) : null;
    }

    /// <summary>What programs write: 1234.5, without groups: 12,345 is 12.345 to half of the world.</summary>
    public static NumberReading Point { get; } = new(NumberFormatInfo.InvariantInfo, hasGroups: false);

    /// <summary>What programs write where the comma is the decimal sign: 1234,5.</summary>
    public static NumberReading Comma { get; } = new(Commas(), hasGroups: false);

    /// <summary>Numbers for people with a decimal point: 1,234.5.</summary>
    public static NumberReading PointWithGroups { get; } = new(NumberFormatInfo.InvariantInfo, hasGroups: true);

    /// <summary>Numbers for people with a decimal comma: 1.234,5.</summary>
    public static NumberReading CommaWithGroups { get; } = new(Commas(), hasGroups: true);

    /// <summary>The numbers of a culture, with its groups; those of programs for the invariant one.</summary>
    public static NumberReading Of(CultureInfo culture) =>
        culture.Equals(CultureInfo.InvariantCulture) ? Point : new NumberReading(culture.NumberFormat, hasGroups: true);

    /// <summary>Whether the comma is between whole part and fraction.</summary>
    public bool HasDecimalComma => _format.NumberDecimalSeparator == ",";

    /// <summary>Whether there may be signs between groups of digits.</summary>
    public bool HasGroups => _groups is not null;

    /// <summary>Reads a number, which may be infinite or NaN as the culture writes them.</summary>
    public bool TryParse(string text, out double number) => double.TryParse(text, Number, _format, out number)
        || (_groups?.Remove(text) is { } plain && double.TryParse(plain, Number, _format, out number));

    /// <summary>Reads a number that has no groups.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="number">The double that is nearest to it.</param>
    public bool TryParsePlain(ReadOnlySpan<byte> text, out double number) => double.TryParse(text, Number, _format, out number);

    private static NumberFormatInfo Commas()
    {
        var format = (NumberFormatInfo)NumberFormatInfo.InvariantInfo.Clone();
        format.NumberDecimalSeparator = ",";
        format.NumberGroupSeparator = ".";
        return NumberFormatInfo.ReadOnly(format);
    }
}

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
