namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Something drawn beside the picture, in whole pixels of the canvas.</summary>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal abstract record LegendMark(int X, int Y, int Width, int Height)
{
    /// <summary>Paints one row of it.</summary>
    /// <param name="row">Row within the mark, from 0.</param>
    /// <param name="canvas">The canvas' row that it falls on.</param>
    public abstract void PaintRow(int row, CanvasRow canvas);
}

/// <summary>A rectangle of one colour.</summary>
internal sealed record FillMark(int X, int Y, int Width, int Height, PixelColor Color) : LegendMark(X, Y, Width, Height)
{
    public override void PaintRow(int row, CanvasRow canvas) => canvas.Fill(X, Width, Color);
}

/// <summary>The bar's colours: one a row from the top, or one a column from the left.</summary>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Colors">As many colours as the bar is long.</param>
/// <param name="Vertical">Whether there is one a row.</param>
internal sealed record CellMark(int X, int Y, int Width, int Height, PixelColor[] Colors, bool Vertical) : LegendMark(X, Y, Width, Height)
{
    public override void PaintRow(int row, CanvasRow canvas)
    {
        if (Vertical)
        {
            canvas.Fill(X, Width, Colors[row]);
            return;
        }

        for (int i = 0; i < Width; i++)
            canvas.Set(X + i, Colors[i]);
    }
}

/// <summary>A shape or a text with soft edges.</summary>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Coverage">How far each pixel is covered, 0..255, row after row.</param>
/// <param name="Color">Colour of the ink.</param>
internal sealed record CoverageMark(int X, int Y, int Width, int Height, byte[] Coverage, PixelColor Color)
    : LegendMark(X, Y, Width, Height)
{
    public override void PaintRow(int row, CanvasRow canvas)
    {
        ReadOnlySpan<byte> coverage = Coverage.AsSpan(row * Width, Width);
        for (int i = 0; i < coverage.Length; i++)
            canvas.Blend(X + i, coverage[i], Color);
    }
}

/// <summary>A text with colours of its own, such as an emoji.</summary>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Coverage">How far each pixel is covered, 0..255, row after row.</param>
/// <param name="Colors">Its colour.</param>
internal sealed record PictographMark(int X, int Y, int Width, int Height, byte[] Coverage, PixelColor[] Colors)
    : LegendMark(X, Y, Width, Height)
{
    public override void PaintRow(int row, CanvasRow canvas)
    {
        int start = row * Width;
        for (int i = 0; i < Width; i++)
            canvas.Blend(X + i, Coverage[start + i], Colors[start + i]);
    }
}
