using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Writing;

namespace HeatmapPS.Engine.Reporting;

/// <summary>The legend of a heatmap as SVG: the bar stretches with the page, the numbers keep their size.</summary>
internal static class ColorbarChart
{
    private const int Cells = 256;
    private const int Intervals = 6;
    private const double Edge = 0.03;

    /// <summary>Writes the legend.</summary>
    public static void Write(HtmlWriter html, Heatmap heatmap)
    {
        var ticks = ColorbarTicks.Locate(heatmap.Scale, Intervals);
        string unit = $"{ticks.Factor} {heatmap.Unit}".Trim();
        html.Write($"""
            <svg class="colorbar" role="img" width="100%" height="{(unit.Length > 0 ? 58 : 42)}" aria-label="Colorbar: {heatmap.Colormap.ToString()}, {heatmap.Scale.ToString()}"><image width="100%" height="14" preserveAspectRatio="none" href="{DataUri.Of(Bar(heatmap))}"/>
            """);
        WriteTicks(html, ticks, top: 14);
        if (unit.Length > 0)
            html.Write($"""<text class="unit" x="50%" y="52" text-anchor="middle">{unit}</text>""");
        html.Write($"</svg>\n");
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
            string anchor = tick.Position < Edge ? "start" : tick.Position > 1 - Edge ? "end" : "middle";
            html.Write($"""<line class="axis" x1="{x}" x2="{x}" y1="{top}" y2="{top + 5}"/><text x="{x}" y="{top + 19}" text-anchor="{anchor}">{tick.Label}</text>""");
        }
    }

    /// <summary>The colours of the scale, one pixel high.</summary>
    private static Raster Bar(Heatmap heatmap)
    {
        Rgba32[] colors = heatmap.Style.Table(8, alpha: false).Bytes;
        int[] cells = NormGeometry.Cells(heatmap.Scale, Cells, colors.Length - 3);
        byte[] pixels = new byte[3 * Cells];
        for (int i = 0; i < Cells; i++)
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = (colors[cells[i]].R, colors[cells[i]].G, colors[cells[i]].B);
        return Raster.FromPixels(pixels, Cells, 1, 3, SampleType.UInt8, new RasterMetadata { ColorModel = ColorModel.Rgb, BitDepth = 8 });
    }
}
