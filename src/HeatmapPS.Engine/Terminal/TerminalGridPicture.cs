using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Terminal;

/// <summary>Draws grids with their labels for terminals that show pixels. Cells are made smaller until the picture fits: a picture made
/// smaller afterwards could not be read.</summary>
internal sealed class TerminalGridPicture
{
    private const int Tries = 4;

    private readonly TextRenderer _text = new();

    /// <summary>The picture of a grid.</summary>
    /// <param name="heatmap">A heatmap of a grid.</param>
    /// <param name="width">Pixels across at most.</param>
    /// <param name="height">Pixels down at most.</param>
    /// <param name="mayGrow">Whether rows that have names may take more pixels, so that each can be read.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Raster Draw(Heatmap heatmap, int width, int height, bool mayGrow, CancellationToken cancellationToken)
    {
        GridPicture picture = Compose(heatmap, cell: null, cancellationToken);
        bool growsDown = mayGrow && heatmap.Raster.Axes!.Y.Kind == AxisKind.Category;
        for (int i = 0; i < Tries; i++)
        {
            (GridDrawing drawing, GridMetrics metrics) = (picture.Drawing, picture.Drawing.Metrics);
            int across = Smaller(metrics.CellWidth, drawing.Columns, drawing.Layout.Width, width);
            int down = Smaller(metrics.CellHeight, drawing.Rows, drawing.Layout.Height, height);
            if (growsDown)
                down = Math.Max(down, Math.Min(metrics.CellHeight, GridMetrics.NameLine));
            if (across == metrics.CellWidth && down == metrics.CellHeight)
                break;
            picture = Compose(heatmap, (across, down), cancellationToken);
        }

        return picture.Raster;
    }

    /// <summary>The side of a cell that lets a picture fit, as far as cells alone can do it.</summary>
    private static int Smaller(int cell, int count, int length, int most) =>
        length <= most ? cell : Math.Clamp((most - (length - (cell * count))) / count, 1, cell);

    private GridPicture Compose(Heatmap heatmap, (int Width, int Height)? cell, CancellationToken cancellationToken) =>
        new GridComposer(new GridOptions { CellSize = cell }, _text).Compose(heatmap, bits: 8, cancellationToken);
}
