using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Writing;

namespace HeatmapPS.Engine.Reporting;

/// <summary>The legend of a heatmap as SVG: the bar stretches with the page, the numbers keep their size.</summary>
internal static class ColorbarChart
{
    private const int Cells = 256;
    private const int Intervals = 6;
    private const double Edge = 0.03;

    /// <summary>Pixels that a chart has at least, in a narrow window.</summary>
    private const double LeastWidth = 280;

    /// <summary>Pixels that a character of a chart takes, and that numbers are apart.</summary>
    private const double CharacterWidth = 7;

    /// <summary>Writes the legend.</summary>
    public static void Write(HtmlWriter html, Heatmap heatmap, ReportOptions options)
    {
        ColorbarTicks ticks = Locate(heatmap.Scale, Intervals, options.NumberFormat);
        string unit = $"{ticks.Factor} {heatmap.Unit}".Trim();
        html.Write($"""
            <svg class="colorbar" role="img" width="100%" height="{(unit.Length > 0 ? 62 : 42)}" aria-label="Colorbar: {heatmap.Colormap.ToString()}, {ReportText.Scale(heatmap, options)}"><image width="100%" height="14" preserveAspectRatio="none" href="{DataUri.Of(Bar(heatmap))}"/>
            """);
        WriteTicks(html, ticks, top: 14);
        if (unit.Length > 0)
            html.Write($"""<text class="unit" x="50%" y="52" text-anchor="middle">{unit}</text>""");
        html.Write($"</svg>\n");
    }

    /// <summary>Round values, as many as have room in a narrow window too.</summary>
    /// <param name="scale">The scale of the axis.</param>
    /// <param name="intervals">Intervals at most.</param>
    /// <param name="format">.NET format of the numbers, or null.</param>
    public static ColorbarTicks Locate(HeatmapScale scale, int intervals, string? format)
    {
        var ticks = ColorbarTicks.Locate(scale, intervals, format);
        while (intervals > 1 && Collide(ticks))
            ticks = ColorbarTicks.Locate(scale, --intervals, format);
        return ticks;
    }

    /// <summary>Writes marks and numbers along an axis.</summary>
    /// <param name="html">The page.</param>
    /// <param name="ticks">The places.</param>
    /// <param name="top">Pixels above the marks.</param>
    public static void WriteTicks(HtmlWriter html, ColorbarTicks ticks, int top)
    {
        foreach (ColorbarTick tick in ticks.Major)
        {
            string x = HtmlWriter.Percent(tick.Position);
            string anchor = Anchor(tick);
            html.Write($"""<line class="axis" x1="{x}" x2="{x}" y1="{top}" y2="{top + 5}"/><text x="{x}" y="{top + 19}" text-anchor="{anchor}">{tick.Label}</text>""");
        }
    }

    private static string Anchor(ColorbarTick tick) => tick.Position < Edge ? "start" : tick.Position > 1 - Edge ? "end" : "middle";

    private static bool Collide(ColorbarTicks ticks)
    {
        double end = double.NegativeInfinity;
        foreach (ColorbarTick tick in ticks.Major)
        {
            double width = CharacterWidth * tick.Label.Length;
            double start = (LeastWidth * tick.Position) - (Anchor(tick) switch { "start" => 0, "end" => width, _ => width / 2 });
            if (start < end + CharacterWidth)
                return true;
            end = start + width;
        }

        return false;
    }

    /// <summary>The colours of the scale, one pixel high.</summary>
    private static Raster Bar(Heatmap heatmap)
    {
        Rgba32[] colors = heatmap.Style.Table(8, alpha: false).Bytes;
        int[] cells = heatmap.Scale.Function.BarCells(Cells, colors.Length - 3);
        byte[] pixels = new byte[3 * Cells];
        for (int i = 0; i < Cells; i++)
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = (colors[cells[i]].R, colors[cells[i]].G, colors[cells[i]].B);
        return Raster.FromPixels(pixels, Cells, 1, 3, SampleType.UInt8, new RasterMetadata { ColorModel = ColorModel.Rgb, BitDepth = 8 });
    }
}
