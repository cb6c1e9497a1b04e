using System;

namespace HeatmapPS.Pictures;

/// <summary>Data for the package's icon.</summary>
public static class IconData
{
    /// <summary>A round hot spot as a grid of cells with round corners; NaN between the cells.</summary>
    /// <param name="cells">Cells a side.</param>
    /// <param name="cell">Pixels of a cell's side.</param>
    /// <param name="gap">Pixels between cells.</param>
    /// <param name="margin">Pixels around all.</param>
    /// <param name="radius">Radius of the corners in pixels.</param>
    public static float[,] Cells(int cells, int cell, int gap, int margin, double radius)
    {
        int size = (2 * margin) + (cells * (cell + gap)) - gap;
        var field = new float[size, size];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int column = Math.DivRem(x - margin, cell + gap, out int u), row = Math.DivRem(y - margin, cell + gap, out int v);
                bool inside = x >= margin && y >= margin && column < cells && row < cells && u < cell && v < cell
                    && IsRound(u, v, cell, radius);
                double distance = Math.Pow(column - (0.58 * (cells - 1)), 2) + Math.Pow(row - (0.42 * (cells - 1)), 2);
                field[y, x] = inside ? (float)Math.Exp(-distance / (0.32 * cells)) : float.NaN;
            }
        }

        return field;
    }

    /// <summary>Red, green, blue and alpha at a lower resolution, with soft edges.</summary>
    public static byte[,,] Shrink(byte[,,] colors, int factor)
    {
        var small = new byte[colors.GetLength(0) / factor, colors.GetLength(1) / factor, 4];
        for (int y = 0; y < small.GetLength(0); y++)
        {
            for (int x = 0; x < small.GetLength(1); x++)
            {
                var sums = new int[4];
                for (int i = 0; i < factor * factor; i++)
                {
                    int fromY = (y * factor) + (i / factor), fromX = (x * factor) + (i % factor), alpha = colors[fromY, fromX, 3];
                    for (int band = 0; band < 3; band++)
                        sums[band] += colors[fromY, fromX, band] * alpha;
                    sums[3] += alpha;
                }

                for (int band = 0; band < 3; band++)
                    small[y, x, band] = (byte)Math.Round(sums[3] == 0 ? 0 : (double)sums[band] / sums[3]);
                small[y, x, 3] = (byte)Math.Round((double)sums[3] / (factor * factor));
            }
        }

        return small;
    }

    private static bool IsRound(int u, int v, int cell, double radius)
    {
        double fromEdgeX = Math.Min(u, cell - 1 - u) + 0.5, fromEdgeY = Math.Min(v, cell - 1 - v) + 0.5;
        return fromEdgeX >= radius || fromEdgeY >= radius
            || Math.Pow(radius - fromEdgeX, 2) + Math.Pow(radius - fromEdgeY, 2) <= radius * radius;
    }
}
