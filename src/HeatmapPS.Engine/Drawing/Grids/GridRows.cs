using System.Globalization;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Drawing.Grids;

/// <summary>Rows of a grid's picture. One row of cells is held at a time.</summary>
internal sealed class GridRows : RowReader
{
    private readonly RowReader _colors;
    private readonly RowReader? _values;
    private readonly GridDrawing _drawing;
    private readonly CellNumbers? _numbers;
    private readonly TextRenderer _text;
    private readonly byte[] _paper;
    private readonly byte[] _plot;
    private readonly byte[] _cells;
    private readonly PixelColor[] _colorsOfCells;
    private readonly double[] _valuesOfCells;
    private readonly List<LegendMark> _numberMarks = [];
    private int _openRow = -1;
    private int _next;

    /// <param name="colors">One pixel a cell, RGB or RGBA in the canvas' depth; disposed with this reader.</param>
    /// <param name="values">One Float64 a cell where numbers are drawn, else null; disposed with this reader.</param>
    /// <param name="drawing">The layout.</param>
    /// <param name="numbers">How numbers are drawn, or null.</param>
    /// <param name="text">Draws them.</param>
    public GridRows(RowReader colors, RowReader? values, GridDrawing drawing, CellNumbers? numbers, TextRenderer text)
        : base(drawing.Layout)
    {
        (_colors, _values, _drawing, _numbers, _text) = (colors, values, drawing, numbers, text);
        _paper = new byte[Layout.RowBytes];
        _plot = new byte[Layout.RowBytes];
        _cells = new byte[colors.Layout.RowBytes];
        _colorsOfCells = new PixelColor[drawing.Columns];
        _valuesOfCells = new double[values is null ? 0 : drawing.Columns];
        new CanvasRow(_paper, Layout.Bands, drawing.Bits).Fill(0, Layout.Width, drawing.Paper);
        _paper.CopyTo(_plot, 0);
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        for (; destination.Length > 0; destination = destination[Layout.RowBytes..], _next++)
            Paint(_next, destination[..Layout.RowBytes]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _colors.Dispose();
            _values?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Paint(int y, Span<byte> row)
    {
        bool isPlot = y >= _drawing.PlotY && y < _drawing.PlotY + _drawing.PlotHeight;
        if (isPlot)
            Open((y - _drawing.PlotY) / _drawing.Metrics.CellHeight);
        (isPlot ? _plot : _paper).CopyTo(row);
        var canvas = new CanvasRow(row, Layout.Bands, _drawing.Bits);
        Paint(_drawing.Marks, y, canvas);
        if (isPlot)
            Paint(_numberMarks, y, canvas);
    }

    private static void Paint(IReadOnlyList<LegendMark> marks, int y, CanvasRow canvas)
    {
        foreach (LegendMark mark in marks)
        {
            if (y >= mark.Y && y < mark.Y + mark.Height)
                mark.PaintRow(y - mark.Y, canvas);
        }
    }

    private void Open(int cellRow)
    {
        if (cellRow == _openRow)
            return;
        _openRow = cellRow;
        _colors.Read(_cells);
        var canvas = new CanvasRow(_plot, Layout.Bands, _drawing.Bits);
        for (int column = 0; column < _colorsOfCells.Length; column++)
        {
            PixelColor color = CanvasRow.Composite(ColorOf(column), _drawing.Paper, _drawing.Bits);
            _colorsOfCells[column] = color;
            canvas.Fill(_drawing.PlotX + (column * _drawing.Metrics.CellWidth), _drawing.Metrics.CellWidth, color);
        }

        if (_values is null || _numbers is null)
            return;
        _values.Read(MemoryMarshal.AsBytes(_valuesOfCells.AsSpan()));
        _numberMarks.Clear();
        for (int column = 0; column < _valuesOfCells.Length; column++)
            AddNumber(_numbers, column, cellRow);
    }

    private PixelColor ColorOf(int column)
    {
        int bands = _colors.Layout.Bands;
        if (_drawing.Bits == 16)
        {
            ReadOnlySpan<ushort> words = MemoryMarshal.Cast<byte, ushort>(_cells).Slice(column * bands, bands);
            return new PixelColor(words[0], words[1], words[2], bands == 4 ? words[3] : ushort.MaxValue);
        }

        ReadOnlySpan<byte> bytes = _cells.AsSpan(column * bands, bands);
        return new PixelColor(bytes[0], bytes[1], bytes[2], bands == 4 ? bytes[3] : byte.MaxValue);
    }

    private void AddNumber(CellNumbers numbers, int column, int cellRow)
    {
        (int width, int height) = (_drawing.Metrics.CellWidth, _drawing.Metrics.CellHeight);
        if (numbers.Text(_valuesOfCells[column]) is not { } label || _text.Draw(label, numbers.Font) is not { } text
            || text.Width > width || text.Height > height)
        {
            return;
        }

        int x = _drawing.PlotX + (column * width) + ((width - text.Width) / 2);
        int y = _drawing.PlotY + (cellRow * height) + ((height - text.Height) / 2);
        _numberMarks.Add(text.At(x, y, InkContrast.On(_colorsOfCells[column], _drawing.Bits), _drawing.Bits));
    }
}

/// <summary>Dark or light ink on a colour, whichever has more contrast by WCAG 2.</summary>
internal static class InkContrast
{
    private const byte Dark = 20;
    private const byte Light = 255;

    /// <summary>The ink for texts on a colour.</summary>
    public static PixelColor On(PixelColor color, int bits)
    {
        double full = bits == 16 ? ushort.MaxValue : byte.MaxValue;
        double luminance = (0.2126 * Linear(color.R / full)) + (0.7152 * Linear(color.G / full)) + (0.0722 * Linear(color.B / full));
        double dark = Linear(Dark / 255.0);
        bool isDarkBetter = (luminance + 0.05) / (dark + 0.05) >= 1.05 / (luminance + 0.05);
        int level = (isDarkBetter ? Dark : Light) * (bits == 16 ? 257 : 1);
        return new PixelColor((ushort)level, (ushort)level, (ushort)level, (ushort)full);
    }

    /// <summary>An sRGB channel as light.</summary>
    private static double Linear(double channel) => channel <= 0.04045 ? channel / 12.92 : Math.Pow((channel + 0.055) / 1.055, 2.4);
}

/// <summary>A grid laid out with its labels.</summary>
/// <param name="Layout">The canvas: RGB or RGBA of 8 or 16 bits.</param>
/// <param name="Metrics">Sizes.</param>
/// <param name="PlotX">Column of the cells' left edge.</param>
/// <param name="PlotY">Row of the cells' top edge.</param>
/// <param name="Columns">Columns of cells.</param>
/// <param name="Rows">Rows of cells.</param>
/// <param name="Paper">Colour of all that is neither cell nor mark.</param>
/// <param name="Marks">What is drawn around the cells.</param>
internal sealed record GridDrawing(
    RasterLayout Layout, GridMetrics Metrics, int PlotX, int PlotY, int Columns, int Rows, PixelColor Paper,
        IReadOnlyList<LegendMark> Marks)
{
    /// <summary>Whether cells are so small that some names of rows or columns are left out.</summary>
    public bool OmitsNames { get; init; }

    /// <summary>Pixels of all cells across.</summary>
    public int PlotWidth => Columns * Metrics.CellWidth;

    /// <summary>Pixels of all cells down.</summary>
    public int PlotHeight => Rows * Metrics.CellHeight;

    /// <summary>Bits a channel.</summary>
    public int Bits => Layout.SampleType == SampleType.UInt16 ? 16 : 8;
}

/// <summary>The values of cells as texts.</summary>
internal sealed class CellNumbers
{
    private const int SmallestFont = 8;
    private const int SignificantDigits = 3;
    private const int MaxDecimals = 8;
    private const int MaxMeasured = 64;

    private readonly string _format;
    private readonly string[] _longest;

    private CellNumbers(string format, string[] longest) => (_format, _longest) = (format, longest);

    /// <summary>The text's em; 0 when the numbers have no room.</summary>
    public int Font { get; private init; }

    /// <summary>Looks at all values.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="format">.NET format, or null for as many decimals as give the largest value three digits.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static CellNumbers Of(Raster raster, string? format, CancellationToken cancellationToken)
    {
        using RowReader rows = SampleTypeConversion.ToFloat64(raster).OpenRows();
        double[] values = [.. MemoryMarshal.Cast<byte, double>(RowPump.ReadAll(rows, cancellationToken)).ToArray().Where(double.IsFinite)];
        format ??= Automatic(values);
        string[] texts = [.. values.Select(value => Write(value, format)).Distinct()];
        return new CellNumbers(format, [.. texts.OrderByDescending(text => text.Length).Take(MaxMeasured)]);
    }

    /// <summary>The text of a value, or null for none.</summary>
    public string? Text(double value) => double.IsFinite(value) ? Write(value, _format) : null;

    /// <summary>Pixels of the widest text.</summary>
    public int Width(int font, TextRenderer renderer) =>
        _longest.Length == 0 ? 0 : _longest.Max(text => renderer.Draw(text, font)?.Width ?? 0);

    /// <summary>The numbers in the largest size up to the labels' that lets all stand within their cells.</summary>
    public CellNumbers Fit(GridMetrics metrics, TextRenderer renderer)
    {
        int font = Math.Min(metrics.Font, (int)(metrics.CellHeight / 1.3));
        while (font >= SmallestFont && Width(font, renderer) + Math.Max(2, font / 4) > metrics.CellWidth)
            font--;
        return new CellNumbers(_format, _longest) { Font = font >= SmallestFont ? font : 0 };
    }

    private static string Write(double value, string format)
    {
        string text = TickFormatter.Apply(value, format);

        // −0.04 to one decimal is no negative zero.
        return text.StartsWith('−') && text.AsSpan(1).IndexOfAnyInRange('1', '9') < 0 && value > -1 ? text[1..] : text;
    }

    private static string Automatic(double[] values)
    {
        double largest = values.Length == 0 ? 0 : values.Max(Math.Abs);
        if (largest is >= 1e7 or (> 0 and < 1e-5))
            return "0.##E+0";
        if (largest == 0 || values.All(double.IsInteger))
            return "F0";
        int decimals = SignificantDigits - 1 - (int)Math.Floor(Math.Log10(largest));
        return "F" + Math.Clamp(decimals, 0, MaxDecimals).ToString(CultureInfo.InvariantCulture);
    }
}
