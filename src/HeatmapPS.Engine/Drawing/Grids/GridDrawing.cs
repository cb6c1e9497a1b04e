using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Drawing.Grids;

/// <summary>A grid laid out with its labels.</summary>
/// <param name="Layout">The canvas: RGB or RGBA of 8 or 16 bits.</param>
/// <param name="Metrics">Sizes.</param>
/// <param name="PlotX">Column of the cells' left edge.</param>
/// <param name="PlotY">Row of the cells' top edge.</param>
/// <param name="Columns">Columns of cells.</param>
/// <param name="Rows">Rows of cells.</param>
/// <param name="Paper">Colour of all that is neither cell nor mark.</param>
/// <param name="Marks">What is drawn around the cells.</param>
internal sealed record GridDrawing(
    RasterLayout Layout, GridMetrics Metrics, int PlotX, int PlotY, int Columns, int Rows, PixelColor Paper,
        IReadOnlyList<LegendMark> Marks)
{
    /// <summary>Whether cells are so small that some names of rows or columns are left out.</summary>
    public bool OmitsNames { get; init; }

    /// <summary>Pixels of all cells across.</summary>
    public int PlotWidth => Columns * Metrics.CellWidth;

    /// <summary>Pixels of all cells down.</summary>
    public int PlotHeight => Rows * Metrics.CellHeight;

    /// <summary>Bits a channel.</summary>
    public int Bits => Layout.SampleType == SampleType.UInt16 ? 16 : 8;
}
