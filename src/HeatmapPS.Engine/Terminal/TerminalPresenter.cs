using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Terminal;

/// <summary>How an image is shown.</summary>
internal sealed record TerminalOptions
{
    /// <summary>Columns the picture takes at most; null for the window's.</summary>
    public int? Columns { get; init; }

    /// <summary>Rows the picture takes at most; null for the window's, less those of the text around it.</summary>
    public int? Rows { get; init; }

    /// <summary>What stands for many values.</summary>
    public ValueReduction Reduction { get; init; }

    /// <summary>Whether heatmaps have a colorbar.</summary>
    public bool Colorbar { get; init; } = true;

    /// <summary>Whether escape sequences of pictures are wrapped for tmux to hand on.</summary>
    public bool Passthrough { get; init; }
}

/// <summary>Makes the lines that show an image in a terminal: a title, the picture, a colorbar.</summary>
/// <param name="terminal">What the terminal can.</param>
/// <param name="protocol">How; not Auto.</param>
/// <param name="options">Size and looks.</param>
internal sealed class TerminalPresenter(TerminalCapability terminal, TerminalProtocol protocol, TerminalOptions options)
{
    /// <summary>Title, colorbar and its numbers, and the prompt.</summary>
    private const int RowsAround = 4;

    private readonly TerminalColors _colors =
        new((terminal.TrueColor && protocol != TerminalProtocol.Ansi256) || protocol == TerminalProtocol.HalfBlock);

    private readonly TerminalGridPicture _gridPictures = new();

    /// <summary>Without a height, rows with names take the lines they need.</summary>
    private bool MayGrow => options.Rows is null;

    /// <summary>A line of the last column makes some terminals begin a new one by themselves.</summary>
    private int Columns => Math.Max(1, options.Columns ?? terminal.Columns - 1);

    private int Rows => Math.Max(1, options.Rows ?? terminal.Rows - RowsAround);

    /// <summary>The lines, without line ends; a picture of pixels is one of them.</summary>
    /// <param name="image">A heatmap, or a picture of 8 or 16 bits.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    public IReadOnlyList<string> Present(ImageObject image, CancellationToken cancellationToken)
    {
        var lines = new List<string> { Title(image) };
        ImageObject source = image;
        if (protocol == TerminalProtocol.Text)
        {
            Raster numbers = image is Heatmap data ? data.Raster : Grayscale.Apply((Raster)image);
            lines.AddRange(NumberTable.Lines(numbers, Columns, options.Rows, options.Reduction, cancellationToken));
            return lines;
        }

        int columns;
        bool isText = protocol is TerminalProtocol.HalfBlock or TerminalProtocol.Ansi256;
        if (isText && image is Heatmap { Raster.Axes: { } axes } grid)
        {
            lines.AddRange(GridLines(grid, axes, cancellationToken));
            return lines;
        }

        if (isText)
        {
            (int width, int height) =
                TerminalLayout.Fit(image.Width, image.Height, Columns, 2 * Rows, terminal.CellHeight / 2.0 / terminal.CellWidth);
            lines.AddRange(new BlockEncoder(_colors)
                .Encode(TerminalPicture.Paint(image, width, height, options.Reduction, cancellationToken)));
            columns = width;
        }
        else
        {
            (int width, int height) = PixelSize(ref image, cancellationToken);
            var picture = TerminalPicture.Paint(image, width, height, options.Reduction, cancellationToken);
            lines.Add(Place(Encode(picture), Cells(height, terminal.CellHeight)));
            columns = Cells(width, terminal.CellWidth);
        }

        if (options.Colorbar && source is Heatmap heatmap)
            lines.AddRange(Colorbar(heatmap, columns, Columns));
        return lines;
    }

    private IEnumerable<string> GridLines(Heatmap heatmap, RasterAxes axes, CancellationToken cancellationToken)
    {
        var grid = TerminalGrid.Create(axes, Columns, Rows, MayGrow, terminal.CellHeight / 2.0 / terminal.CellWidth);
        var picture = TerminalPicture.Paint(heatmap, grid.Width, grid.Height, options.Reduction, cancellationToken);
        IEnumerable<string> cells = new BlockEncoder(_colors).Encode(picture).Select((blocks, line) => grid.Row(line, blocks));
        int most = Math.Max(1, Columns - grid.Side - 1);
        IEnumerable<string> legend = options.Colorbar ? Colorbar(heatmap, grid.Width, most) : [];
        return [.. grid.Header(), .. cells, .. legend.Select(grid.Indent)];
    }

    private IEnumerable<string> Colorbar(Heatmap heatmap, int columns, int most) =>
        TerminalColorbar.Lines(heatmap, Math.Clamp(columns, Math.Min(TerminalColorbar.MinWidth, most), most), _colors);

    private static int Cells(int pixels, int cell) => (pixels + cell - 1) / cell;

    /// <summary>The size of an image in pixels; a grid is drawn with its labels first.</summary>
    private (int Width, int Height) PixelSize(ref ImageObject image, CancellationToken cancellationToken)
    {
        int width = Columns * terminal.CellWidth, height = Rows * terminal.CellHeight;
        if (protocol == TerminalProtocol.Sixel && terminal.SixelSize is { Width: > 0 and var mostColumns, Height: > 0 and var mostRows })
            (width, height) = (Math.Min(width, mostColumns), Math.Min(height, mostRows));
        if (image is not Heatmap grid || !GridComposer.Draws(grid))
            return TerminalLayout.Fit(image.Width, image.Height, width, height);
        image = _gridPictures.Draw(grid, width, height, MayGrow, cancellationToken);

        // Names of rows may reach below the window; what is too wide is made smaller.
        return image.Width <= width && (MayGrow || image.Height <= height)
            ? (image.Width, image.Height)
            : TerminalLayout.Fit(image.Width, image.Height, width, MayGrow ? Math.Max(height, image.Height) : height);
    }

    private IReadOnlyList<string> Encode(TerminalPicture picture) => protocol switch
    {
        TerminalProtocol.Sixel => [SixelEncoder.Encode(picture, terminal.SixelColors)],
        TerminalProtocol.Kitty => KittyEncoder.Encode(picture),
        _ => [ITerm2Encoder.Encode(picture)],
    };

    /// <summary>tmux hands on what is wrapped for it, without knowing that it takes room: the room is made first.</summary>
    private string Place(IReadOnlyList<string> sequences, int rows)
    {
        if (!options.Passthrough)
            return string.Concat(sequences);
        var text = new StringBuilder();
        text.Append('\n', rows).Append(CultureInfo.InvariantCulture, $"\u001b[{rows}A");
        foreach (string sequence in sequences)
            text.Append("\u001bPtmux;").Append(sequence.Replace("\u001b", "\u001b\u001b", StringComparison.Ordinal)).Append("\u001b\\");
        return text.Append(CultureInfo.InvariantCulture, $"\u001b[{rows}B").ToString();
    }

    /// <summary>Name, size, type; for a heatmap also its limits, unit, norm and colormap.</summary>
    private static string Title(ImageObject image)
    {
        string name = PlainText(image.Name);
        if (image is not Heatmap heatmap)
            return $"{name}  {image.Width} × {image.Height}, {image.Bands} bands of {image.SampleType}";
        string unit = PlainText(heatmap.Unit ?? heatmap.Scale.Unit ?? string.Empty);
        string norm = heatmap.Scale.Norm == NormKind.Linear ? string.Empty : $", {heatmap.Scale.Norm}";
        string limits = ReadableNumber.WithMinusSign($"{ReadableNumber.Format(heatmap.Minimum, unit)} to {ReadableNumber.Format(heatmap.Maximum, unit)}");
        return $"{name}  {image.Width} × {image.Height} {heatmap.Raster.SampleType}, {$"{limits} {unit}".TrimEnd()}{norm}, {PlainText(heatmap.Colormap.ToString())}";
    }

    /// <summary>Texts of files must not steer the terminal.</summary>
    private static string PlainText(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
}

/// <summary>iTerm2's inline images, with the picture as PNG.</summary>
/// <remarks>https://iterm2.com/documentation-images.html.</remarks>
internal static class ITerm2Encoder
{
    /// <summary>Writes a picture; the cursor ends on its last row.</summary>
    public static string Encode(TerminalPicture picture)
    {
        byte[] png = picture.ToPng();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"\u001b]1337;File=inline=1;size={png.Length};width={picture.Width}px;height={picture.Height}px;preserveAspectRatio=1:");
        return text.Append(Convert.ToBase64String(png)).Append('\a').ToString();
    }
}

/// <summary>Kitty's graphics protocol, with the picture as PNG.</summary>
/// <remarks>https://sw.kovidgoyal.net/kitty/graphics-protocol: transmit and show at once, without an answer, in pieces of 4096
/// characters.</remarks>
internal static class KittyEncoder
{
    private const int PieceLength = 4096;

    /// <summary>Writes a picture; the cursor ends on its last row.</summary>
    public static IReadOnlyList<string> Encode(TerminalPicture picture)
    {
        string data = Convert.ToBase64String(picture.ToPng());
        var pieces = new List<string>();
        for (int at = 0; at < data.Length; at += PieceLength)
        {
            int length = Math.Min(PieceLength, data.Length - at);
            string keys = (at == 0 ? "a=T,f=100,q=2," : "q=2,") + (at + length < data.Length ? "m=1" : "m=0");
            pieces.Add($"\u001b_G{keys};{data.AsSpan(at, length)}\u001b\\");
        }

        return pieces;
    }
}

/// <summary>How large a picture is in a window.</summary>
internal static class TerminalLayout
{
    /// <summary>The size that fits, its sides in proportion.</summary>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="mostColumns">Columns of pixels there is room for.</param>
    /// <param name="mostRows">Rows of pixels there is room for.</param>
    /// <param name="pixelAspect">Height of a pixel over its width: 1 where it is square.</param>
    /// <returns>The image made smaller by any factor, or larger by a whole one, so that all its pixels stay alike.</returns>
    public static (int Width, int Height) Fit(int width, int height, int mostColumns, int mostRows, double pixelAspect = 1)
    {
        double factor = Math.Min((double)mostColumns / width, mostRows * pixelAspect / height);
        if (factor >= 1)
        {
            int across = (int)factor;
            int down = Math.Max(1, (int)Math.Round(across / pixelAspect));
            return (width * across, height * Math.Min(down, Math.Max(1, mostRows / height)));
        }

        return (Math.Clamp((int)Math.Round(width * factor), 1, mostColumns),
            Math.Clamp((int)Math.Round(height * factor / pixelAspect), 1, mostRows));
    }
}

/// <summary>Writes pictures with half blocks: each character is two pixels, one above the other.</summary>
internal sealed class BlockEncoder(TerminalColors colors)
{
    private const char Upper = '▀';
    private const char Lower = '▄';

    /// <summary>One line of text for two rows of pixels. Transparent pixels show the terminal's background.</summary>
    public IEnumerable<string> Encode(TerminalPicture picture)
    {
        for (int y = 0; y < picture.Height; y += 2)
            yield return Line(picture, y);
    }

    private string Line(TerminalPicture picture, int y)
    {
        var text = new StringBuilder();
        var none = default(Rgba32);
        Rgba32 front = none, back = none;
        for (int x = 0; x < picture.Width; x++)
        {
            Rgba32 above = Pixel(picture, x, y), below = Pixel(picture, x, y + 1);
            bool isAbove = TerminalPicture.IsShown(above), isBelow = TerminalPicture.IsShown(below);
            Rgba32 wantedBack = isAbove && isBelow ? below : none;
            Rgba32 wantedFront = isAbove ? above : isBelow ? below : front;
            if (wantedBack != back && wantedBack == none)
            {
                text.Append("\u001b[49m");
                back = none;
            }
            else if (wantedBack != back)
            {
                colors.AppendBackground(text, wantedBack);
                back = wantedBack;
            }

            if (wantedFront != front)
            {
                colors.AppendForeground(text, wantedFront);
                front = wantedFront;
            }

            text.Append(isAbove ? Upper : isBelow ? Lower : ' ');
        }

        return text.Append(TerminalColors.Reset).ToString();
    }

    private static Rgba32 Pixel(TerminalPicture picture, int x, int y) =>
        y < picture.Height ? picture.Pixels[(y * picture.Width) + x] : default;
}

/// <summary>A colorbar of characters: a row of colours, and their values under it.</summary>
internal static class TerminalColorbar
{
    /// <summary>Columns below which numbers do not fit.</summary>
    public const int MinWidth = 12;

    /// <summary>Two colours a character. Coloured blanks would be lost where the end of a line is trimmed, as tmux does.</summary>
    private const char LeftHalf = '▌';

    /// <summary>The two lines.</summary>
    /// <param name="heatmap">Whose scale and colours.</param>
    /// <param name="width">Characters.</param>
    /// <param name="colors">How colours are written.</param>
    public static IEnumerable<string> Lines(Heatmap heatmap, int width, TerminalColors colors)
    {
        ColorTable table = heatmap.Style.Table(8, alpha: false);
        int[] cells = heatmap.Scale.Function.BarCells(2 * width, table.Count);
        var bar = new StringBuilder();
        for (int i = 0; i < cells.Length; i += 2)
        {
            colors.AppendForeground(bar, table.Bytes[cells[i]]);
            colors.AppendBackground(bar, table.Bytes[cells[i + 1]]);
            bar.Append(LeftHalf);
        }

        yield return bar.Append(TerminalColors.Reset).ToString();
        yield return Labels(heatmap, width);
    }

    /// <summary>As many round values as find room, each under its colour; then what all are multiplied by.</summary>
    private static string Labels(Heatmap heatmap, int width)
    {
        for (int intervals = ColorbarTicks.DefaultIntervals; intervals > 0; intervals--)
        {
            var ticks = ColorbarTicks.Locate(heatmap.Scale, intervals);
            if (TryPlace(ticks, width) is { } line)
                return ticks.Factor.Length == 0 ? line : $"{line.TrimEnd()}  {ticks.Factor}";
        }

        return string.Empty;
    }

    private static string? TryPlace(ColorbarTicks ticks, int width)
    {
        char[] line = new char[width];
        Array.Fill(line, ' ');
        int free = 0;
        foreach (ColorbarTick tick in ticks.Major)
        {
            int length = tick.Label.Length;
            int start = Math.Clamp((int)Math.Round(tick.Position * (width - 1)) - (length / 2), 0, Math.Max(0, width - length));
            if (start < free || start + length > width)
                return null;
            tick.Label.CopyTo(line.AsSpan(start));
            free = start + length + 1;
        }

        return new string(line);
    }
}

/// <summary>Colours of characters, in 24 bits or the 256 of xterm.</summary>
/// <param name="TrueColor">Whether in 24 bits.</param>
internal sealed record TerminalColors(bool TrueColor)
{
    /// <summary>Back to the terminal's own colours.</summary>
    public const string Reset = "\u001b[0m";

    private const int FirstCube = 16;
    private const int FirstGray = 232;

    private static ReadOnlySpan<byte> CubeLevels => [0, 95, 135, 175, 215, 255];

    /// <summary>Sets the colour of characters.</summary>
    public void AppendForeground(StringBuilder text, Rgba32 color) => Append(text, 38, color);

    /// <summary>Sets the colour behind characters.</summary>
    public void AppendBackground(StringBuilder text, Rgba32 color) => Append(text, 48, color);

    /// <summary>The nearest of xterm's colours 16 to 255: the cube of 6 × 6 × 6 and the greys. The first 16 are the user's own.</summary>
    public static int ToAnsi256(Rgba32 color)
    {
        int red = Level(color.R), green = Level(color.G), blue = Level(color.B);
        int cube = Distance(color, CubeLevels[red], CubeLevels[green], CubeLevels[blue]);
        int gray = Math.Clamp((((color.R + color.G + color.B) / 3) - 3) / 10, 0, 23);
        int best = FirstCube + (36 * red) + (6 * green) + blue;
        for (int i = Math.Max(0, gray - 1); i <= Math.Min(23, gray + 1); i++)
        {
            int level = 8 + (10 * i);
            int distance = Distance(color, level, level, level);
            if (distance < cube)
                (cube, best) = (distance, FirstGray + i);
        }

        return best;
    }

    private void Append(StringBuilder text, int plane, Rgba32 color)
    {
        if (TrueColor)
            text.Append(CultureInfo.InvariantCulture, $"\u001b[{plane};2;{color.R};{color.G};{color.B}m");
        else
            text.Append(CultureInfo.InvariantCulture, $"\u001b[{plane};5;{ToAnsi256(color)}m");
    }

    private static int Level(byte channel)
    {
        int best = 0;
        for (int i = 1; i < CubeLevels.Length; i++)
        {
            if (Math.Abs(CubeLevels[i] - channel) < Math.Abs(CubeLevels[best] - channel))
                best = i;
        }

        return best;
    }

    private static int Distance(Rgba32 color, int red, int green, int blue) =>
        ((color.R - red) * (color.R - red)) + ((color.G - green) * (color.G - green)) + ((color.B - blue) * (color.B - blue));
}
