using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Terminal;

/// <summary>A grid laid out in characters: the cells of half blocks, labels of columns above them, labels of rows at their left.</summary>
internal sealed class TerminalGrid
{
    /// <summary>Follows the name of the first of several rows in one line.</summary>
    private const string Mark = " …";

    /// <summary>Columns of a cell from which shortened names can still be told apart.</summary>
    private const int ReadableCell = 7;

    /// <summary>Lines that names with a letter in each take at most.</summary>
    private const int MaxStack = 12;

    /// <summary>Columns that cells of numbers and times take at most where they are not square.</summary>
    private const int NarrowCell = 4;

    /// <summary>Share of the width that labels of rows may take.</summary>
    private const int SideShare = 3;

    private readonly RasterAxes _axes;
    private readonly int _most;
    private readonly int _stack;
    private readonly string[] _labels;
    private readonly AxisLabelSet _rowLabels;

    private TerminalGrid(RasterAxes axes, int columns, int lines, bool mayGrow, double pixelAspect)
    {
        _axes = axes;
        (int width, int height) = (axes.X.Labels.Length, axes.Y.Labels.Length);
        bool isMarked = axes.Y.Kind == AxisKind.Category && !mayGrow && lines < height + 2;
        int longest = Math.Max(axes.Y.Labels.Max(CharacterText.Width) + (isMarked ? Mark.Length : 0), CharacterText.Width(axes.Y.Name));
        Side = Math.Clamp(longest, 1, Math.Max(1, columns / SideShare));
        _most = Math.Max(1, columns - Side - 1);
        _stack = StackHeight(axes.X, _most / width);
        lines = Math.Max(1, lines - 1 - Math.Max(1, _stack));
        if (mayGrow && axes.Y.Kind == AxisKind.Category)
            lines = Math.Max(lines, height);
        int down = lines / height;
        int across = Across(axes.X, _most / width, (int)Math.Round(2 * pixelAspect * down));
        Width = across > 0 ? across * width : _most;
        Height = down > 0 ? 2 * height * Math.Clamp((int)Math.Round(across / (2 * pixelAspect)), 1, down) : Math.Min(height, 2 * lines);
        _rowLabels = RowLabels();
        _labels = new string[(Height + 1) / 2];
        Array.Fill(_labels, string.Empty);
        foreach (int row in _rowLabels.Cells)
            _labels[LineOf(row)] = CharacterText.Shorten(Text(axes.Y, _rowLabels.Text(row)), Side);
    }

    /// <summary>Pixels across: characters.</summary>
    public int Width { get; }

    /// <summary>Pixels down: two a line.</summary>
    public int Height { get; }

    /// <summary>Characters of the row labels.</summary>
    public int Side { get; }

    /// <summary>Lays out.</summary>
    /// <param name="axes">The labels.</param>
    /// <param name="columns">Characters of a line.</param>
    /// <param name="lines">Lines for cells and labels.</param>
    /// <param name="mayGrow">Whether rows that have names may take more lines, so that each has one.</param>
    /// <param name="pixelAspect">Height of a pixel over its width.</param>
    public static TerminalGrid Create(RasterAxes axes, int columns, int lines, bool mayGrow, double pixelAspect) =>
        new(axes, columns, lines, mayGrow, pixelAspect);

    /// <summary>The lines above the cells.</summary>
    public IEnumerable<string> Header()
    {
        (string[] labels, string omitted) = _stack > 0 ? (StackedNames(), string.Empty)
            : _axes.X.Kind == AxisKind.Category ? ([NameLabels()], string.Empty)
            : PlaceLabels();
        string side = CharacterText.PadLeft(CharacterText.Shorten(WithOmitted(_axes.Y.Name, _rowLabels.Omitted), Side), Side);
        return
        [
            Indent(CharacterText.Shorten(WithOmitted(_axes.X.Name, omitted), _most)),
            .. labels[..^1].Select(Indent),
            $"{side} {labels[^1]}".TrimEnd(),
        ];
    }

    /// <summary>A line of cells with the label of its row.</summary>
    /// <param name="line">Number of the line.</param>
    /// <param name="blocks">Its cells.</param>
    public string Row(int line, string blocks) => $"{CharacterText.PadLeft(_labels[line], Side)} {blocks}";

    /// <summary>A line that begins where the cells begin.</summary>
    public string Indent(string text) => new string(' ', Side + 1) + text;

    private static string WithOmitted(string name, string omitted) => omitted.Length == 0 ? name : $"{name} ({omitted})";

    private static string Text(RasterAxis axis, string label) => axis.Kind == AxisKind.Number ? ReadableNumber.WithMinusSign(label) : label;

    /// <summary>Characters of a cell: about square; wider where names need it; 0 where there is less than one.</summary>
    private static int Across(RasterAxis axis, int most, int square)
    {
        int wanted = axis.Kind == AxisKind.Category ? axis.Labels.Max(CharacterText.Width) + 1 : square == 0 ? NarrowCell : 1;
        return Math.Min(most, Math.Max(wanted, square));
    }

    /// <summary>Lines of names that are written downwards; 0 where they have room side by side.</summary>
    private static int StackHeight(RasterAxis axis, int room)
    {
        int longest = axis.Labels.Max(CharacterText.Width);
        bool isNarrow = room < Math.Min(longest + 1, ReadableCell) && longest > 1;
        return axis.Kind == AxisKind.Category && isNarrow ? Math.Min(longest, MaxStack) : 0;
    }

    /// <summary>The line in the middle of a row.</summary>
    private int LineOf(int row)
    {
        int start = RowStart(row), end = Math.Max(start + 1, RowStart(row + 1));
        return (start + end - 1) / 4;
    }

    private int RowStart(int row) => (int)((long)row * Height / _axes.Y.Labels.Length);

    private int ColumnOf(int column) => (int)((long)column * Width / _axes.X.Labels.Length);

    /// <summary>All labels where each has a line; of numbers and times fewer; else the first of each line.</summary>
    private AxisLabelSet RowLabels()
    {
        AxisLabelSet[] sets = [.. AxisLabelSets.Of(_axes.Y)];
        if (_axes.Y.Kind != AxisKind.Category)
            return Array.Find(sets, set => set.Cells.Select(LineOf).Distinct().Count() == set.Cells.Length) ?? sets[^1];
        int[] firsts = [.. sets[0].Cells.GroupBy(LineOf).Select(line => line.First())];
        bool areAll = firsts.Length == sets[0].Cells.Length;
        return new AxisLabelSet(firsts, cell => areAll ? sets[0].Text(cell) : sets[0].Text(cell) + Mark);
    }

    /// <summary>A name for each column, as long as its cell.</summary>
    private string NameLabels()
    {
        var line = new StringBuilder();
        int count = _axes.X.Labels.Length, end = 0;
        for (int column = 0; column < count; column++)
        {
            int start = ColumnOf(column), room = ColumnOf(column + 1) - start;
            if (room == 0)
                continue;
            string text = CharacterText.Shorten(_axes.X.Labels[column], room > 1 ? room - 1 : room);
            int before = start - end + Math.Max(0, (room - 1 - CharacterText.Width(text)) / 2);
            line.Append(' ', before).Append(text);
            end += before + CharacterText.Width(text);
        }

        return line.ToString();
    }

    /// <summary>A name for each column, written downwards to the cells.</summary>
    private string[] StackedNames()
    {
        char[][] lines = [.. Enumerable.Range(0, _stack).Select(_ => new string(' ', Width).ToCharArray())];
        for (int column = 0; column < _axes.X.Labels.Length; column++)
        {
            int start = ColumnOf(column), room = ColumnOf(column + 1) - start;
            if (room == 0)
                continue;
            string name = CharacterText.Narrow(CharacterText.Shorten(_axes.X.Labels[column], _stack));
            for (int i = 0; i < name.Length; i++)
                lines[_stack - name.Length + i][start + ((room - 1) / 2)] = name[i];
        }

        return [.. lines.Select(line => new string(line).TrimEnd())];
    }

    /// <summary>The labels of numbers or times that have room side by side.</summary>
    private (string[] Lines, string Omitted) PlaceLabels()
    {
        string? fewest = null;
        foreach (AxisLabelSet set in AxisLabelSets.Of(_axes.X))
        {
            if (Place(set, mayLeaveOut: false) is { } line)
                return ([line], set.Omitted);
            fewest = Place(set, mayLeaveOut: true);
        }

        return ([fewest ?? string.Empty], string.Empty);
    }

    private string? Place(AxisLabelSet set, bool mayLeaveOut)
    {
        var line = new StringBuilder();
        foreach (int column in set.Cells)
        {
            string text = CharacterText.Shorten(Text(_axes.X, set.Text(column)), _most);
            int middle = (ColumnOf(column) + ColumnOf(column + 1)) / 2;
            int start = Math.Clamp(middle - (text.Length / 2), 0, Math.Max(0, _most - text.Length));
            if (start < line.Length + (line.Length > 0 ? 1 : 0))
            {
                if (mayLeaveOut)
                    continue;
                return null;
            }

            line.Append(' ', start - line.Length).Append(text);
        }

        return line.ToString();
    }
}

/// <summary>Draws grids with their labels for terminals that show pixels. Cells are made smaller until the picture fits: a picture made
/// smaller afterwards could not be read.</summary>
internal sealed class TerminalGridPicture
{
    private const int Tries = 4;

    private readonly TextRenderer _text = new();

    /// <summary>The picture of a grid.</summary>
    /// <param name="heatmap">A heatmap of a grid.</param>
    /// <param name="width">Pixels across at most.</param>
    /// <param name="height">Pixels down at most.</param>
    /// <param name="mayGrow">Whether rows that have names may take more pixels, so that each can be read.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Raster Draw(Heatmap heatmap, int width, int height, bool mayGrow, CancellationToken cancellationToken)
    {
        GridPicture picture = Compose(heatmap, cell: null, cancellationToken);
        bool growsDown = mayGrow && heatmap.Raster.Axes!.Y.Kind == AxisKind.Category;
        for (int i = 0; i < Tries; i++)
        {
            (GridDrawing drawing, GridMetrics metrics) = (picture.Drawing, picture.Drawing.Metrics);
            int across = Smaller(metrics.CellWidth, drawing.Columns, drawing.Layout.Width, width);
            int down = Smaller(metrics.CellHeight, drawing.Rows, drawing.Layout.Height, height);
            if (growsDown)
                down = Math.Max(down, Math.Min(metrics.CellHeight, GridMetrics.NameLine));
            if (across == metrics.CellWidth && down == metrics.CellHeight)
                break;
            picture = Compose(heatmap, (across, down), cancellationToken);
        }

        return picture.Raster;
    }

    /// <summary>The side of a cell that lets a picture fit, as far as cells alone can do it.</summary>
    private static int Smaller(int cell, int count, int length, int most) =>
        length <= most ? cell : Math.Clamp((most - (length - (cell * count))) / count, 1, cell);

    private GridPicture Compose(Heatmap heatmap, (int Width, int Height)? cell, CancellationToken cancellationToken) =>
        new GridComposer(new GridOptions { CellSize = cell }, _text).Compose(heatmap, bits: 8, cancellationToken);
}

/// <summary>Texts counted in columns of a terminal: an ideograph takes two, a combining mark none.</summary>
internal static class CharacterText
{
    private const string Ellipsis = "…";

    /// <summary>First and last of the code points that terminals show in two columns.</summary>
    private static readonly (int First, int Last)[] s_wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F),
        (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    /// <summary>Columns that a text takes.</summary>
    public static int Width(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
            width += Width(rune);
        return width;
    }

    /// <summary>A text that takes no more columns than there are, shortened with an ellipsis. Nothing in it steers the terminal.</summary>
    public static string Shorten(string text, int columns)
    {
        text = VisibleText.Line(text);
        if (Width(text) <= columns)
            return text;
        var kept = new StringBuilder();
        int left = columns > 1 ? columns - 1 : columns;
        foreach (string letter in Letters(text))
        {
            int width = Width(letter);
            if (width > left)
                break;
            kept.Append(letter);
            left -= width;
        }

        return columns > 1 ? kept.ToString().TrimEnd() + Ellipsis : kept.ToString();
    }

    /// <summary>A text at the right end of its columns.</summary>
    public static string PadLeft(string text, int columns) => new string(' ', Math.Max(0, columns - Width(text))) + text;

    /// <summary>A text with one character for each column: letters that take two, or have marks, stand for themselves no more.</summary>
    public static string Narrow(string text) =>
        string.Concat(Letters(text.Normalize()).Select(letter => letter.Length == 1 && Width(letter) == 1 ? letter[0] : '·'));

    private static int Width(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => s_wide.Any(range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1,
    };

    /// <summary>What a reader sees as one letter, with its marks.</summary>
    private static IEnumerable<string> Letters(string text)
    {
        TextElementEnumerator letters = StringInfo.GetTextElementEnumerator(text);
        while (letters.MoveNext())
            yield return letters.GetTextElement();
    }
}
