using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>Decides whether the numbers of a file without a fixed scale are bytes or fractions.</summary>
internal static class NumberScale
{
    /// <summary>The number that full intensity is written as.</summary>
    /// <param name="source">The file.</param>
    /// <param name="largest">The largest number of red, green and blue.</param>
    /// <param name="hasPoint">Whether any is written with a decimal point or exponent.</param>
    /// <returns>1, 255, or 65535.</returns>
    /// <exception cref="HeatmapException">ColormapFileInvalid: the numbers fit none of them.</exception>
    public static double Of(ColormapSource source, double largest, bool hasPoint) => largest switch
    {
        <= 1 => 1,
        // 1.02 among fractions is a mistake, not a byte.
        < 2 when hasPoint => throw source.Whole("fractions from 0 to 1 or numbers to 255", largest.Text()),
        <= 255 => 255,
        <= 65535 when !hasPoint => 65535,
        _ => throw source.Whole("fractions from 0 to 1 or numbers to 255", largest.Text()),
    };
}
