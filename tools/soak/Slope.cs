using System;
using System.Linq;

namespace HeatmapPS.Soak;

/// <summary>Whether a series of measurements grows: a line by least squares, and how sure its slope is.</summary>
public sealed record Slope(double PerRound, double StandardError, double First, double Last)
{
    /// <summary>Fits a line through values measured after equal numbers of rounds.</summary>
    /// <param name="rounds">Rounds done at each measurement.</param>
    /// <param name="values">What was measured.</param>
    public static Slope Fit(double[] rounds, double[] values)
    {
        double meanX = rounds.Average(), meanY = values.Average();
        double squares = rounds.Sum(x => (x - meanX) * (x - meanX));
        double slope = squares == 0 ? 0 : rounds.Zip(values, (x, y) => (x - meanX) * (y - meanY)).Sum() / squares;
        double start = meanY - (slope * meanX);
        double rest = rounds.Zip(values, (x, y) => y - start - (slope * x)).Sum(d => d * d);
        double error = rounds.Length > 2 && squares > 0 ? Math.Sqrt(rest / (rounds.Length - 2) / squares) : 0;
        return new Slope(slope, error, start + (slope * rounds[0]), start + (slope * rounds[^1]));
    }

    /// <summary>Whether it grows, surely (three standard errors) and by more than is allowed.</summary>
    /// <param name="allowed">Growth that counts as none, over the whole series.</param>
    public bool Grows(double allowed) => Last - First > allowed && PerRound > 3 * StandardError;

    /// <summary>The median.</summary>
    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
