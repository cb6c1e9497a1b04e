using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace HeatmapPS.Help;

/// <summary>A markdown table as aligned columns of plain text, as PowerShell shows tables.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    /// <summary>The lines of a table: a heading, dashes under it, and the rows, wrapped so that no line is wider than given.</summary>
    /// <param name="table">The table.</param>
    /// <param name="width">The number of columns on the screen.</param>
    public static IEnumerable<string> Lines(Table table, int width)
    {
        List<string[]> rows = [.. table.OfType<TableRow>().Select(row => row.OfType<TableCell>().Select(Text).ToArray())];
        int[] widths = Widths(rows, width);
        for (int i = 0; i < rows.Count; i++)
        {
            foreach (string line in RowLines(rows[i], widths))
                yield return line;
            if (i == 0)
                yield return Line(rows[0].Select(heading => new string('-', heading.Length)), widths);
        }
    }

    private static string Text(TableCell cell) => string.Join(' ', cell.OfType<LeafBlock>().Select(MarkdownText.Of));

    // Each column as wide as its longest cell. Where that is too much, the widest columns give way, but none below its longest word.
    private static int[] Widths(List<string[]> rows, int width)
    {
        int columns = rows.Max(row => row.Length);
        int[] widths = new int[columns];
        int[] words = new int[columns];
        for (int c = 0; c < columns; c++)
        {
            IEnumerable<string> cells = rows.Where(row => c < row.Length).Select(row => row[c]);
            widths[c] = cells.Max(cell => cell.Length);
            words[c] = cells.Max(cell => cell.Split(' ').Max(word => word.Length));
        }

        int room = width - ((columns - 1) * Gap.Length);
        while (widths.Sum() > room)
        {
            int widest = Enumerable.Range(0, columns).Where(c => widths[c] > words[c]).DefaultIfEmpty(-1).MaxBy(c => c < 0 ? 0 : widths[c]);
            if (widest < 0)
                break;
            widths[widest]--;
        }

        return widths;
    }

    private static IEnumerable<string> RowLines(string[] row, int[] widths)
    {
        List<string>[] cells = [.. row.Select((cell, c) => MarkdownText.Wrap(cell, widths[c]).ToList())];
        int height = cells.Max(cell => cell.Count);
        for (int i = 0; i < height; i++)
            yield return Line(cells.Select(cell => i < cell.Count ? cell[i] : ""), widths);
    }

    private static string Line(IEnumerable<string> cells, int[] widths) =>
        string.Join(Gap, cells.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd();
}
