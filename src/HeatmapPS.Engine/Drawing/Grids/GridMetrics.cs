using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Drawing.Grids;

/// <summary>Sizes of a grid's picture in whole pixels.</summary>
/// <param name="CellWidth">Columns of a cell.</param>
/// <param name="CellHeight">Rows of a cell.</param>
/// <param name="Font">The text's em.</param>
internal sealed record GridMetrics(int CellWidth, int CellHeight, int Font)
{
    private const int LongSide = 600;
    private const int MaxLongSide = 1600;
    private const int ShortSide = 240;
    private const int UsualCell = 24;
    private const int LargestCell = 96;
    private const double PlotToFont = 34;
    private const int SmallestFont = 13;

    /// <summary>Lines of text stand this far apart at least, in ems.</summary>
    public const double LineEms = 1.25;

    /// <summary>Smallest side of a cell whose name can be read.</summary>
    public const int NameLine = (int)(SmallestFont * LineEms) + 1;

    /// <summary>Share of a row's height up to which every row has room for its label.</summary>
    private const double RowToFont = 0.62;

    /// <summary>From the outermost ink to the canvas' edge.</summary>
    public int Margin => Scaled(0.8, 6);

    /// <summary>From the cells, or a mark, to a label.</summary>
    public int LabelGap => Scaled(0.4, 4);

    /// <summary>From the labels to the axis' name, and from the cells to the heading.</summary>
    public int TitleGap => Scaled(0.7, 6);

    /// <summary>Marks at the cells that have a label, where not all have.</summary>
    public int TickLength => Scaled(0.3, 3);

    /// <summary>Thickness of marks.</summary>
    public int Line => Scaled(1 / 14.0, 1);

    /// <summary>The heading's em.</summary>
    public int TitleFont => (int)Math.Round(1.25 * Font);

    /// <summary>Sizes for a grid: cells of usual size where the whole is neither tiny nor huge.</summary>
    /// <param name="axes">Columns and rows of the grid.</param>
    /// <param name="cell">Size of a cell, or null for cells that let all names be read.</param>
    public static GridMetrics Create(RasterAxes axes, (int Width, int Height)? cell)
    {
        (int columns, int rows) = (axes.X.Labels.Length, axes.Y.Labels.Length);
        (int width, int height) = cell ?? WithNames(axes, Automatic(columns, rows));
        double area = (double)width * columns * height * rows;
        double font = Math.Min(Math.Sqrt(area) / PlotToFont, RowToFont * height);

        // Names of narrow columns are turned and stand side by side like lines.
        if (HasNames(axes.X))
            font = Math.Min(font, Math.Floor(width / LineEms));
        return new GridMetrics(width, height, Math.Max(SmallestFont, (int)Math.Round(font)));
    }

    /// <summary>Numbers and times can be counted on between two labels; who knows what is between two names.</summary>
    private static bool HasNames(RasterAxis axis) => axis.Kind == AxisKind.Category && axis.Labels.Length > 1;

    private static (int Width, int Height) WithNames(RasterAxes axes, (int Width, int Height) cell)
    {
        static int Side(RasterAxis axis, int side) => HasNames(axis) ? Math.Max(side, NameLine) : side;
        return (Side(axes.X, cell.Width), Side(axes.Y, cell.Height));
    }

    private static (int Width, int Height) Automatic(int columns, int rows)
    {
        int longest = Math.Max(columns, rows);
        int least = Math.Min(LargestCell, (int)Math.Ceiling((double)LongSide / longest));
        int size = Math.Max(1, Math.Max(least, Math.Min(UsualCell, MaxLongSide / longest)));
        return (Widen(size, columns), Widen(size, rows));
    }

    /// <summary>A year of days by 24 hours would be a thread; its short side gets longer cells.</summary>
    private static int Widen(int size, int count) =>
        size * (long)count >= ShortSide ? size : Math.Max(size, Math.Min(UsualCell, (int)Math.Ceiling((double)ShortSide / count)));

    private int Scaled(double share, int least) => Math.Max(least, (int)Math.Round(share * Font));
}
