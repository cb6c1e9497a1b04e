using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Drawing.Swatch;

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
            (row[p * 3], row[(p * 3) + 1], row[(p * 3) + 2]) = (OverWhite(color.R, color.A), OverWhite(color.G, color.A), OverWhite(color.B, color.A));
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
    public Raster ToRaster() => Raster.FromPixels(_pixels, Width, Height, 3, SampleType.UInt8, new RasterMetadata { ColorModel = ColorModel.Rgb });

    private static byte OverWhite(byte channel, byte alpha) => (byte)(((channel * alpha) + (255 * (255 - alpha)) + 127) / 255);

    private Span<byte> Row(int x, int y, int width) => _pixels.AsSpan(((y * Width) + x) * 3, width * 3);
}
