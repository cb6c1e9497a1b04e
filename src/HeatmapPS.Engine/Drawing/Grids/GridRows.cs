using System.Runtime.InteropServices;
using HeatmapPS.Engine.Drawing.Colorbar;
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
