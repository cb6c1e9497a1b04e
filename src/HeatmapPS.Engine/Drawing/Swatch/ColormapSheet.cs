using System.Globalization;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Drawing.Swatch;

/// <summary>Draws many maps as a catalogue: groups of one family and kind under a heading, in columns.</summary>
internal static class ColormapSheet
{
    private const string NameFont = "sans 9";
    private const string HeadingFont = "sans bold 10";
    private const int Margin = 24;
    private const int MinNameWidth = 96;
    private const int MaxNameWidth = 240;
    private const int NameGap = 10;
    private const int BarWidth = 256;
    private const int BarHeight = 16;
    private const int RowHeight = 22;
    private const int HeadingHeight = 36;
    private const int ColumnGap = 36;
    private const int GoodHeight = 1100;
    private const int MaxColumns = 8;
    private const byte Ink = 32;
    private const byte PaleInk = 96;
    private const byte RuleLevel = 200;

    /// <summary>Draws the sheet.</summary>
    /// <param name="maps">Maps in any order; groups keep the order in which they first appear.</param>
    /// <returns>RGB of 8 bits, white.</returns>
    /// <exception cref="HeatmapException">FontNotFound.</exception>
    public static Raster Draw(IReadOnlyList<Colormap> maps)
    {
        TextMask.RequireFont(NameFont);
        List<Line> lines = [.. maps.GroupBy(map => (map.Family, map.Kind)).SelectMany(group =>
            group.Select(map => new Line(Fitting(map.Name), map)).Prepend(new Line(TextMask.Draw(Heading(group.Key.Family, group.Key.Kind), HeadingFont), null)))];
        int columns = Math.Clamp((int)Math.Ceiling(lines.Sum(line => line.Height) / (double)GoodHeight), 1, MaxColumns);
        List<List<Line>> split = Split(lines, columns);
        int[] widths = [.. split.Select(NameWidthOf)];
        int width = (2 * Margin) + widths.Sum(name => name + NameGap + BarWidth) + ((split.Count - 1) * ColumnGap);
        var canvas = new SheetCanvas(width, (2 * Margin) + split.Max(column => column.Sum(line => line.Height)));
        int x = Margin;
        for (int i = 0; i < split.Count; i++)
        {
            DrawColumn(canvas, split[i], x, widths[i]);
            x += widths[i] + NameGap + BarWidth + ColumnGap;
        }

        return canvas.ToRaster();
    }

    private static int NameWidthOf(List<Line> column) =>
        column.Where(line => line.Map is not null).Select(line => line.Text.Width).Append(MinNameWidth).Max();

    private static string Heading(string family, ColormapKind kind) =>
        kind == ColormapKind.Miscellaneous ? family : string.Create(CultureInfo.InvariantCulture, $"{family} · {kind.ToString().ToLowerInvariant()}");

    private static void DrawColumn(SheetCanvas canvas, List<Line> lines, int x, int nameWidth)
    {
        int y = Margin;
        foreach (Line line in lines)
        {
            TextMask text = line.Text;
            if (line.Map is null)
            {
                canvas.Text(text, x, y + HeadingHeight - 10 - text.Height, Ink);
                canvas.Rule(x, y + HeadingHeight - 6, nameWidth + NameGap + BarWidth, RuleLevel);
            }
            else
            {
                canvas.Text(text, x + nameWidth - text.Width, y + ((RowHeight - text.Height) / 2), PaleInk);
                canvas.Bar(line.Map, x + nameWidth + NameGap, y + ((RowHeight - BarHeight) / 2), BarWidth, BarHeight);
            }

            y += line.Height;
        }
    }

    /// <summary>A name, shortened until it fits.</summary>
    private static TextMask Fitting(string name)
    {
        var text = TextMask.Draw(name, NameFont);
        for (int length = Math.Min(name.Length - 1, 40); text.Width > MaxNameWidth && length > 0; length--)
            text = TextMask.Draw(string.Concat(name.AsSpan(0, length), "…"), NameFont);
        return text;
    }

    /// <summary>Fills the columns one after the other to the least height that lets all lines in; a heading is never the
    /// last of a column, and a group that goes on has its heading again.</summary>
    private static List<List<Line>> Split(List<Line> lines, int columns)
    {
        int least = (int)Math.Ceiling(lines.Sum(line => line.Height) / (double)columns);
        for (int limit = least; ; limit += RowHeight)
        {
            List<List<Line>> split = Fill(lines, limit);
            if (split.Count <= columns) return split;
        }
    }

    private static List<List<Line>> Fill(List<Line> lines, int limit)
    {
        var columns = new List<List<Line>> { new() };
        int height = 0;
        Line heading = lines[0];
        foreach (Line line in lines)
        {
            int needed = line.Height + (line.Map is null ? RowHeight : 0);
            if (height > 0 && height + needed > limit)
            {
                columns.Add([]);
                height = 0;
                if (line.Map is not null)
                {
                    columns[^1].Add(heading);
                    height += heading.Height;
                }
            }

            if (line.Map is null) heading = line;
            columns[^1].Add(line);
            height += line.Height;
        }

        return columns;
    }

    /// <summary>A heading, or a map and its name.</summary>
    private sealed record Line(TextMask Text, Colormap? Map)
    {
        public int Height => Map is null ? HeadingHeight : RowHeight;
    }
}
