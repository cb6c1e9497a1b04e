using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>A legend laid out beside a picture: paints any row of the canvas on demand, so that no picture of the whole exists.</summary>
internal sealed class ColorbarDrawing
{
    private readonly byte[] _paper;
    private readonly LegendMark[] _marks;
    private readonly int _bits;

    /// <param name="layout">The canvas.</param>
    /// <param name="pictureX">Column of the picture's left edge.</param>
    /// <param name="pictureY">Row of the picture's top edge.</param>
    /// <param name="picture">Width and height of the picture.</param>
    /// <param name="paper">Colour of all that is neither picture nor mark.</param>
    /// <param name="marks">What is drawn, in order; none reaches into the picture or beyond the canvas.</param>
    public ColorbarDrawing(
        RasterLayout layout, int pictureX, int pictureY, (int Width, int Height) picture, PixelColor paper, IEnumerable<LegendMark> marks)
    {
        Layout = layout;
        (PictureX, PictureY) = (pictureX, pictureY);
        Picture = picture;
        _bits = layout.SampleType == SampleType.UInt16 ? 16 : 8;
        _marks = [.. marks];
        _paper = new byte[layout.RowBytes];
        new CanvasRow(_paper, layout.Bands, _bits).Fill(0, layout.Width, paper);
    }

    /// <summary>The canvas: picture and legend.</summary>
    public RasterLayout Layout { get; }

    /// <summary>Column of the picture's left edge.</summary>
    public int PictureX { get; }

    /// <summary>Row of the picture's top edge.</summary>
    public int PictureY { get; }

    public (int Width, int Height) Picture { get; }

    /// <summary>The bar without its arrows and outline.</summary>
    public LegendMark Bar => _marks.OfType<CellMark>().First();

    /// <summary>Paints one row of the canvas, all but the picture.</summary>
    /// <param name="y">The row.</param>
    /// <param name="row">Its bytes.</param>
    public void PaintRow(int y, Span<byte> row)
    {
        bool besidePicture = y >= PictureY && y < PictureY + Picture.Height;
        int pixel = Layout.RowBytes / Layout.Width;
        int left = (besidePicture ? PictureX : Layout.Width) * pixel;
        _paper.AsSpan(0, left).CopyTo(row);
        if (besidePicture)
        {
            int right = (PictureX + Picture.Width) * pixel;
            _paper.AsSpan(right).CopyTo(row[right..]);
        }

        var canvas = new CanvasRow(row, Layout.Bands, _bits);
        foreach (LegendMark mark in _marks)
        {
            if (y >= mark.Y && y < mark.Y + mark.Height)
                mark.PaintRow(y - mark.Y, canvas);
        }
    }
}
