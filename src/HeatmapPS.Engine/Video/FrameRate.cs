using System.Globalization;
using System.Numerics;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Video;

/// <summary>Frames a second as an exact fraction.</summary>
/// <param name="Numerator">Frames, at least 1.</param>
/// <param name="Denominator">In as many seconds, at least 1.</param>
public readonly record struct FrameRate(int Numerator, int Denominator)
{
    private const int Most = 1_000_000;

    /// <summary>Frames a second.</summary>
    public double Value => (double)Numerator / Denominator;

    /// <summary>Reads a whole number (25), a decimal one (29.97, taken exactly) or a fraction (30000/1001).</summary>
    /// <exception cref="HeatmapException">FrameRateInvalid.</exception>
    public static FrameRate Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Trim().Split('/', ':');
        if (parts.Length <= 2
            && TryFraction(parts[0], out BigInteger top, out BigInteger topUnit)
            && TryFraction(parts.Length == 2 ? parts[1] : "1", out BigInteger bottom, out BigInteger bottomUnit)
            && top > 0 && bottom > 0)
        {
            BigInteger numerator = top * bottomUnit, denominator = bottom * topUnit;
            var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
            numerator /= divisor;
            denominator /= divisor;
            if (numerator <= Most && denominator <= Most)
                return new FrameRate((int)numerator, (int)denominator);
        }

        throw VideoErrors.FrameRateInvalid(text);
    }

    /// <summary>Time from the start to the start of a frame, in units of which there are so many a second, rounded to the
    /// nearest.</summary>
    /// <param name="frame">Number of the frame, from 0.</param>
    /// <param name="unitsPerSecond">1000 for milliseconds.</param>
    public long TimeOf(long frame, int unitsPerSecond) =>
        (long)(((Int128)frame * Denominator * unitsPerSecond * 2 + Numerator) / ((Int128)2 * Numerator));

    /// <summary>Time from the start to the start of a frame.</summary>
    public TimeSpan StartOf(long frame) => new((long)((Int128)frame * Denominator * TimeSpan.TicksPerSecond / Numerator));

    /// <summary>As ffmpeg writes it: <c>25</c> or <c>30000/1001</c>.</summary>
    public override string ToString() => Denominator == 1
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    /// <summary>A decimal number as digits over a power of ten.</summary>
    private static bool TryFraction(string text, out BigInteger digits, out BigInteger unit)
    {
        unit = BigInteger.One;
        digits = BigInteger.Zero;
        if (text.Length > 16 || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value))
            return false;
        int point = text.Trim().IndexOf('.', StringComparison.Ordinal);
        int decimals = point < 0 ? 0 : text.Trim().Length - point - 1;
        unit = BigInteger.Pow(10, decimals);
        digits = new BigInteger(value * (decimal)unit);
        return true;
    }
}
