using HeatmapPS.Engine.Normalization;

namespace HeatmapPS.Engine.Rendering.Colorbar;

/// <summary>Where values lie along a bar, and the colours of its cells.</summary>
internal static class NormGeometry
{
    /// <summary>Place of a value between the limits: 0 at the low end, 1 at the high end.</summary>
    public static double Position(HeatmapScale scale, double value) => scale.Normalize(value);

    /// <summary>Entries of the colour table along a bar, from its low end to its high end.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="length">Pixels.</param>
    /// <param name="colors">Colours of the map.</param>
    /// <remarks>The first and the last pixel have the first and the last colour; in between every colour has an equal share.</remarks>
    public static int[] Cells(HeatmapScale scale, int length, int colors)
    {
        _ = scale;
        var cells = new int[length];
        for (int i = 0; i < length; i++)
        {
            cells[i] = length >= colors
                ? (int)(((2L * i) + 1) * colors / (2L * length))
                : (int)Math.Round((double)i * (colors - 1) / Math.Max(1, length - 1));
        }

        return cells;
    }
}
