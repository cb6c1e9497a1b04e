using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Drawing.Grids;

/// <summary>Draws grids with their labels: one for each command, so that texts are drawn once. Thread-safe.</summary>
internal sealed class GridComposer
{
    private readonly GridOptions _options;
    private readonly TextRenderer _text;
    private int _noFont;
    private int _noRoom;

    /// <param name="options">What the pictures look like.</param>
    /// <param name="text">Draws texts; shared with the legends of the same pictures.</param>
    public GridComposer(GridOptions options, TextRenderer? text = null) => (_options, _text) = (options, text ?? new TextRenderer());

    /// <summary>What the pictures look like, in a form to compare.</summary>
    public string Choices => _options.ToString();

    /// <summary>Whether an image is drawn as a grid.</summary>
    public static bool Draws(ImageObject image) => image is Heatmap { Raster.Axes: not null };

    /// <summary>Refuses an image that has no cells to draw, where parameters say how to draw them.</summary>
    /// <param name="image">The image that is written.</param>
    /// <exception cref="HeatmapException">ParameterConflict.</exception>
    public void RefuseWithoutCells(ImageObject image)
    {
        if (_options.Parameters is { Length: > 0 } parameters)
            throw GridErrors.NoCells(parameters, image.Name, Draws(image) ? "is written as numbers" : "is not a heatmap of a grid");
    }

    /// <summary>The picture of a grid on white paper.</summary>
    /// <param name="heatmap">A heatmap of a grid.</param>
    /// <param name="bits">8 or 16 a channel.</param>
    /// <param name="cancellationToken">Stops the pass over the values that numbers need.</param>
    /// <exception cref="HeatmapException">ImageTooLarge.</exception>
    public GridPicture Compose(Heatmap heatmap, int bits, CancellationToken cancellationToken) =>
        Compose(heatmap, bits, ColorbarOptions.Default, cancellationToken);

    /// <summary>The picture of a grid on the paper of a legend.</summary>
    /// <param name="heatmap">A heatmap of a grid.</param>
    /// <param name="bits">8 or 16 a channel.</param>
    /// <param name="legend">Paper and ink.</param>
    /// <param name="cancellationToken">Stops the pass over the values that numbers need.</param>
    /// <exception cref="HeatmapException">ImageTooLarge.</exception>
    public GridPicture Compose(Heatmap heatmap, int bits, ColorbarOptions legend, CancellationToken cancellationToken)
    {
        RasterAxes axes = heatmap.Raster.Axes!;
        (PixelColor Paper, PixelColor Ink) colors = ColorbarLayout.Colors(legend, bits);
        var metrics = GridMetrics.Create(axes, _options.CellSize);
        CellNumbers? numbers = null;
        var warnings = new List<string>();
        if (_options.CellValue && _text.HasFont)
            (metrics, numbers) = FitNumbers(heatmap.Raster, metrics, warnings, cancellationToken);
        WarnNoFont(warnings);
        heatmap = WithBad(heatmap, legend);
        bool alpha = colors.Paper.A < (bits == 16 ? ushort.MaxValue : byte.MaxValue);
        GridDrawing drawing = GridLayout.Create(axes, metrics, _text, colors, alpha ? 4 : 3, bits);
        if (drawing.OmitsNames)
            warnings.Add($"The cells are too small for all names of '{heatmap.Name}': {metrics.CellWidth} × {metrics.CellHeight} pixels, so some names are left out. Use a larger -CellSize, or leave it out.");
        var cells = HeatmapRendering.Colors(heatmap, bits, heatmap.HasAlpha);
        Raster? values = numbers is null ? null : SampleTypeConversion.ToFloat64(heatmap.Raster);
        var source = new GridSource(drawing, () => new GridRows(cells.Open(), values?.OpenRows(), drawing, numbers, _text));
        var metadata = new RasterMetadata { ColorModel = ColorModel.Rgb, HasAlpha = alpha, BitDepth = bits, HasMapColors = true };
        return new GridPicture(new Raster(source, metadata, heatmap.Raster.Origin), heatmap, drawing) { Warnings = warnings };
    }

    /// <summary>Keeps cells without a value distinct from the paper, even where a transparent cell would show the same colour.</summary>
    private static Heatmap WithBad(Heatmap heatmap, ColorbarOptions legend)
    {
        if (heatmap.Colormap.BadColor is not null)
            return heatmap;
        bool isDark = legend.Theme == ColorbarTheme.Dark;
        ColorValue bad = heatmap.Colormap.IsGray ? ColorValue.FromBytes(255, 0, 255)
            : isDark ? ColorValue.FromBytes(64, 64, 64)
            : ColorValue.FromBytes(225, 225, 225);
        return heatmap.With(heatmap.Style.WithBad(bad));
    }

    private (GridMetrics Metrics, CellNumbers? Numbers) FitNumbers(Raster raster, GridMetrics metrics, List<string> warnings,
        CancellationToken cancellationToken)
    {
        var numbers = CellNumbers.Of(raster, _options.CellFormat, cancellationToken);
        if (_options.CellSize is null)
        {
            int width = Math.Max(metrics.CellWidth, numbers.Width(metrics.Font, _text) + metrics.Font);
            metrics = metrics with { CellWidth = width, CellHeight = Math.Max(metrics.CellHeight, 2 * metrics.Font) };
        }

        CellNumbers fitted = numbers.Fit(metrics, _text);
        if (fitted.Font > 0)
            return (metrics, fitted);
        if (Interlocked.Exchange(ref _noRoom, 1) == 0)
            warnings.Add($"The cells are too small for their numbers: {metrics.CellWidth} × {metrics.CellHeight} pixels, so they are drawn without numbers. Use a larger -CellSize, leave it out, or use a shorter -CellFormat.");
        return (metrics, null);
    }

    private void WarnNoFont(List<string> warnings)
    {
        if (!_text.HasFont && Interlocked.Exchange(ref _noFont, 1) == 0)
            warnings.Add($"There is no font for the labels of the grid, so it is drawn without text. {TextRenderer.HowToInstall()}.");
    }

    /// <summary>Paints the picture anew at each use.</summary>
    private sealed class GridSource(GridDrawing drawing, Func<RowReader> open) : RasterSource(drawing.Layout)
    {
        public override RowReader Open() => open();
    }
}

/// <summary>The picture of a grid.</summary>
/// <param name="Raster">RGB, or RGBA on transparent paper; its rows are painted as they are read.</param>
/// <param name="Heatmap">The heatmap in the colours that were used.</param>
/// <param name="Drawing">Where its parts lie.</param>
internal sealed record GridPicture(Raster Raster, Heatmap Heatmap, GridDrawing Drawing)
{
    /// <summary>What is wrong with this picture; a repeated warning comes with the first picture only.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Where the cells lie, for people and scripts.</summary>
    public override string ToString() =>
        $"cells {Drawing.Columns}×{Drawing.Rows} of {Drawing.Metrics.CellWidth}×{Drawing.Metrics.CellHeight} pixels at ({Drawing.PlotX}, {Drawing.PlotY}) of {Drawing.Layout.Width}×{Drawing.Layout.Height}";
}

/// <summary>Puts labels, names and heading around the cells of a grid. Places are counted from the cells' upper left corner; the
/// canvas then takes whatever room they need, so that nothing is cut off.</summary>
internal sealed class GridLayout
{
    private const int MaxTitleEms = 60;

    private readonly RasterAxes _axes;
    private readonly GridMetrics _metrics;
    private readonly TextRenderer _text;
    private readonly PixelColor _ink;
    private readonly int _bits;
    private readonly List<LegendMark> _marks = [];
    private bool _omitsNames;

    private GridLayout(RasterAxes axes, GridMetrics metrics, TextRenderer text, PixelColor ink, int bits) =>
        (_axes, _metrics, _text, _ink, _bits) = (axes, metrics, text, ink, bits);

    private int PlotWidth => _axes.X.Labels.Length * _metrics.CellWidth;

    private int PlotHeight => _axes.Y.Labels.Length * _metrics.CellHeight;

    /// <summary>Lays out.</summary>
    /// <param name="axes">Labels, names, heading.</param>
    /// <param name="metrics">Sizes.</param>
    /// <param name="text">Draws texts.</param>
    /// <param name="colors">Paper and ink.</param>
    /// <param name="bands">3, or 4 with alpha.</param>
    /// <param name="bits">8 or 16.</param>
    /// <exception cref="HeatmapException">ImageTooLarge.</exception>
    public static GridDrawing Create(
        RasterAxes axes, GridMetrics metrics, TextRenderer text, (PixelColor Paper, PixelColor Ink) colors, int bands, int bits)
    {
        (int columns, int rows) = (axes.X.Labels.Length, axes.Y.Labels.Length);
        (long plotWidth, long plotHeight) = ((long)columns * metrics.CellWidth, (long)rows * metrics.CellHeight);
        if (plotWidth * bands * (bits / 8) > Array.MaxLength / 2 || plotHeight > Array.MaxLength / 2)
            throw GridErrors.PictureTooLarge(plotWidth, plotHeight);
        var layout = new GridLayout(axes, metrics, text, colors.Ink, bits);
        layout.DrawBelow();
        layout.DrawBeside();
        layout.DrawTitle();
        return layout.Assemble(colors.Paper, bands);
    }

    private void DrawBelow()
    {
        var labels = AxisLabels.Below(_axes.X, _metrics.CellWidth, _metrics.Font, _text);
        _omitsNames |= _axes.X.Kind == AxisKind.Category && !labels.AreAll;
        int tick = labels.AreAll ? 0 : _metrics.TickLength;
        int top = PlotHeight + tick + _metrics.LabelGap;
        int line = labels.AreTurned || labels.Items.Count == 0 ? 0 : labels.Items.Min(label => label.Text.Top);
        int end = labels.Items.Count == 0 ? PlotHeight : top;
        foreach (AxisLabel label in labels.Items)
        {
            int middle = (label.Cell * _metrics.CellWidth) + (_metrics.CellWidth / 2);
            if (tick > 0)
                _marks.Add(new FillMark(middle - (_metrics.Line / 2), PlotHeight, _metrics.Line, tick, _ink));
            LegendText text = labels.AreTurned ? label.Text.Turn() : label.Text;
            int y = labels.AreTurned ? top : top + text.Top - line;
            _marks.Add(text.At(middle - (text.Width / 2), y, _ink, _bits));
            end = Math.Max(end, y + text.Height);
        }

        if (Name(labels.NameOf(_axes.X), PlotWidth) is { } name)
            _marks.Add(name.At((PlotWidth - name.Width) / 2, end + _metrics.TitleGap, _ink, _bits));
    }

    private void DrawBeside()
    {
        var labels = AxisLabels.Beside(_axes.Y, _metrics.CellHeight, _metrics.Font, _text);
        _omitsNames |= _axes.Y.Kind == AxisKind.Category && !labels.AreAll;
        int tick = labels.AreAll ? 0 : _metrics.TickLength;
        int right = -tick - _metrics.LabelGap, end = labels.Items.Count == 0 ? 0 : right;
        double digitMiddle = _text.Draw("0", _metrics.Font) is { } digit ? digit.Top + (digit.Height / 2.0) : 0;
        foreach (AxisLabel label in labels.Items)
        {
            double middle = (label.Cell + 0.5) * _metrics.CellHeight;
            if (tick > 0)
                _marks.Add(new FillMark(-tick, (int)middle - (_metrics.Line / 2), tick, _metrics.Line, _ink));
            int y = (int)Math.Round(middle - digitMiddle + label.Text.Top);
            _marks.Add(label.Text.At(right - label.Text.Width, y, _ink, _bits));
            end = Math.Min(end, right - label.Text.Width);
        }

        if (Name(labels.NameOf(_axes.Y), PlotHeight)?.Turn() is { } name)
            _marks.Add(name.At(end - _metrics.TitleGap - name.Width, (PlotHeight - name.Height) / 2, _ink, _bits));
    }

    private void DrawTitle()
    {
        int most = Math.Max(PlotWidth, MaxTitleEms * _metrics.TitleFont);
        if (_axes.Title is not null && AxisLabels.Cut(_axes.Title, _metrics.TitleFont, most, _text) is { } title)
        {
            // Labels of the first row may reach above the cells.
            int top = _marks.Count == 0 ? 0 : Math.Min(0, _marks.Min(mark => mark.Y));
            _marks.Add(title.At((PlotWidth - title.Width) / 2, top - _metrics.TitleGap - title.Height, _ink, _bits));
        }
    }

    private LegendText? Name(string name, int side) =>
        AxisLabels.Cut(name, _metrics.Font, Math.Max(side, MaxTitleEms / 2 * _metrics.Font), _text);

    private GridDrawing Assemble(PixelColor paper, int bands)
    {
        int left = Math.Min(0, _marks.Select(mark => mark.X).DefaultIfEmpty().Min()) - _metrics.Margin;
        int top = Math.Min(0, _marks.Select(mark => mark.Y).DefaultIfEmpty().Min()) - _metrics.Margin;
        int right = Math.Max(PlotWidth, _marks.Select(mark => mark.X + mark.Width).DefaultIfEmpty().Max()) + _metrics.Margin;
        int bottom = Math.Max(PlotHeight, _marks.Select(mark => mark.Y + mark.Height).DefaultIfEmpty().Max()) + _metrics.Margin;
        var canvas = new RasterLayout(right - left, bottom - top, bands, _bits == 16 ? SampleType.UInt16 : SampleType.UInt8);
        LegendMark[] placed = [.. _marks.Select(mark => mark with { X = mark.X - left, Y = mark.Y - top })];
        return new GridDrawing(canvas, _metrics, -left, -top, _axes.X.Labels.Length, _axes.Y.Labels.Length, paper, placed)
        {
            OmitsNames = _omitsNames,
        };
    }
}

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
