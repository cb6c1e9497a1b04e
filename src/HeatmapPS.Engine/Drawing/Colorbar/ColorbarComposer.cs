using System.Buffers;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Puts legends beside pictures: one for each command, so that texts are drawn once.</summary>
/// <remarks>Thread-safe. The pixels of the picture are never touched: rows of the legend are written beside them.</remarks>
internal sealed class ColorbarComposer
{
    private readonly ColorbarOptions _options;
    private readonly HeatmapScale? _scale;
    private readonly HeatmapStyle? _style;
    private readonly TextRenderer _text = new();
    private readonly GridComposer _grids;
    private int _warned;

    /// <param name="options">What the legends look like.</param>
    /// <param name="scale">Scale for pictures that are not heatmaps, or null.</param>
    /// <param name="colormap">Colours for pictures that are not heatmaps, or null.</param>
    /// <param name="grids">Draws heatmaps of grids, which get their labels too; null for one of automatic sizes.</param>
    public ColorbarComposer(ColorbarOptions options, HeatmapScale? scale = null, Colormap? colormap = null, GridComposer? grids = null)
    {
        _grids = grids ?? new GridComposer(GridOptions.Default, _text);
        _options = options;
        _scale = scale;
        _style = colormap is null ? null : new HeatmapStyle(colormap);
    }

    /// <summary>The picture with its legend.</summary>
    /// <param name="image">A heatmap; or any picture when scale and colormap are given.</param>
    /// <param name="bits">8 or 16 a channel, or null for the options' or the image's own.</param>
    /// <param name="alpha">Whether a heatmap may keep its transparency.</param>
    /// <param name="cancellationToken">Stops the pass over the pixels that finds out which ends are clipped.</param>
    /// <param name="clipped">For a picture that is no heatmap: at which ends values are beyond the scale.</param>
    /// <returns>RGB or RGBA; its rows are worked out as they are read.</returns>
    /// <exception cref="HeatmapException">NotHeatmap, DepthMismatch, TickFormatInvalid, and what reading throws.</exception>
    public ComposedColorbar Compose(ImageObject image, int? bits, bool alpha, CancellationToken cancellationToken,
        ClippedEnds clipped = default)
    {
        bits ??= _options.BitDepth;
        var warnings = new List<string>();
        (Raster picture, ColorbarSubject subject) = image switch
        {
            Heatmap grid when GridComposer.Draws(grid) => DescribeGrid(grid, bits ?? grid.BitDepth, warnings, cancellationToken),
            Heatmap heatmap => Describe(heatmap, bits ?? heatmap.BitDepth, alpha && heatmap.HasAlpha, cancellationToken),
            _ => Describe((Raster)image, bits, clipped),
        };
        return Compose(picture, subject, image as Heatmap, warnings);
    }

    /// <summary>A picture with the legend of a heatmap that shows in it, such as one over a photo.</summary>
    /// <param name="picture">Grey or RGB, perhaps with alpha, of 8 or 16 bits.</param>
    /// <param name="heatmap">What the legend explains.</param>
    /// <param name="cancellationToken">Stops the pass over the pixels that finds out which ends are clipped.</param>
    /// <returns>RGB or RGBA; its rows are worked out as they are read.</returns>
    /// <exception cref="HeatmapException">DepthMismatch, and what reading throws.</exception>
    public ComposedColorbar Compose(Raster picture, Heatmap heatmap, CancellationToken cancellationToken)
    {
        Raster colors = PictureColors.ToRgb(picture, bits: null, TransparentPaper);
        (bool low, bool high) = Arrows(heatmap, cancellationToken);
        var subject = new ColorbarSubject(
            colors.Width, colors.Height, colors.Bands, colors.BitDepth, heatmap.Scale, heatmap.Unit,
            heatmap.Style.Table(colors.BitDepth, colors.HasAlpha), low, high);
        return Compose(colors, subject, heatmap, []);
    }

    private bool TransparentPaper => _options.Background is { A: < 1 };

    private ComposedColorbar Compose(Raster picture, ColorbarSubject subject, Heatmap? heatmap, List<string> warnings)
    {
        ColorbarOptions options = heatmap is { Raster.Axes: { } axes }
            ? _options with { Title = _options.Title ?? axes.ValueName }
            : _options;
        ColorbarDrawing drawing = ColorbarLayout.Create(subject, options, _text);
        Raster composed = picture.Derive(drawing.Layout, picture.Metadata, rows => new ColorbarRows(rows, drawing));
        if (!_text.HasFont && Interlocked.Exchange(ref _warned, 1) == 0)
            warnings.Add($"There is no font for the numbers of the colorbar, so it is drawn without text. {TextRenderer.HowToInstall()}.");
        return new ComposedColorbar(composed, drawing) { Warnings = warnings };
    }

    private (Raster Picture, ColorbarSubject Subject) Describe(Heatmap heatmap, int bits, bool alpha, CancellationToken cancellationToken)
    {
        alpha |= TransparentPaper;
        (bool low, bool high) = Arrows(heatmap, cancellationToken);
        var picture = HeatmapRendering.ToRaster(heatmap, bits, alpha);
        var subject = new ColorbarSubject(
            heatmap.Width, heatmap.Height, alpha ? 4 : 3, bits, heatmap.Scale, heatmap.Unit, heatmap.Style.Table(bits, alpha), low, high);
        return (picture, subject);
    }

    private (Raster Picture, ColorbarSubject Subject) DescribeGrid(Heatmap heatmap, int bits, List<string> warnings,
        CancellationToken cancellationToken)
    {
        (bool low, bool high) = Arrows(heatmap, cancellationToken);
        GridPicture grid = _grids.Compose(heatmap, bits, _options, cancellationToken);
        (Raster picture, GridDrawing drawing) = (grid.Raster, grid.Drawing);
        warnings.AddRange(grid.Warnings);
        var subject = new ColorbarSubject(
            picture.Width, picture.Height, picture.Bands, bits, heatmap.Scale, heatmap.Unit,
                grid.Heatmap.Style.Table(bits, picture.HasAlpha), low, high)
        {
            Plot = (drawing.PlotX, drawing.PlotY, drawing.PlotWidth, drawing.PlotHeight),
            FontSize = drawing.Metrics.Font,
        };
        return (picture, subject);
    }

    private (Raster Picture, ColorbarSubject Subject) Describe(Raster raster, int? bits, ClippedEnds clipped)
    {
        if (_scale is not { } scale || _style is not { } style)
            throw ColorbarErrors.NotHeatmap(raster.Name, $"a raster of {raster.Bands} band(s) of {raster.SampleType}");
        Raster picture = PictureColors.ToRgb(raster, bits, TransparentPaper);
        int depth = picture.BitDepth;
        (bool low, bool high) = ArrowsOf(style.Colormap);
        if (_options.Extend == ColorbarExtend.Auto)
            (low, high) = (low || clipped.Low, high || clipped.High);
        var subject = new ColorbarSubject(
            raster.Width, raster.Height, picture.Bands, depth, scale, raster.Unit, style.Table(depth, picture.HasAlpha), low, high);
        return (picture, subject);
    }

    /// <summary>The ends that carry an arrow: as told, or where values are clipped or shown in a colour of their own.</summary>
    private (bool Low, bool High) Arrows(Heatmap heatmap, CancellationToken cancellationToken)
    {
        (bool low, bool high) = ArrowsOf(heatmap.Colormap);
        if (_options.Extend != ColorbarExtend.Auto || (low && high))
            return (low, high);
        var clipped = ClippedEnds.Of(heatmap, cancellationToken);
        return (low || clipped.Low, high || clipped.High);
    }

    private (bool Low, bool High) ArrowsOf(Colormap map) => _options.Extend switch
    {
        ColorbarExtend.Auto => (map.UnderColor is { } under && under != map[0], map.OverColor is { } over && over != map[map.Count - 1]),
        ColorbarExtend.Minimum => (true, false),
        ColorbarExtend.Maximum => (false, true),
        ColorbarExtend.Both => (true, true),
        _ => (false, false),
    };
}

/// <summary>A picture with its legend, and where its parts lie.</summary>
/// <param name="Raster">The whole.</param>
/// <param name="Drawing">Places of picture and bar.</param>
internal sealed record ComposedColorbar(Raster Raster, ColorbarDrawing Drawing)
{
    /// <summary>What is wrong with this picture; a repeated warning comes with the first picture only.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Where picture and bar lie, for people and scripts.</summary>
    public override string ToString()
    {
        LegendMark bar = Drawing.Bar;
        return $"picture {Drawing.Picture.Width}×{Drawing.Picture.Height} at ({Drawing.PictureX}, {Drawing.PictureY}), "
            + $"bar {bar.Width}×{bar.Height} at ({bar.X}, {bar.Y}) of {Drawing.Layout.Width}×{Drawing.Layout.Height}";
    }
}

/// <summary>Rows of a picture with a legend beside, above or below it. The picture's bytes pass through unchanged.</summary>
internal sealed class ColorbarRows : RowReader
{
    private readonly RowReader _picture;
    private readonly ColorbarDrawing _drawing;
    private int _row;

    /// <param name="picture">Rows of the picture, in the bands and depth of the drawing; disposed with this reader.</param>
    /// <param name="drawing">The legend.</param>
    public ColorbarRows(RowReader picture, ColorbarDrawing drawing)
        : base(drawing.Layout)
    {
        if (picture.Layout.Bands != Layout.Bands || picture.Layout.SampleType != Layout.SampleType)
            throw new ArgumentException("Expected a picture of the drawing's bands and depth.", nameof(picture));
        _picture = picture;
        _drawing = drawing;
    }

    public override void Read(Span<byte> destination)
    {
        int rows = destination.Length / Layout.RowBytes;
        for (int i = 0; i < rows; i++)
            _drawing.PaintRow(_row + i, destination.Slice(i * Layout.RowBytes, Layout.RowBytes));

        int first = Math.Max(_row, _drawing.PictureY);
        int end = Math.Min(_row + rows, _drawing.PictureY + _drawing.Picture.Height);
        if (first < end)
            ReadPicture(destination[((first - _row) * Layout.RowBytes)..], end - first);
        _row += rows;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _picture.Dispose();
        base.Dispose(disposing);
    }

    private void ReadPicture(Span<byte> destination, int rows)
    {
        int rowBytes = _picture.Layout.RowBytes;
        int offset = _drawing.PictureX * (Layout.RowBytes / Layout.Width);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(checked(rows * rowBytes));
        try
        {
            _picture.Read(buffer.AsSpan(0, rows * rowBytes));
            for (int i = 0; i < rows; i++)
                buffer.AsSpan(i * rowBytes, rowBytes).CopyTo(destination[((i * Layout.RowBytes) + offset)..]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
