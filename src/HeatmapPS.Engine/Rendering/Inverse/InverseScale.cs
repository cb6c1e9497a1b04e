using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Rendering.Inverse;

/// <summary>Places on a colormap back to values: the inverse of each norm.</summary>
internal static class InverseScale
{
    private const double LogBase10 = 2.302585092994046;

    /// <summary>Room of the linear part on each side of 0 of a symmetric logarithmic scale, in decades: matplotlib's
    /// linscale 1 by 1 − 1/base.</summary>
    private const double LinearScale = 1 / (1 - 0.1);

    /// <summary>The value at a place.</summary>
    /// <param name="scale">A valid scale.</param>
    /// <param name="position">0..1; NaN gives NaN.</param>
    public static double ToValue(HeatmapScale scale, double position)
    {
        if (double.IsNaN(position))
            return double.NaN;
        double low = scale.Minimum, high = scale.Maximum;
        return scale.Norm switch
        {
            NormKind.Boundary => MiddleOfRegion(scale, position),
            _ when low == high => low,
            NormKind.Log => Math.Clamp(low * Math.Pow(high / low, position), low, high),
            NormKind.Power => low + ((high - low) * Math.Pow(position, 1 / scale.Gamma!.Value)),
            NormKind.TwoSlope => TwoSlope(low, scale.Center!.Value, high, position),
            NormKind.SymmetricLog => SymmetricLog(scale, position),
            NormKind.Equalize => Equalize(scale, position),
            _ => low + ((high - low) * position),
        };
    }

    private static double MiddleOfRegion(HeatmapScale scale, double position)
    {
        int regions = scale.Boundaries.Length - 1;
        int region = regions == 1 ? 0 : (int)Math.Round(position * (regions - 1));
        return (scale.Boundaries[region] + scale.Boundaries[region + 1]) / 2;
    }

    private static double TwoSlope(double low, double center, double high, double position) => position < 0.5
        ? low + (2 * position * (center - low))
        : center + (((2 * position) - 1) * (high - center));

    private static double SymmetricLog(HeatmapScale scale, double position)
    {
        double threshold = scale.LinearThreshold!.Value;
        double start = Transform(scale.Minimum), end = Transform(scale.Maximum);
        double place = start + (position * (end - start));
        double size = Math.Abs(place);
        double value = size <= threshold * LinearScale
            ? place / LinearScale
            : Math.Sign(place) * threshold * Math.Exp(LogBase10 * ((size / threshold) - LinearScale));
        return Math.Clamp(value, scale.Minimum, scale.Maximum);

        double Transform(double value)
        {
            double magnitude = Math.Abs(value);
            return magnitude <= threshold
                ? value * LinearScale
                : Math.Sign(value) * threshold * (LinearScale + (Math.Log(magnitude / threshold) / LogBase10));
        }
    }

    /// <summary>The smallest value up to which that share of the pixels lies, found by halving.</summary>
    private static double Equalize(HeatmapScale scale, double position)
    {
        double low = scale.Minimum, high = scale.Maximum;
        for (int i = 0; i < 64; i++)
        {
            double middle = low + ((high - low) / 2);
            if (scale.Equalization!.CumulativeShare(middle) < position)
                low = middle;
            else
                high = middle;
        }

        return high;
    }
}
