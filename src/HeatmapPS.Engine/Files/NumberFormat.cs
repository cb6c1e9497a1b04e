using System.Globalization;
using System.Text.RegularExpressions;

namespace HeatmapPS.Engine.Files;

/// <summary>Numbers in the formats that users give, in names, labels and legends. .NET makes a billion digits where it is asked
/// to.</summary>
internal static partial class NumberFormat
{
    /// <summary>Characters of a format; more than any number needs.</summary>
    private const int MaxCharacters = 100;

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="format">A .NET format such as 000 or N1, with up to 99 digits.</param>
    /// <exception cref="FormatException">It is none, or asks for more.</exception>
    public static string Apply(IFormattable value, string format) => format.Length <= MaxCharacters && !ManyDigits().IsMatch(format)
        ? value.ToString(format, CultureInfo.InvariantCulture)
        : throw new FormatException();

    /// <summary>Writes a number into a text.</summary>
    /// <param name="value">The number.</param>
    /// <param name="format">A composite format such as {0:F1} K, with up to 99 digits and places.</param>
    /// <exception cref="FormatException">It is none, or asks for more.</exception>
    public static string ApplyComposite(double value, string format) => format.Length <= MaxCharacters && !ManyPlaces().IsMatch(format)
        ? string.Format(CultureInfo.InvariantCulture, format, value)
        : throw new FormatException();

    [GeneratedRegex("^[A-Za-z]0*[1-9][0-9]{2,}$")]
    private static partial Regex ManyDigits();

    /// <summary>A width, or a precision.</summary>
    [GeneratedRegex(@"\{\s*[0-9]+\s*,\s*-?\s*0*[1-9][0-9]{2,}|:\s*[A-Za-z]0*[1-9][0-9]{2,}\s*\}")]
    private static partial Regex ManyPlaces();
}
