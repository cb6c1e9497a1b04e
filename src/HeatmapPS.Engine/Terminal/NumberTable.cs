using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Terminal;

/// <summary>An image as a small table of numbers, for places without colours.</summary>
internal static class NumberTable
{
    private const int Gap = 2;
    private const int MaxColumns = 12;
    private const int MaxRows = 24;

    /// <summary>Digits that a number is expected to need when the number of columns is chosen.</summary>
    private const int UsualWidth = 6;

    /// <summary>The lines of the table: a heading with the first pixel column of each block, then a line for each row of blocks.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="width">Characters of a line at most.</param>
    /// <param name="reduction">What stands for the values of a block.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    public static IReadOnlyList<string> Lines(Raster raster, int width, ValueReduction reduction, CancellationToken cancellationToken)
    {
        (int columns, int rows) = Size(raster, width);
        double[] values = Read(Reduction.Apply(raster, columns, rows, reduction, asNumbers: true), cancellationToken);
        (string[] labels, string factor) = Write(values);
        string[] headings = [.. Enumerable.Range(0, columns).Select(x => First(x, raster.Width, columns))];
        string[] starts = [.. Enumerable.Range(0, rows).Select(y => First(y, raster.Height, rows))];
        int cell = Gap + Math.Max(labels.Max(label => label.Length), headings.Max(heading => heading.Length));
        int side = Math.Max("y\\x".Length, starts.Max(start => start.Length));

        // Long numbers need more room than was expected.
        if (columns > 1 && side + (columns * cell) > width)
            return Lines(raster, Math.Min(width - 1, side + ((columns - 1) * (Gap + UsualWidth))), reduction, cancellationToken);
        var lines = new List<string> { Line("y\\x", side, headings, cell) };
        for (int y = 0; y < rows; y++)
            lines.Add(Line(starts[y], side, labels[(y * columns)..((y + 1) * columns)], cell));
        if (factor.Length > 0)
            lines.Add($"all {factor}");
        return lines;
    }

    /// <summary>Columns and rows, so that a block of the table is as high as it is wide: a character is twice as high.</summary>
    private static (int Columns, int Rows) Size(Raster raster, int width)
    {
        int side = raster.Height.ToString(CultureInfo.InvariantCulture).Length;
        int most = Math.Clamp((width - Math.Max(3, side)) / (Gap + UsualWidth), 1, MaxColumns);
        int columns = Math.Min(raster.Width, most);
        double rows = columns * (Gap + UsualWidth) / 2.0 * raster.Height / raster.Width;
        if (columns == raster.Width && raster.Height <= MaxRows)
            return (columns, raster.Height);
        if (rows > MaxRows)
            (columns, rows) = (Math.Max(1, (int)Math.Round(columns * MaxRows / rows)), MaxRows);
        return (columns, Math.Clamp((int)Math.Round(rows), 1, raster.Height));
    }

    private static double[] Read(Raster raster, CancellationToken cancellationToken)
    {
        using RowReader rows = raster.OpenRows();
        byte[] bytes = RowPump.ReadAll(rows, cancellationToken);
        double[] values = new double[raster.Layout.PixelCount];
        Samples.ToDoubles(bytes, raster.SampleType, values);
        for (int i = 0; i < values.Length; i++)
        {
            if (raster.NoDataValues.Contains(values[i]))
                values[i] = double.NaN;
        }

        return values;
    }

    /// <summary>The values with as many decimals as tell them apart.</summary>
    private static (string[] Labels, string Factor) Write(double[] values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Distinct().Order()];
        (string[] labels, string factor) = sorted.Length == 0 ? ([], string.Empty)
            : TickFormatter.Format(sorted, sorted[0], sorted[^1], TickNotation.Scalar);
        return (Array.ConvertAll(values, value => Array.BinarySearch(sorted, value) is >= 0 and var at
            ? labels[at]
            : value.ToString(CultureInfo.InvariantCulture)), factor);
    }

    private static string First(int index, int from, int to) => ((long)index * from / to).ToString(CultureInfo.InvariantCulture);

    private static string Line(string start, int side, string[] cells, int width)
    {
        var line = new StringBuilder(start.PadLeft(side));
        foreach (string cell in cells)
            line.Append(cell.PadLeft(width));
        return line.ToString();
    }
}
