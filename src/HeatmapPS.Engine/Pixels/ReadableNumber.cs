using System.Globalization;

namespace HeatmapPS.Engine.Pixels;

/// <summary>Values as people read them, in views, reports and titles: with the digits that mean something. What programs read, such as
/// JSON, CSV and properties, has all digits and never comes from here.</summary>
internal static class ReadableNumber
{
    /// <summary>No camera tells temperatures more finely apart.</summary>
    public const int TemperatureDecimals = 2;

    private const int Digits = 6;

    /// <summary>Digits of small temperatures, such as the noise of a mean of many frames.</summary>
    private const int SmallDigits = 2;

    private const double SmallTemperature = 0.1;

    /// <summary>From here on six digits leave no fraction.</summary>
    private const double MostFraction = 1e5;

    /// <summary>More than any 32-bit integer; larger whole numbers are mostly rounded ones.</summary>
    private const double MostExact = 1e10;

    /// <summary>Writes a value: whole numbers exactly, temperatures with at most two decimals, all others with six digits.</summary>
    /// <param name="value">The value; a dash stands for NaN.</param>
    /// <param name="unit">Its unit, or null. It is not written.</param>
    public static string Format(double value, string? unit = null)
    {
        double size = Math.Abs(value);
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "–" : value > 0 ? "∞" : "-∞";
        if (size < MostExact && (size >= MostFraction || Math.Truncate(value) == value))
            return (value + 0.0).ToString("0", CultureInfo.InvariantCulture);
        if (!ValueUnit.IsTemperature(unit))
            return Significant(value, Digits);
        return size < SmallTemperature ? Significant(value, SmallDigits) : value.ToString("0.##", CultureInfo.InvariantCulture);
    }

    /// <summary>A hyphen before a number as the minus sign it is, where the text is drawn rather than typed or copied.</summary>
    public static string WithMinusSign(string text) => text.Replace('-', '−');

    /// <summary>A power of ten with its exponent raised.</summary>
    public static string PowerOfTen(int exponent)
    {
        const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        string digits = string.Concat(Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).Select(digit => Superscripts[digit - '0']));
        return $"10{(exponent < 0 ? "⁻" : string.Empty)}{digits}";
    }

    private static string Significant(double value, int digits)
    {
        string text = value.ToString("G" + digits, CultureInfo.InvariantCulture);
        int at = text.IndexOf('E', StringComparison.Ordinal);
        return at < 0 ? text : $"{text[..at]}×{PowerOfTen(int.Parse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))}";
    }
}
