using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging.Stacks;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Mosaic;

/// <summary>Rows of a sheet of images. Only the images of one row of cells are open at a time, and they go through temporary
/// files where they are many, so that memory does not grow with the number of images; their pixels pass through unchanged.</summary>
internal sealed class MosaicRows : RowReader
{
    /// <summary>Images side by side up to which each is read ahead on a thread of its own; two strips of each are held.</summary>
    private const int MaxReadAhead = 64;

    /// <summary>What an open image takes at most: buffers of its decoder, rows read ahead.</summary>
    private const long OpenImageBytes = 32L << 20;

    /// <summary>What the open images of a row of cells may take together. Beyond, they are decoded to temporary files, a few at a
    /// time.</summary>
    private const long MaxOpenBytes = 256L << 20;

    private readonly MosaicPlan _plan;
    private readonly MosaicGrid _grid;
    private readonly byte[] _paper;
    private readonly int _pixel;
    private readonly List<OpenTile> _tiles = [];
    private readonly List<LegendMark> _labels = [];
    private readonly CancellationToken _cancellationToken;
    private Raster[] _spilled = [];
    private int _openRow = -1;
    private int _next;

    /// <param name="plan">The sheet.</param>
    /// <param name="cancellationToken">Stops the decoding to temporary files.</param>
    public MosaicRows(MosaicPlan plan, CancellationToken cancellationToken)
        : base(plan.Layout)
    {
        _cancellationToken = cancellationToken;
        _plan = plan;
        _grid = plan.Grid;
        _pixel = Layout.Bands * Layout.SampleType.Size;
        _paper = new byte[Layout.RowBytes];
        new CanvasRow(_paper, Layout.Bands, plan.Bits).Fill(0, Layout.Width, plan.Paper);
    }

    /// <inheritdoc/>
    /// <exception cref="MergeInputException">An image could not be read.</exception>
    public override void Read(Span<byte> destination)
    {
        for (; destination.Length > 0; destination = destination[Layout.RowBytes..], _next++)
            Paint(_next, destination[..Layout.RowBytes]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            CloseTiles();
        base.Dispose(disposing);
    }

    private void Paint(int y, Span<byte> row)
    {
        _paper.CopyTo(row);
        if (y < _grid.Spacing)
            return;
        (int cells, int offset) = Math.DivRem(y - _grid.Spacing, _grid.RowStep);
        if (cells != _openRow && offset == 0)
            OpenRow(cells);
        foreach (OpenTile tile in _tiles)
        {
            if (offset >= tile.Top && offset < tile.Top + tile.Rows.Layout.Height)
                Read(tile, row.Slice(tile.Left * _pixel, tile.Rows.Layout.RowBytes));
        }

        var canvas = new CanvasRow(row, Layout.Bands, _plan.Bits);
        foreach (LegendMark mark in _labels)
        {
            if (y >= mark.Y && y < mark.Y + mark.Height)
                mark.PaintRow(y - mark.Y, canvas);
        }
    }

    private void OpenRow(int cells)
    {
        CloseTiles();
        _openRow = cells;
        int first = cells * _grid.Columns;
        int end = Math.Min(first + _grid.Columns, _plan.Tiles.Count);
        Raster[] pictures = [.. Enumerable.Range(first, end - first).Select(i => _plan.Tiles[i].Picture)];
        if (pictures.Sum(picture => Math.Min(picture.Layout.ByteCount, OpenImageBytes)) > MaxOpenBytes)
            pictures = _spilled = StackSpill.Decode(pictures, new MergeSettings { CancellationToken = _cancellationToken }, first);
        var renderer = new TextRenderer();
        for (int i = first; i < end; i++)
        {
            MosaicTile tile = _plan.Tiles[i];
            int left = _grid.Left(i - first);
            (int x, int y) = _grid.Place(tile, _plan.Anchor);
            try
            {
                _tiles.Add(new OpenTile(tile.Index, left + x, y, Open(pictures[i - first])));
            }
            catch (HeatmapException error) when (MergeInputException.IsOfImage(error))
            {
                throw new MergeInputException([(tile.Index, error)]);
            }

            if (_grid.LabelHeight > 0 && renderer.Draw(tile.Label, _grid.FontSize) is { } text)
            {
                int top = _grid.Top(cells) + _grid.PictureHeight + _grid.LabelGap + text.Top;
                _labels.Add(text.At(left + ((_grid.CellWidth - text.Width) / 2), top, _plan.Ink, _plan.Bits));
            }
        }
    }

    private RowReader Open(Raster picture)
    {
        RowReader rows = picture.OpenRows();
        return _grid.Columns <= MaxReadAhead && rows.Layout.ByteCount > RowPump.StripBytes ? new ReadAheadRows(rows) : rows;
    }

    private static void Read(OpenTile tile, Span<byte> row)
    {
        try
        {
            tile.Rows.Read(row);
        }
        catch (HeatmapException error) when (MergeInputException.IsOfImage(error))
        {
            throw new MergeInputException([(tile.Index, error)]);
        }
    }

    private void CloseTiles()
    {
        foreach (OpenTile tile in _tiles)
            tile.Rows.Dispose();
        foreach (Raster spilled in _spilled)
            (spilled.Source as IDisposable)?.Dispose();
        if (_tiles.Count > 0)
            VipsRuntime.ReleaseMemory();
        _spilled = [];
        _tiles.Clear();
        _labels.Clear();
    }

    /// <summary>An image while its row of cells is painted.</summary>
    /// <param name="Index">Its number among all.</param>
    /// <param name="Left">First column on the sheet.</param>
    /// <param name="Top">First row in the row of cells.</param>
    /// <param name="Rows">Its pixels.</param>
    private sealed record OpenTile(int Index, int Left, int Top, RowReader Rows);
}
