using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Round values spread over a bar on which equal distances are not equal differences: coarse ones first, then
/// finer ones where there is still room.</summary>
internal static class SpreadTicks
{
    private static readonly int[] s_fineness = [1, 2, 4, 8, 16, 32, 64];

    /// <summary>Chooses values.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="intervals">Intervals at most.</param>
    public static double[] Locate(HeatmapScale scale, int intervals)
    {
        double gap = 1.0 / (intervals + 1);
        var taken = new SortedDictionary<double, double>();
        foreach (int fineness in s_fineness)
        {
            foreach (double value in LinearTicks.Locate(scale.Minimum, scale.Maximum, fineness * intervals))
            {
                double position = value >= scale.Minimum && value <= scale.Maximum ? NormGeometry.Position(scale, value) : double.NaN;
                if (double.IsFinite(position) && taken.Keys.All(other => Math.Abs(other - position) >= gap))
                    taken.Add(position, value);
            }
        }

        return [.. taken.Values];
    }
}
