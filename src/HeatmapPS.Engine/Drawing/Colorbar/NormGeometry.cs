using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Where values lie along a bar, and the colours of its cells.</summary>
internal static class NormGeometry
{
    /// <summary>Place of a value between the limits: 0 at the low end, 1 at the high end.</summary>
    public static double Position(HeatmapScale scale, double value)
    {
        if (scale.Norm != NormKind.Boundary)
            return scale.Normalize(value);
        ReadOnlySpan<double> boundaries = scale.Boundaries.AsSpan();
        int regions = boundaries.Length - 1;
        int region = 0;
        while (region < regions - 1 && value >= boundaries[region + 1])
            region++;
        return (region + ((value - boundaries[region]) / (boundaries[region + 1] - boundaries[region]))) / regions;
    }

    /// <summary>Entries of the colour table along a bar, from its low end to its high end.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="length">Pixels.</param>
    /// <param name="colors">Colours of the map.</param>
    /// <remarks>The first and the last pixel have the first and the last colour; in between every colour has an equal share.
    /// With boundaries every region has an equal share, as in matplotlib.</remarks>
    public static int[] Cells(HeatmapScale scale, int length, int colors)
    {
        int[] cells = new int[length];
        if (scale.Norm == NormKind.Boundary)
        {
            int regions = scale.Boundaries.Length - 1;
            for (int i = 0; i < length; i++)
                cells[i] = scale.ColorIndex(scale.Boundaries[(int)((long)i * regions / length)], colors);
            return cells;
        }

        for (int i = 0; i < length; i++)
        {
            cells[i] = length >= colors
                ? (int)(((2L * i) + 1) * colors / (2L * length))
                : (int)Math.Round((double)i * (colors - 1) / Math.Max(1, length - 1));
        }

        return cells;
    }
}
