using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Lays a legend out beside a picture. All places are whole pixels; only texts depend on the machine's font.</summary>
/// <remarks>The bar is as long as the picture leaves room for. A legend that needs more than the picture's side makes the
/// canvas grow, and picture and legend are centred on each other.</remarks>
internal static class ColorbarLayout
{
    private const int Passes = 6;

    /// <summary>Ems to which a bar grows at most beyond what the picture leaves room for.</summary>
    private const int LongestGrown = 40;

    /// <summary>Lays out.</summary>
    /// <exception cref="HeatmapException">TickFormatInvalid, ImageTooLarge.</exception>
    public static ColorbarDrawing Create(ColorbarSubject subject, ColorbarOptions options, TextRenderer text)
    {
        var metrics = ColorbarMetrics.Create(subject.Width, subject.Height, options.FontSize ?? subject.FontSize, options.Thickness);
        var parts = new LegendParts(subject, options, metrics, text);
        int side = subject.Side(parts.Vertical).Length;
        int length = options.Length ?? Math.Max(Shortest(parts), side);
        LegendSheet sheet = parts.Draw(length);
        for (int pass = 0; pass < Passes && options.Length is null; pass++)
        {
            // Numbers, arrows and unit reach beyond the bar; what they need depends on the numbers, and these on the bar.
            int beyond = sheet.AlongEnd - sheet.AlongStart - length + (2 * metrics.Pad);
            int fitting = Math.Max(Shortest(parts), side - beyond);
            if (fitting == length || (pass > 0 && fitting > length))
                break;
            length = fitting;
            sheet = parts.Draw(length);
        }

        // A number alone tells no scale: a short bar grows until two have room.
        int longest = Math.Max(length, LongestGrown * metrics.Font);
        while (parts.HidesNumbers && options.Length is null && length < longest)
        {
            length += metrics.Font;
            sheet = parts.Draw(length);
        }

        parts.DrawTitle(sheet, length);
        return Assemble(subject, options, metrics, sheet);
    }

    /// <summary>Colours of paper and ink.</summary>
    public static (PixelColor Paper, PixelColor Ink) Colors(ColorbarOptions options, int bits)
    {
        bool dark = options.Theme == ColorbarTheme.Dark;
        ColorValue paper = options.Background ?? (dark ? ColorValue.FromBytes(27, 27, 27) : ColorValue.FromBytes(255, 255, 255));
        ColorValue ink = dark ? ColorValue.FromBytes(232, 232, 232) : ColorValue.FromBytes(20, 20, 20);
        return (PixelColor.From(paper, bits), PixelColor.From(ink, bits));
    }

    private static int Shortest(LegendParts parts) => (parts.Vertical ? 4 : 7) * parts.Metrics.Font;

    private static ColorbarDrawing Assemble(ColorbarSubject subject, ColorbarOptions options, ColorbarMetrics metrics, LegendSheet sheet)
    {
        bool vertical = sheet.Vertical;
        int across = sheet.AcrossEnd + metrics.Margin;
        int along = sheet.AlongEnd - sheet.AlongStart + (2 * metrics.Pad);
        (int plot, int side) = subject.Side(vertical);

        // The legend is centred on its side of the picture; where it reaches beyond, the canvas grows.
        int legendStart = plot + ((side - along) / 2);
        int canvasStart = Math.Min(0, legendStart);
        int canvasAlong = Math.Max(vertical ? subject.Height : subject.Width, legendStart + along) - canvasStart;
        int pictureAlong = -canvasStart;
        int barStart = legendStart - canvasStart + metrics.Pad - sheet.AlongStart;
        int pictureAcross = sheet.Mirrored ? across : 0;
        int depth = vertical ? subject.Width : subject.Height;
        int edge = sheet.Mirrored ? across : depth;
        (int width, int height) = vertical ? (depth + across, canvasAlong) : (canvasAlong, depth + across);
        (int x, int y) = vertical ? (pictureAcross, pictureAlong) : (pictureAlong, pictureAcross);
        if ((long)width * subject.Bands * (subject.Bits / 8) > Array.MaxLength)
            throw ColorbarErrors.TooLarge(width, height);
        var layout = new RasterLayout(width, height, subject.Bands, subject.SampleType);
        return new ColorbarDrawing(layout, x, y, (subject.Width, subject.Height), Colors(options, subject.Bits).Paper,
            sheet.Place(edge, barStart));
    }
}

/// <summary>Sizes of a legend's parts in whole pixels, all in proportion to the text.</summary>
internal sealed class ColorbarMetrics
{
    /// <summary>The text's size is the picture's (the root of its area) divided by this.</summary>
    private const double PictureToFont = 34;
    private const int SmallestFont = 11;

    private ColorbarMetrics(int font, int? thickness)
    {
        Font = font;
        Thickness = thickness ?? Scaled(1.25, 8);
        Line = Scaled(1 / 14.0, 1);
    }

    /// <summary>The text's em.</summary>
    public int Font { get; }

    /// <summary>The bar across.</summary>
    public int Thickness { get; }

    /// <summary>Outline and tick marks.</summary>
    public int Line { get; }

    /// <summary>From the picture to the bar's outline.</summary>
    public int Gap => Scaled(0.7, 5);

    /// <summary>From the outermost ink to the canvas' edge across the bar.</summary>
    public int Margin => Scaled(0.5, 4);

    /// <summary>From the outermost ink to the canvas' edge along the bar.</summary>
    public int Pad => Margin;

    /// <summary>Marks with a number.</summary>
    public int TickLength => Scaled(0.35, 3);

    /// <summary>Marks without one.</summary>
    public int MinorLength => Scaled(0.2, 2);

    /// <summary>From a mark to its number.</summary>
    public int LabelGap => Scaled(0.3, 3);

    /// <summary>From the numbers to the title, and from the bar to what stands over it.</summary>
    public int TextGap => Scaled(0.5, 4);

    /// <summary>From an arrow's base to its tip.</summary>
    public int ArrowLength => Math.Max(3, (int)Math.Round(0.8 * Thickness));

    /// <summary>Sizes for a picture.</summary>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="font">Size of the text, or null for one in proportion to the picture.</param>
    /// <param name="thickness">Pixels of the bar across, or null for the text's.</param>
    public static ColorbarMetrics Create(int width, int height, int? font, int? thickness)
    {
        int automatic = Math.Max(SmallestFont, (int)Math.Round(Math.Sqrt((double)width * height) / PictureToFont));
        return new ColorbarMetrics(font ?? automatic, thickness);
    }

    private int Scaled(double share, int least) => Math.Max(least, (int)Math.Round(share * Font));
}
