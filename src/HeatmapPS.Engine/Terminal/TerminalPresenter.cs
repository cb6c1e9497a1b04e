using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Images;
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

    private readonly TerminalColors _colors = new((terminal.TrueColor && protocol != TerminalProtocol.Ansi256) || protocol == TerminalProtocol.HalfBlock);

    /// <summary>A line of the last column makes some terminals begin a new one by themselves.</summary>
    private int Columns => Math.Max(1, options.Columns ?? terminal.Columns - 1);

    private int Rows => Math.Max(1, options.Rows ?? terminal.Rows - RowsAround);

    /// <summary>The lines, without line ends; a picture of pixels is one of them.</summary>
    /// <param name="image">A heatmap, or a picture of 8 or 16 bits.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    public IReadOnlyList<string> Present(ImageObject image, CancellationToken cancellationToken)
    {
        var lines = new List<string> { Title(image) };
        if (protocol == TerminalProtocol.Text)
        {
            Raster numbers = image is Heatmap data ? data.Raster : Grayscale.Apply((Raster)image);
            lines.AddRange(NumberTable.Lines(numbers, Columns, options.Reduction, cancellationToken));
            return lines;
        }

        int columns;
        if (protocol is TerminalProtocol.HalfBlock or TerminalProtocol.Ansi256)
        {
            (int width, int height) = TerminalLayout.Fit(image.Width, image.Height, Columns, 2 * Rows, terminal.CellHeight / 2.0 / terminal.CellWidth);
            lines.AddRange(new BlockEncoder(_colors).Encode(TerminalPicture.Paint(image, width, height, options.Reduction, cancellationToken)));
            columns = width;
        }
        else
        {
            (int width, int height) = PixelSize(image);
            TerminalPicture picture = TerminalPicture.Paint(image, width, height, options.Reduction, cancellationToken);
            lines.Add(Place(Encode(picture), Cells(height, terminal.CellHeight)));
            columns = Cells(width, terminal.CellWidth);
        }

        if (options.Colorbar && image is Heatmap heatmap)
            lines.AddRange(TerminalColorbar.Lines(heatmap, Math.Clamp(columns, Math.Min(TerminalColorbar.LeastWidth, Columns), Columns), _colors));
        return lines;
    }

    private static int Cells(int pixels, int cell) => (pixels + cell - 1) / cell;

    private (int Width, int Height) PixelSize(ImageObject image)
    {
        int width = Columns * terminal.CellWidth, height = Rows * terminal.CellHeight;
        if (protocol == TerminalProtocol.Sixel && terminal.SixelSize is { Width: > 0 and var mostColumns, Height: > 0 and var mostRows })
            (width, height) = (Math.Min(width, mostColumns), Math.Min(height, mostRows));
        return TerminalLayout.Fit(image.Width, image.Height, width, height);
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
        string limits = TickFormatter.WithMinusSign(string.Create(CultureInfo.InvariantCulture, $"{heatmap.Minimum:G6} to {heatmap.Maximum:G6}"));
        return $"{name}  {image.Width} × {image.Height} {heatmap.Raster.SampleType}, {$"{limits} {unit}".TrimEnd()}{norm}, {PlainText(heatmap.Colormap.ToString())}";
    }

    /// <summary>Texts of files must not steer the terminal.</summary>
    private static string PlainText(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
}
