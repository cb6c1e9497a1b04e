using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Quarter turns and mirrors.</summary>
/// <param name="Swaps">Whether rows become columns.</param>
/// <param name="FlipsX">Whether the columns of the source are taken from the last one.</param>
/// <param name="FlipsY">Whether the rows of the source are taken from the last one.</param>
internal readonly record struct Turn(bool Swaps, bool FlipsX, bool FlipsY)
{
    /// <summary>Whether it changes nothing.</summary>
    public bool IsNone => this == default;

    /// <summary>Whether each row of the result is a row of the source at the same place.</summary>
    public bool KeepsRows => !Swaps && !FlipsY;

    /// <summary>A turn to the right.</summary>
    /// <param name="degrees">0, 90, 180 or 270.</param>
    public static Turn OfDegrees(int degrees) => degrees switch
    {
        0 => default,
        90 => new Turn(Swaps: true, FlipsX: false, FlipsY: true),
        180 => new Turn(Swaps: false, FlipsX: true, FlipsY: true),
        270 => new Turn(Swaps: true, FlipsX: true, FlipsY: false),
        _ => throw new ArgumentOutOfRangeException(nameof(degrees)),
    };

    /// <summary>What shows an image of an EXIF orientation upright.</summary>
    /// <param name="orientation">1 to 8.</param>
    public static Turn OfOrientation(int orientation) => orientation switch
    {
        2 => new Turn(Swaps: false, FlipsX: true, FlipsY: false),
        3 => OfDegrees(180),
        4 => new Turn(Swaps: false, FlipsX: false, FlipsY: true),
        5 => new Turn(Swaps: true, FlipsX: false, FlipsY: false),
        6 => OfDegrees(90),
        7 => new Turn(Swaps: true, FlipsX: true, FlipsY: true),
        8 => OfDegrees(270),
        _ => default,
    };

    /// <summary>This turn, and then left and right exchanged.</summary>
    public Turn MirrorHorizontally() => Swaps ? this with { FlipsY = !FlipsY } : this with { FlipsX = !FlipsX };

    /// <summary>This turn, and then top and bottom exchanged.</summary>
    public Turn MirrorVertically() => Swaps ? this with { FlipsX = !FlipsX } : this with { FlipsY = !FlipsY };
}

/// <summary>Rasters turned by quarters and mirrored.</summary>
internal static class RasterTurn
{
    /// <summary>The raster turned. Its labels follow; the place of its photograph does not.</summary>
    /// <param name="raster">Any raster.</param>
    /// <param name="turn">How.</param>
    public static Raster Apply(Raster raster, Turn turn)
    {
        if (turn.IsNone)
            return raster;
        RasterLayout layout = TurnedRows.LayoutOf(raster.Layout, turn);
        RasterMetadata metadata = raster.Metadata with
        {
            Axes = raster.Axes is { } axes ? Apply(axes, turn) : null,
            Thermal = raster.Thermal?.WithoutPlace,
            Resolution = turn.Swaps && raster.Metadata.Resolution is { } dots ? (dots.Y, dots.X) : raster.Metadata.Resolution,
        };
        return raster.Derive(layout, metadata, rows => turn.KeepsRows ? new MirroredRows(rows) : new TurnedRows(rows, turn));
    }

    private static RasterAxes Apply(RasterAxes axes, Turn turn)
    {
        RasterAxis x = turn.FlipsX ? Reverse(axes.X) : axes.X, y = turn.FlipsY ? Reverse(axes.Y) : axes.Y;
        return turn.Swaps ? axes with { X = y, Y = x } : axes with { X = x, Y = y };
    }

    private static RasterAxis Reverse(RasterAxis axis) => axis with { Labels = [.. axis.Labels.Reverse()], Edges = [] };
}

/// <summary>Rows whose pixels are in the opposite order.</summary>
/// <param name="inner">The rows; disposed with this reader.</param>
internal sealed class MirroredRows(RowReader inner) : RowReader(inner.Layout)
{
    private readonly byte[] _row = new byte[inner.Layout.RowBytes];

    public override void Read(Span<byte> destination)
    {
        int pixel = Layout.Bands * Layout.SampleType.Size;
        for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..])
        {
            inner.Read(_row);
            for (int x = 0, from = _row.Length - pixel; x < _row.Length; x += pixel, from -= pixel)
                _row.AsSpan(from, pixel).CopyTo(destination[x..]);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Rows of an image that is turned, which needs all of it: in memory when small, else in a temporary file.</summary>
/// <remarks>Pixels are kept in square tiles, so that both the rows that come and those that go touch few places of the file at once.
/// </remarks>
internal sealed class TurnedRows : RowReader
{
    private const int MaxSide = 64, StripBytes = 32 << 20;

    private readonly RowReader _inner;
    private readonly Turn _turn;
    private readonly int _pixel;
    private readonly int _side;
    private readonly int _tilesAcross;
    private readonly byte[] _strip;
    private ScratchBuffer? _tiles;
    private int _stripStart;
    private int _stripEnd;
    private int _next;

    /// <param name="inner">The image; disposed with this reader, and read to its end by the first read.</param>
    /// <param name="turn">How it is turned.</param>
    public TurnedRows(RowReader inner, Turn turn)
        : base(LayoutOf(inner.Layout, turn))
    {
        _inner = inner;
        _turn = turn;
        _pixel = Layout.Bands * Layout.SampleType.Size;
        int longest = Math.Max(Layout.RowBytes, inner.Layout.RowBytes);
        _side = Math.Clamp(StripBytes / longest, 1, MaxSide);
        _tilesAcross = ((inner.Layout.Width - 1) / _side) + 1;
        _strip = new byte[_side * longest];
    }

    private int TileRowBytes => _side * _pixel;

    private long TileBytes => (long)_side * TileRowBytes;

    /// <summary>The layout of a turned image.</summary>
    public static RasterLayout LayoutOf(RasterLayout layout, Turn turn) =>
        turn.Swaps ? layout with { Width = layout.Height, Height = layout.Width } : layout;

    public override void Read(Span<byte> destination)
    {
        _tiles ??= Gather();
        for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..], _next++)
        {
            if (_next >= _stripEnd)
                FillStrip();
            _strip.AsSpan((_next - _stripStart) * Layout.RowBytes, Layout.RowBytes).CopyTo(destination);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _tiles?.Dispose();
        }

        base.Dispose(disposing);
    }

    private ScratchBuffer Gather()
    {
        (int width, int height, int rowBytes) = (_inner.Layout.Width, _inner.Layout.Height, _inner.Layout.RowBytes);
        int tilesDown = ((height - 1) / _side) + 1;
        var tiles = new ScratchBuffer(TileBytes * _tilesAcross * tilesDown);
        try
        {
            for (int top = 0; top < height; top += _side)
            {
                WorkScope.Token.ThrowIfCancellationRequested();
                int rows = Math.Min(_side, height - top);
                _inner.Read(_strip.AsSpan(0, rows * rowBytes));
                for (int tile = 0; tile < _tilesAcross; tile++)
                {
                    int left = tile * _side * _pixel, bytes = Math.Min(TileRowBytes, rowBytes - left);
                    Span<byte> target = tiles.Slice(OffsetOf(top / _side, tile), (int)TileBytes);
                    for (int y = 0; y < rows; y++)
                        _strip.AsSpan((y * rowBytes) + left, bytes).CopyTo(target[(y * TileRowBytes)..]);
                }
            }

            return tiles;
        }
        catch
        {
            tiles.Dispose();
            throw;
        }
    }

    private long OffsetOf(int tileRow, int tileColumn) => (((long)tileRow * _tilesAcross) + tileColumn) * TileBytes;

    /// <summary>Makes the rows of the result that lie in one row or one column of tiles.</summary>
    private void FillStrip()
    {
        WorkScope.Token.ThrowIfCancellationRequested();
        bool isReversed = _turn.Swaps ? _turn.FlipsX : _turn.FlipsY;

        // From the last pixel on, the first strip is as high as the last tile.
        int line = isReversed ? Layout.Height - 1 - _next : _next;
        int rows = isReversed ? (line % _side) + 1 : Math.Min(_side, Layout.Height - _next);
        (_stripStart, _stripEnd) = (_next, _next + rows);
        int tilesAlong = ((Layout.Width - 1) / _side) + 1;
        for (int along = 0; along < tilesAlong; along++)
        {
            Span<byte> tile = _tiles!.Slice(_turn.Swaps ? OffsetOf(along, line / _side) : OffsetOf(line / _side, along), (int)TileBytes);
            int first = along * _side, count = Math.Min(_side, Layout.Width - first);
            for (int i = 0; i < rows; i++)
            {
                int across = isReversed ? (line - i) % _side : i;
                Span<byte> row = _strip.AsSpan(i * Layout.RowBytes, Layout.RowBytes);
                if (_turn.Swaps)
                    CopyPixels(tile[(across * _pixel)..], TileRowBytes, row, first, count, _turn.FlipsY);
                else
                    CopyPixels(tile[(across * TileRowBytes)..], _pixel, row, first, count, _turn.FlipsX);
            }
        }
    }

    /// <summary>Copies pixels of a tile to a row of the result.</summary>
    /// <param name="source">The first of them.</param>
    /// <param name="step">Bytes from one to the next.</param>
    /// <param name="row">The row.</param>
    /// <param name="first">Place of the first in the row, counted from its end if that is reversed.</param>
    /// <param name="count">How many.</param>
    /// <param name="isReversed">Whether they go from right to left.</param>
    private void CopyPixels(ReadOnlySpan<byte> source, int step, Span<byte> row, int first, int count, bool isReversed)
    {
        int at = (isReversed ? Layout.Width - 1 - first : first) * _pixel, next = isReversed ? -_pixel : _pixel;
        for (int i = 0; i < count; i++, at += next)
            source.Slice(i * step, _pixel).CopyTo(row[at..]);
    }
}
