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
