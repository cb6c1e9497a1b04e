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
        GridMetrics metrics = GridMetrics.Create(heatmap.Width, heatmap.Height, _options.CellSize);
        CellNumbers? numbers = null;
        var warnings = new List<string>();
        if (_options.CellValue && _text.HasFont)
            (metrics, numbers) = FitNumbers(heatmap.Raster, metrics, warnings, cancellationToken);
        WarnNoFont(warnings);
        heatmap = WithBad(heatmap, legend);
        bool alpha = colors.Paper.A < (bits == 16 ? ushort.MaxValue : byte.MaxValue);
        GridDrawing drawing = GridLayout.Create(axes, metrics, _text, colors, alpha ? 4 : 3, bits);
        HeatmapRendering cells = HeatmapRendering.Colors(heatmap, bits, heatmap.HasAlpha);
        Raster? values = numbers is null ? null : SampleTypeConversion.ToFloat64(heatmap.Raster);
        var source = new GridSource(drawing, () => new GridRows(cells.Open(), values?.OpenRows(), drawing, numbers, _text));
        var metadata = new RasterMetadata { ColorModel = ColorModel.Rgb, HasAlpha = alpha, BitDepth = bits };
        return new GridPicture(new Raster(source, metadata, heatmap.Raster.Origin), heatmap, drawing) { Warnings = warnings };
    }

    /// <summary>Cells without a value are told from the paper, whatever the colour of transparency would be behind it.</summary>
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

    private (GridMetrics Metrics, CellNumbers? Numbers) FitNumbers(Raster raster, GridMetrics metrics, List<string> warnings, CancellationToken cancellationToken)
    {
        CellNumbers numbers = CellNumbers.Of(raster, _options.CellFormat, cancellationToken);
        if (_options.CellSize is null)
        {
            int width = Math.Max(metrics.CellWidth, numbers.Width(metrics.Font, _text) + metrics.Font);
            metrics = metrics with { CellWidth = width, CellHeight = Math.Max(metrics.CellHeight, 2 * metrics.Font) };
        }

        CellNumbers fitted = numbers.Fit(metrics, _text);
        if (fitted.Font > 0)
            return (metrics, fitted);
        if (Interlocked.Exchange(ref _noRoom, 1) == 0)
            warnings.Add($"Expected cells with room for their numbers, but {metrics.CellWidth} × {metrics.CellHeight} pixels are too few, so they are drawn without. Use a larger -CellSize, or none, or a shorter -CellFormat.");
        return (metrics, null);
    }

    private void WarnNoFont(List<string> warnings)
    {
        if (!_text.HasFont && Interlocked.Exchange(ref _noFont, 1) == 0)
            warnings.Add($"Expected a font for the labels of the grid, but none is installed, so it is drawn without text. {TextRenderer.HowToInstall()}.");
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
