using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>Puts rows or columns of a grid in the order of their values, the largest first.</summary>
internal static class ValueOrder
{
    /// <summary>Sorts the columns.</summary>
    /// <param name="axis">The columns.</param>
    /// <param name="cells">The grid, row after row.</param>
    /// <param name="isTotal">Whether the sum of a column counts, else its mean.</param>
    public static (RasterAxis Axis, double[] Cells) SortColumns(RasterAxis axis, double[] cells, bool isTotal)
    {
        int width = axis.Labels.Length, height = cells.Length / width;
        int[] order = Order(width, height, (column, row) => cells[(row * width) + column], isTotal);
        var sorted = new double[cells.Length];
        for (int i = 0; i < sorted.Length; i++)
            sorted[i] = cells[(i / width * width) + order[i % width]];
        return (Permute(axis, order), sorted);
    }

    /// <summary>Sorts the rows.</summary>
    /// <param name="axis">The rows.</param>
    /// <param name="cells">The grid, row after row.</param>
    /// <param name="isTotal">Whether the sum of a row counts, else its mean.</param>
    public static (RasterAxis Axis, double[] Cells) SortRows(RasterAxis axis, double[] cells, bool isTotal)
    {
        int height = axis.Labels.Length, width = cells.Length / height;
        int[] order = Order(height, width, (row, column) => cells[(row * width) + column], isTotal);
        var sorted = new double[cells.Length];
        for (int i = 0; i < sorted.Length; i++)
            sorted[i] = cells[(order[i / width] * width) + (i % width)];
        return (Permute(axis, order), sorted);
    }

    private static int[] Order(int count, int length, Func<int, int, double> cell, bool isTotal)
    {
        double Weight(int line)
        {
            double[] values = [.. Enumerable.Range(0, length).Select(i => cell(line, i)).Where(value => !double.IsNaN(value))];
            return isTotal ? values.Sum() : values.Average();
        }

        double[] weights = [.. Enumerable.Range(0, count).Select(Weight)];
        return [.. Enumerable.Range(0, count).OrderByDescending(line => weights[line])];
    }

    private static RasterAxis Permute(RasterAxis axis, int[] order) =>
        axis with { Labels = [.. order.Select(line => axis.Labels[line])], Edges = [] };
}
