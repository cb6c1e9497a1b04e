using System.Globalization;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Drawing.Swatch;

/// <summary>Draws many maps as a catalogue: groups of one family and kind under a heading, in columns.</summary>
internal static class ColormapSheet
{
    private const int NameFont = 12;
    private const int HeadingFont = 13;
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
        var renderer = new TextRenderer();
        if (!renderer.HasFont)
            throw ColorbarErrors.FontNotFound();
        List<Line> lines = [.. maps.GroupBy(map => (map.Family, map.Kind)).SelectMany(group =>
            group.Select(map => new Line(AxisLabels.Cut(map.Name, NameFont, MaxNameWidth, renderer), map))
                .Prepend(new Line(renderer.Draw(Heading(group.Key.Family, group.Key.Kind), HeadingFont, isBold: true), null)))];
        int columns = Math.Clamp((int)Math.Ceiling(lines.Sum(line => line.Height) / (double)GoodHeight), 1, MaxColumns);
        List<List<Line>> split = Split(lines, columns);
        int[] widths = [.. split.Select(NameWidthOf)];
        int width = (2 * Margin) + widths.Sum(name => name + NameGap + BarWidth) + ((split.Count - 1) * ColumnGap);
        var canvas = new SheetCanvas(width, (2 * Margin) + split.Max(column => column.Sum(line => line.Height)));
        int x = Margin;
        for (int i = 0; i < split.Count; i++)
        {
            DrawColumn(canvas, split[i], x, widths[i], renderer);
            x += widths[i] + NameGap + BarWidth + ColumnGap;
        }

        return canvas.ToRaster();
    }

    private static int NameWidthOf(List<Line> column) =>
        column.Where(line => line.Map is not null).Select(line => line.Text?.Width ?? 0).Append(MinNameWidth).Max();

    private static string Heading(string family, ColormapKind kind) =>
        kind == ColormapKind.Miscellaneous
            ? family
            : string.Create(CultureInfo.InvariantCulture, $"{family} · {kind.ToString().ToLowerInvariant()}");

    private static void DrawColumn(SheetCanvas canvas, List<Line> lines, int x, int nameWidth, TextRenderer renderer)
    {
        // The height of a bar is that of a line; all names of a font stand on one base line.
        LegendText name = renderer.Draw("|", NameFont)!, heading = renderer.Draw("|", HeadingFont, isBold: true)!;
        int nameTop = ((RowHeight - name.Height) / 2) - name.Top, headingTop = HeadingHeight - 10 - heading.Height - heading.Top;
        int y = Margin;
        foreach (Line line in lines)
        {
            if (line.Map is null)
            {
                canvas.Text(line.Text, x, y + headingTop, Ink);
                canvas.Rule(x, y + HeadingHeight - 6, nameWidth + NameGap + BarWidth, RuleLevel);
            }
            else
            {
                canvas.Text(line.Text, x + nameWidth - (line.Text?.Width ?? 0), y + nameTop, PaleInk);
                canvas.Bar(line.Map, x + nameWidth + NameGap, y + ((RowHeight - BarHeight) / 2), BarWidth, BarHeight);
            }

            y += line.Height;
        }
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
    private sealed record Line(LegendText? Text, Colormap? Map)
    {
        public int Height => Map is null ? HeadingHeight : RowHeight;
    }
}

/// <summary>Draws one map as a bar and nothing else, each colour equally wide, so that the map can be read back from it.</summary>
internal static class ColormapBar
{
    private const int MinWidth = 512;
    private const int Height = 64;
    private const int MaxColors = 8192;

    /// <summary>Draws the bar, low values left.</summary>
    /// <returns>RGB of 8 bits; at least 512 columns, a whole number for each colour, 64 rows. Transparency is over white.</returns>
    public static Raster Draw(Colormap map)
    {
        if (map.Count > MaxColors) map = map.Resample(MaxColors);
        int step = (MinWidth + map.Count - 1) / map.Count;
        var canvas = new SheetCanvas(map.Count * step, Height);
        canvas.Bar(map, 0, 0, canvas.Width, Height);
        return canvas.ToRaster();
    }
}

/// <summary>A white picture of 8-bit red, green and blue to draw bars, rules and text on.</summary>
internal sealed class SheetCanvas
{
    private readonly byte[] _pixels;

    public SheetCanvas(int width, int height)
    {
        (Width, Height) = (width, height);
        _pixels = new byte[checked(width * height * 3)];
        _pixels.AsSpan().Fill(255);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Draws a map from left to right; pixel p of w has the colour ⌊p·N/w⌋.</summary>
    public void Bar(Colormap map, int x, int y, int width, int height)
    {
        Rgba32[] colors = map.ToRgba32();
        Span<byte> row = Row(x, y, width);
        for (int p = 0; p < width; p++)
        {
            Rgba32 color = colors[(int)((long)p * colors.Length / width)];
            (row[p * 3], row[(p * 3) + 1], row[(p * 3) + 2]) =
                (OverWhite(color.R, color.A), OverWhite(color.G, color.A), OverWhite(color.B, color.A));
        }

        for (int line = 1; line < height; line++) row.CopyTo(Row(x, y + line, width));
    }

    /// <summary>Draws a grey line, one pixel high.</summary>
    public void Rule(int x, int y, int width, byte level) => Row(x, y, width).Fill(level);

    /// <summary>Draws a text in grey.</summary>
    /// <param name="text">The text, or null for none.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Upper edge of the text's line.</param>
    /// <param name="level">Grey of the letters.</param>
    public void Text(LegendText? text, int x, int y, byte level)
    {
        if (text is null)
            return;
        y += text.Top;
        for (int line = 0; line < text.Height && y + line < Height; line++)
        {
            for (int column = 0; column < text.Width && x + column < Width; column++)
            {
                int coverage = text.Coverage[(line * text.Width) + column];
                if (coverage == 0 || y + line < 0 || x + column < 0) continue;
                Span<byte> pixel = Row(x + column, y + line, 1);
                for (int channel = 0; channel < 3; channel++)
                    pixel[channel] = (byte)(((pixel[channel] * (255 - coverage)) + (level * coverage) + 127) / 255);
            }
        }
    }

    /// <summary>The picture as it is now.</summary>
    public Raster ToRaster() =>
        Raster.FromPixels(_pixels, Width, Height, 3, SampleType.UInt8, new RasterMetadata { ColorModel = ColorModel.Rgb });

    private static byte OverWhite(byte channel, byte alpha) => (byte)(((channel * alpha) + (255 * (255 - alpha)) + 127) / 255);

    private Span<byte> Row(int x, int y, int width) => _pixels.AsSpan(((y * Width) + x) * 3, width * 3);
}
