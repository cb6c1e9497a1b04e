using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling.Norms;

namespace HeatmapPS.Engine.Terminal;

/// <summary>An image as a small table of numbers, for places without colours.</summary>
internal static class NumberTable
{
    private const int Gap = 2;
    private const int MaxColumns = 12;
    private const int MaxRows = 24;

    /// <summary>Digits that a number is expected to need when the number of columns is chosen.</summary>
    private const int UsualWidth = 6;

    /// <summary>Longer labels of grids are shortened.</summary>
    private const int MaxLabel = 16;

    /// <summary>The lines of the table: a heading with the first column of each block, then a line for each row of blocks; columns and
    /// rows by their numbers, those of grids by their labels.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="width">Characters of a line at most.</param>
    /// <param name="height">Rows of blocks at most, or null for as many as are easy to look at.</param>
    /// <param name="reduction">What stands for the values of a block.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    public static IReadOnlyList<string> Lines(
        Raster raster, int width, int? height, ValueReduction reduction, CancellationToken cancellationToken)
    {
        int side = raster.Axes is null ? raster.Height.ToString(CultureInfo.InvariantCulture).Length : 0;
        int mostColumns = Math.Clamp((width - Math.Max(3, side)) / (Gap + UsualWidth), 1, MaxColumns);
        while (true)
        {
            (int columns, int rows) = Size(raster, mostColumns, MostRows(raster, height));

            // Long numbers and labels need more room than was expected.
            List<string> lines = Lines(raster, columns, rows, reduction, cancellationToken);
            if (columns == 1 || CharacterText.Width(lines[0]) <= width)
                return lines;
            mostColumns = columns - 1;
        }
    }

    private static List<string> Lines(Raster raster, int columns, int rows, ValueReduction reduction, CancellationToken cancellationToken)
    {
        double[] values = Read(Reduction.Apply(raster, columns, rows, reduction, asNumbers: true), cancellationToken);
        (string[] labels, string factor) = Write(values);
        string[] headings = [.. Enumerable.Range(0, columns).Select(x => Label(raster.Axes?.X, x, raster.Width, columns))];
        string[] starts = [.. Enumerable.Range(0, rows).Select(y => Label(raster.Axes?.Y, y, raster.Height, rows))];
        string corner = raster.Axes is { } axes ? CharacterText.Shorten($"{axes.Y.Name}\\{axes.X.Name}", MaxLabel) : "y\\x";
        int cell = Gap + Math.Max(labels.Max(label => label.Length), headings.Max(CharacterText.Width));
        int side = Math.Max(CharacterText.Width(corner), starts.Max(CharacterText.Width));
        var lines = new List<string> { Line(corner, side, headings, cell) };
        for (int y = 0; y < rows; y++)
            lines.Add(Line(starts[y], side, labels[(y * columns)..((y + 1) * columns)], cell));
        if (factor.Length > 0)
            lines.Add($"all {factor}");
        return lines;
    }

    /// <summary>Columns and rows, so that a block of the table is as high as it is wide: a character is twice as high.</summary>
    private static (int Columns, int Rows) Size(Raster raster, int mostColumns, int mostRows)
    {
        int columns = Math.Min(raster.Width, mostColumns);
        double rows = columns * (Gap + UsualWidth) / 2.0 * raster.Height / raster.Width;
        bool hasNames = raster.Axes is { Y.Kind: AxisKind.Category };
        if ((columns == raster.Width || hasNames) && raster.Height <= mostRows)
            return (columns, raster.Height);
        if (rows > mostRows)
            (columns, rows) = (Math.Max(1, (int)Math.Round(columns * mostRows / rows)), mostRows);
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

    /// <summary>Each row that has a name gets a line, if nobody says otherwise.</summary>
    private static int MostRows(Raster raster, int? height) =>
        height ?? (raster.Axes is { Y.Kind: AxisKind.Category } ? Math.Max(MaxRows, raster.Height) : MaxRows);

    /// <summary>What a block begins with; a name that stands for others too is marked.</summary>
    private static string Label(RasterAxis? axis, int index, int from, int to)
    {
        int first = (int)((long)index * from / to);
        if (axis is null)
            return first.ToString(CultureInfo.InvariantCulture);
        bool isOne = (long)(index + 1) * from / to - first == 1;
        return CharacterText.Shorten(axis.Kind == AxisKind.Category && !isOne ? $"{axis.Labels[first]} …" : axis.Labels[first], MaxLabel);
    }

    private static string Line(string start, int side, string[] cells, int width)
    {
        var line = new StringBuilder(CharacterText.PadLeft(start, side));
        foreach (string cell in cells)
            line.Append(CharacterText.PadLeft(cell, width));
        return line.ToString();
    }
}
