namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>A drawn text: the rectangle of its ink.</summary>
/// <param name="Width">Columns of the ink.</param>
/// <param name="Height">Rows of the ink.</param>
/// <param name="Top">Rows from the top of the text's line to the ink: what puts texts of one size on one baseline.</param>
/// <param name="Coverage">How far each pixel is covered, 0..255.</param>
/// <param name="Rgb">Colours of each pixel where the glyphs have colours of their own (emoji), else null.</param>
internal sealed record LegendText(int Width, int Height, int Top, byte[] Coverage, byte[]? Rgb)
{
    /// <summary>The text turned a quarter to the left: read from bottom to top.</summary>
    public LegendText Turn()
    {
        byte[] coverage = new byte[Coverage.Length];
        byte[]? rgb = Rgb is null ? null : new byte[Rgb.Length];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int from = (y * Width) + x, to = ((Width - 1 - x) * Height) + y;
                coverage[to] = Coverage[from];
                if (rgb is not null)
                    Rgb.AsSpan(3 * from, 3).CopyTo(rgb.AsSpan(3 * to));
            }
        }

        return new LegendText(Height, Width, 0, coverage, rgb);
    }

    /// <summary>The text as a mark on a canvas.</summary>
    /// <param name="x">First column of the ink.</param>
    /// <param name="y">First row of the ink.</param>
    /// <param name="ink">Colour of glyphs without one of their own.</param>
    /// <param name="bits">8 or 16 a channel.</param>
    public LegendMark At(int x, int y, PixelColor ink, int bits)
    {
        if (Rgb is null)
            return new CoverageMark(x, y, Width, Height, Coverage, ink);
        int factor = bits == 16 ? 257 : 1;
        var colors = new PixelColor[Coverage.Length];
        for (int i = 0; i < colors.Length; i++)
        {
            (byte r, byte g, byte b) = (Rgb[3 * i], Rgb[(3 * i) + 1], Rgb[(3 * i) + 2]);
            colors[i] = r == 0 && g == 0 && b == 0
                ? ink
                : new PixelColor((ushort)(r * factor), (ushort)(g * factor), (ushort)(b * factor), (ushort)(255 * factor));
        }

        return new PictographMark(x, y, Width, Height, Coverage, colors);
    }
}
