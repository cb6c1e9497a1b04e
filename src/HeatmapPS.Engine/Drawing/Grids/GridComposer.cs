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
