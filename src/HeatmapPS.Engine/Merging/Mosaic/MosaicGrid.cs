using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Mosaic;

/// <summary>Where the cells of a sheet lie. Cells are all of one size: the widest image or label, the highest image, and a line
/// for labels below it.</summary>
internal sealed record MosaicGrid
{
    /// <summary>Size of the text is the cell's (the root of its area) divided by this.</summary>
    private const double CellToFont = 24;
    private const int SmallestFont = 11;
    private const int LabelsDrawnAtOnce = 64;

    /// <summary>Cells side by side.</summary>
    public required int Columns { get; init; }

    /// <summary>Pixels between cells, and around them.</summary>
    public required int Spacing { get; init; }

    /// <summary>Columns of a cell.</summary>
    public required int CellWidth { get; init; }

    /// <summary>Rows of a cell that an image may take.</summary>
    public required int PictureHeight { get; init; }

    /// <summary>Rows of a cell below that, for its label; 0 without labels.</summary>
    public required int LabelHeight { get; init; }

    /// <summary>Size of all text, of labels and colorbar alike, in pixels.</summary>
    public required int FontSize { get; init; }

    /// <summary>Rows from the image to the line of the label.</summary>
    public int LabelGap => FontSize / 4;

    /// <summary>Rows from the top of one row of cells to that of the next.</summary>
    public int RowStep => PictureHeight + LabelHeight + Spacing;

    /// <summary>First column of a cell.</summary>
    public int Left(int column) => Spacing + (column * (CellWidth + Spacing));

    /// <summary>First row of a row of cells.</summary>
    public int Top(int row) => Spacing + (row * RowStep);

    /// <summary>Lays the cells out.</summary>
    /// <param name="tiles">At least one.</param>
    /// <param name="options">Columns, spacing, size of the text.</param>
    /// <param name="hasFont">Whether labels can be drawn.</param>
    public static MosaicGrid Create(IReadOnlyList<MosaicTile> tiles, MosaicOptions options, bool hasFont)
    {
        int width = tiles.Max(tile => tile.Picture.Width), height = tiles.Max(tile => tile.Picture.Height);
        int font = options.FontSize ?? Math.Max(SmallestFont, (int)Math.Round(Math.Sqrt((double)width * height) / CellToFont));
        (int labelWidth, int labelHeight) = hasFont ? MeasureLabels(tiles, font) : (0, 0);
        return new MosaicGrid
        {
            Columns = Math.Min(tiles.Count, options.Columns ?? (int)Math.Ceiling(Math.Sqrt(tiles.Count))),
            Spacing = options.Spacing,
            CellWidth = Math.Max(width, labelWidth),
            PictureHeight = height,
            LabelHeight = labelHeight == 0 ? 0 : labelHeight + (font / 4),
            FontSize = font,
        };
    }

    /// <summary>Size of the sheet.</summary>
    /// <param name="count">Images.</param>
    /// <param name="bands">1 to 4.</param>
    /// <param name="type">UInt8 or UInt16.</param>
    /// <exception cref="HeatmapException">ImageTooLarge.</exception>
    public RasterLayout Layout(int count, int bands, SampleType type)
    {
        int rows = ((count - 1) / Columns) + 1;
        long width = Spacing + (Columns * ((long)CellWidth + Spacing));
        long height = Spacing + (rows * ((long)PictureHeight + LabelHeight + Spacing));
        return width * bands * type.Size <= Array.MaxLength && height <= int.MaxValue
            ? new RasterLayout((int)width, (int)height, bands, type)
            : throw MosaicErrors.TooLarge(width, height);
    }

    /// <summary>Where a tile lies in its cell.</summary>
    public (int X, int Y) Place(MosaicTile tile, ImageAnchor anchor) =>
        (anchor.Left(CellWidth, tile.Picture.Width), anchor.Top(PictureHeight, tile.Picture.Height));

    /// <summary>Widest and lowest ink of all labels. They are drawn again when their row is, so that memory does not grow with
    /// their number.</summary>
    private static (int Width, int Height) MeasureLabels(IReadOnlyList<MosaicTile> tiles, int font)
    {
        int width = 0, height = 0;
        foreach (MosaicTile[] chunk in tiles.Chunk(LabelsDrawnAtOnce))
        {
            var renderer = new TextRenderer();
            foreach (MosaicTile tile in chunk)
            {
                if (renderer.Draw(tile.Label, font) is { } text)
                    (width, height) = (Math.Max(width, text.Width), Math.Max(height, text.Top + text.Height));
            }
        }

        return (width, height);
    }
}
