using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling.Norms;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Writes the numbers of a bar as matplotlib's ScalarFormatter does: no more decimals than tell them apart, a
/// common power of ten from 10⁶ and down to 10⁻⁵, and a common summand where it saves four digits.</summary>
internal static class TickFormatter
{
    private const int SmallExponent = -5;
    private const int LargeExponent = 6;
    private const double OffsetSaving = 1000;
    private const int PlainSmallest = -4;
    private const int PlainLargest = 5;

    /// <summary>Writes numbers.</summary>
    /// <param name="values">Rising values; some may lie outside the limits.</param>
    /// <param name="low">Lower limit of the bar.</param>
    /// <param name="high">Upper limit of the bar.</param>
    /// <param name="notation">How.</param>
    /// <returns>One label a value, and what all of them are to be multiplied by or added to.</returns>
    public static (string[] Labels, string Factor) Format(double[] values, double low, double high, TickNotation notation)
    {
        if (values.Length == 0)
            return ([], string.Empty);
        double[] visible = [.. values.Where(value => value >= low && value <= high)];
        if (notation == TickNotation.Decades)
            return (FormatDecades(values, visible), string.Empty);
        if (notation == TickNotation.Exact)
            return FormatExact(values, visible, low, high);
        double offset = CommonSummand(visible);
        int exponent = CommonExponent(visible, offset, low, high);
        double power = Math.Pow(10, exponent);
        double[] scaled = Array.ConvertAll(values, value => (value - offset) / power);
        double[] spread = values.Length >= 2 ? scaled : [.. scaled, (low - offset) / power, (high - offset) / power];
        int decimals = Decimals(scaled, spread);
        return (Array.ConvertAll(scaled, value => Decimal(value, decimals)), Factor(offset, exponent));
    }

    /// <summary>Writes one number in a given .NET format.</summary>
    /// <param name="value">The number.</param>
    /// <param name="format">The format, such as F1 or '{0:F1} K'.</param>
    /// <param name="error">What a format that is none is; by default TickFormatInvalid.</param>
    /// <exception cref="HeatmapException">The format is none.</exception>
    public static string Apply(double value, string format, Func<string, HeatmapException>? error = null)
    {
        try
        {
            string text = format.Contains('{', StringComparison.Ordinal)
                ? NumberFormat.ApplyComposite(value, format)
                : NumberFormat.Apply(value, format);
            return ReadableNumber.WithMinusSign(text);
        }
        catch (FormatException)
        {
            throw (error ?? ColorbarErrors.TickFormatInvalid)(format);
        }
    }

    private static string Decimal(double value, int decimals)
    {
        const double Zero = 1e-8;
        double shown = Math.Abs(value) < Zero ? 0 : value;
        return ReadableNumber.WithMinusSign(shown.ToString("F" + decimals, CultureInfo.InvariantCulture));
    }

    /// <summary>Decimals after which no value moves by a thousandth of the range's power of ten.</summary>
    private static int Decimals(double[] values, double[] spread)
    {
        const int Most = 15;
        double range = spread.Max() - spread.Min();
        if (range == 0)
            range = spread.Max(Math.Abs);
        if (range == 0)
            range = 1;
        int magnitude = (int)Math.Floor(Math.Log10(range));
        int decimals = Math.Clamp(3 - magnitude, 0, Most);
        double threshold = 1e-3 * Math.Pow(10, magnitude);
        while (decimals >= 0 && values.All(value => Math.Abs(value - Round(value, decimals)) < threshold))
            decimals--;
        return decimals + 1;
    }

    private static double Round(double value, int decimals)
    {
        double power = Math.Pow(10, decimals);
        return Math.Round(value * power) / power;
    }

    /// <summary>A number with few digits that all values share, when subtracting it saves four digits; else 0.</summary>
    private static double CommonSummand(double[] visible)
    {
        if (visible.Length < 2 || visible[0] == visible[^1] || (visible[0] <= 0 && visible[^1] >= 0))
            return 0;
        double small = Math.Min(Math.Abs(visible[0]), Math.Abs(visible[^1]));
        double large = Math.Max(Math.Abs(visible[0]), Math.Abs(visible[^1]));
        int largest = (int)Math.Ceiling(Math.Log10(large));
        int exponent = FirstExponent(largest, power => Quotient(small, power) != Quotient(large, power));
        if ((large - small) / Math.Pow(10, exponent) <= 1e-2)
            exponent = FirstExponent(largest, power => Quotient(large, power) - Quotient(small, power) > 1);
        double unit = Math.Pow(10, exponent);
        double count = Quotient(large, unit);
        return count >= OffsetSaving ? Math.Sign(visible[0]) * count * unit : 0;
    }

    private static int FirstExponent(int largest, Func<double, bool> differs)
    {
        int exponent = largest;
        while (exponent > -320 && !differs(Math.Pow(10, exponent)))
            exponent--;
        return exponent + 1;
    }

    private static double Quotient(double value, double power) => LinearTicks.DivideFloor(value, power).Quotient;

    private static int CommonExponent(double[] visible, double offset, double low, double high)
    {
        double largest = visible.Length == 0 ? 0 : offset != 0 ? high - low : visible.Max(Math.Abs);
        if (largest == 0)
            return 0;
        int exponent = (int)Math.Floor(Math.Log10(largest));
        return exponent is <= SmallExponent or >= LargeExponent ? exponent : 0;
    }

    private static string Factor(double offset, int exponent)
    {
        string power = exponent == 0 ? string.Empty : $"×{ReadableNumber.PowerOfTen(exponent)}";
        if (offset == 0)
            return power;
        string summand = $"{(offset < 0 ? '−' : '+')} {Plain(Math.Abs(offset))}";
        return power.Length == 0 ? summand : $"{power} {summand}";
    }

    private static string Plain(double value)
    {
        int exponent = (int)Math.Floor(Math.Log10(value));
        if (exponent is > SmallExponent and <= 2 * LargeExponent)
            return Math.Round(value, Math.Clamp(15 - exponent, 0, 15)).ToString("0.###############", CultureInfo.InvariantCulture);
        double mantissa = Math.Round(value / Math.Pow(10, exponent), 10);
        return mantissa.ToString("0.##########", CultureInfo.InvariantCulture) + "×" + ReadableNumber.PowerOfTen(exponent);
    }

    /// <summary>Numbers that somebody chose, such as boundaries: rounding them for looks would say something else.</summary>
    private static (string[] Labels, string Factor) FormatExact(double[] values, double[] visible, double low, double high)
    {
        const double Nothing = 1e-10;
        int exponent = CommonExponent(visible, 0, low, high);
        double power = Math.Pow(10, exponent);
        string[] labels = Array.ConvertAll(values, value =>
        {
            double scaled = Math.Abs(value) < Nothing * (high - low) ? 0 : value / power;
            double rounded = double.Parse(scaled.ToString("G10", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            return ReadableNumber.WithMinusSign(rounded.ToString("0.###############", CultureInfo.InvariantCulture));
        });
        return (labels, Factor(0, exponent));
    }

    /// <summary>Plain numbers where all of them are short, else powers of ten.</summary>
    private static string[] FormatDecades(double[] values, double[] visible)
    {
        bool plain = visible.All(value => value == 0
            || Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9) is >= PlainSmallest and <= PlainLargest);
        return Array.ConvertAll(values, value =>
        {
            if (value == 0)
                return "0";
            if (plain)
                return ReadableNumber.WithMinusSign(value.ToString("0.#########", CultureInfo.InvariantCulture));
            int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9);
            double multiple = Math.Round(Math.Abs(value) / Math.Pow(10, exponent));
            string sign = value < 0 ? "−" : string.Empty;
            return sign + (multiple == 1 ? string.Empty : $"{multiple.ToString(CultureInfo.InvariantCulture)}×")
                + ReadableNumber.PowerOfTen(exponent);
        });
    }
}
