using System.Buffers;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Columns of blocks that a part of a page touches.</summary>
/// <param name="First">The first one.</param>
/// <param name="Count">How many.</param>
/// <param name="Left">First column of pixels of the first one.</param>
/// <param name="Width">Columns of pixels of all, inside the page.</param>
internal readonly record struct TiffBlockColumns(int First, int Count, int Left, int Width)
{
    /// <summary>Those of a part.</summary>
    /// <param name="directory">The page.</param>
    /// <param name="part">Lies inside it.</param>
    public static TiffBlockColumns Of(TiffDirectory directory, PixelRectangle part)
    {
        int width = directory.BlockColumns, first = part.X / width, end = ((part.X + part.Width - 1) / width) + 1;
        int left = first * width;
        return new TiffBlockColumns(first, end - first, left, (int)Math.Min((long)end * width, directory.Width) - left);
    }
}

/// <summary>Rows of a part of a page whose strips or tiles are decoded here. Holds a row of each plane, or a row of the tiles that the
/// part touches.</summary>
internal sealed class TiffBlockRows : RowReader
{
    /// <summary>Bytes of a tile decoded at a time.</summary>
    private const int PackedBytes = 1 << 18;

    private readonly TiffDirectory _directory;
    private readonly TiffSamples _samples;
    private readonly TiffBlocks _blocks;
    private readonly TiffBlockReader?[] _strips;
    private readonly byte[] _packed;
    private readonly byte[] _tileRow;
    private readonly byte[] _missing;
    private readonly int _planes;
    private readonly int _blockRowBytes;
    private readonly RasterLayout _page;
    private readonly RasterLayout _decoded;
    private readonly TiffBlockColumns _columns;
    private readonly int _start;
    private readonly int _end;
    private int _row;
    private int _tilesOfRow = -1;

    /// <summary>Opens the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="directory">The page.</param>
    /// <param name="layout">Its layout, before any turn.</param>
    /// <param name="part">The part that is read.</param>
    /// <exception cref="HeatmapException">ImageCorrupt and what opening a file throws.</exception>
    public TiffBlockRows(string path, TiffDirectory directory, RasterLayout layout, PixelRectangle part)
        : base(layout with { Width = part.Width, Height = part.Height })
    {
        _page = layout;
        _columns = TiffBlockColumns.Of(directory, part);
        _decoded = layout with { Width = _columns.Width };
        _start = (part.X - _columns.Left) * layout.Bands * layout.SampleType.Size;
        _row = directory.IsTiled ? part.Y : part.Y - (part.Y % directory.StripRows);
        _end = part.Y + part.Height;
        _directory = directory;
        _samples = new TiffSamples(directory);
        _planes = directory.IsPlanar ? directory.Samples : 1;
        long packed = directory.PackedBytes(directory.IsTiled ? directory.TileWidth : directory.Width);
        if (packed > Array.MaxLength)
            throw ImageErrors.Corrupt(path, "its strips or tiles have an impossible size");
        _blockRowBytes = (int)packed;
        _packed = directory.IsTiled ? [] : new byte[_blockRowBytes];
        _tileRow = new byte[directory.IsTiled ? BlockRowBuffer(directory, _decoded) : layout.RowBytes];
        _strips = new TiffBlockReader?[directory.IsTiled ? 0 : _planes];
        _missing = new byte[layout.SampleType.Size];
        Samples.FromDoubles([TiffNoData.Of(directory) ?? 0], layout.SampleType, _missing);
        _blocks = new TiffBlocks(path, directory);
    }

    /// <summary>Bytes of a decoded row of tiles, or of a decoded strip.</summary>
    public static long BlockRowBuffer(TiffDirectory directory, RasterLayout layout) =>
        (long)layout.RowBytes * Math.Min(directory.BlockRows, layout.Height);

    /// <summary>Decodes a row of tiles (or a strip) of all planes: on all cores where the part is large.</summary>
    /// <param name="columns">Columns of blocks.</param>
    /// <param name="layout">Layout of the part.</param>
    /// <param name="planes">Planes that lie apart, 1 for none.</param>
    /// <param name="decode">Decodes the block of a plane in a column of blocks, from 0.</param>
    /// <param name="atOnce">Neighbours that it decodes with it.</param>
    public static void ForEachBlock(int columns, RasterLayout layout, int planes, Action<int, int> decode, int atOnce = 1)
    {
        int across = ((columns - 1) / atOnce) + 1;
        int blocks = across * planes;
        if (blocks >= 2 && layout.PixelCount >= ParallelParts.MinPixels)
        {
            ParallelParts.ForEach(blocks, i => decode(i / across, i % across * atOnce));
            return;
        }

        for (int i = 0; i < blocks; i++)
            decode(i / across, i % across * atOnce);
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..], _row++)
        {
            if (_row >= _end)
                throw new InvalidOperationException("Every row was read already.");
            Span<byte> row = destination[..Layout.RowBytes];
            if (_directory.IsTiled)
                ReadFromTiles(row);
            else
                ReadFromStrips(row);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (TiffBlockReader? strip in _strips)
                strip?.Dispose();
            _blocks.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ReadFromStrips(Span<byte> row)
    {
        // Rows of a strip can only be decoded in order.
        for (int top = _end - Layout.Height; _row < top; _row++)
        {
            WorkScope.Token.ThrowIfCancellationRequested();
            ReadFromStrips(_tileRow, _row);
        }

        if (row.Length == _page.RowBytes)
        {
            ReadFromStrips(row, _row);
            return;
        }

        ReadFromStrips(_tileRow, _row);
        _tileRow.AsSpan(_start, row.Length).CopyTo(row);
    }

    private void ReadFromStrips(Span<byte> row, int y)
    {
        int stripRows = _directory.StripRows;
        int strips = _directory.BlocksDown;
        for (int plane = 0; plane < _planes; plane++)
        {
            if (y % stripRows == 0)
            {
                _strips[plane]?.Dispose();
                _strips[plane] = _blocks.Open((plane * strips) + (y / stripRows), Math.Min(stripRows, _page.Height - y), _blockRowBytes);
            }

            if (_strips[plane] is { } strip)
            {
                strip.Read(_packed);
                _samples.Unpack(_packed, _page.Width * _directory.PlaneSamples, row, plane, _planes);
            }
            else
            {
                Fill(row, plane, _page.Width * _directory.PlaneSamples, _planes);
            }
        }
    }

    private void ReadFromTiles(Span<byte> row)
    {
        int inTile = _row % _directory.TileHeight;
        if (_tilesOfRow != _row - inTile)
        {
            _tilesOfRow = _row - inTile;
            ForEachBlock(_columns.Count, Layout, _planes, DecodeTile);
        }

        _tileRow.AsSpan((inTile * _decoded.RowBytes) + _start, row.Length).CopyTo(row);
    }

    private void DecodeTile(int plane, int block)
    {
        int column = _columns.First + block, left = block * _directory.TileWidth;
        int rows = Math.Min(_directory.TileHeight, _page.Height - _tilesOfRow);
        int count = Math.Min(_directory.TileWidth, _columns.Width - left) * _directory.PlaneSamples;
        int first = (left * Layout.Bands) + plane;
        int index = (((plane * _directory.BlocksDown) + (_row / _directory.TileHeight)) * _directory.BlocksAcross) + column;
        using TiffBlockReader? tile = _blocks.Open(index, _directory.TileHeight, _blockRowBytes);
        if (tile is null)
        {
            for (int y = 0; y < rows; y++)
                Fill(_tileRow.AsSpan(y * _decoded.RowBytes, _decoded.RowBytes), first, count, _planes);
            return;
        }

        // A few rows at a time: damaged files have tiles far larger than the image. Rows below the image are read too, since a tile's
        // checksum is at its end.
        int rowsAtOnce = Math.Clamp(PackedBytes / _blockRowBytes, 1, _directory.TileHeight);
        byte[] packed = ArrayPool<byte>.Shared.Rent(_blockRowBytes * rowsAtOnce);
        try
        {
            for (int y = 0; y < _directory.TileHeight; y++)
            {
                int inPacked = y % rowsAtOnce * _blockRowBytes;
                if (inPacked == 0)
                    tile.Read(packed.AsSpan(0, _blockRowBytes * Math.Min(rowsAtOnce, _directory.TileHeight - y)));
                if (y < rows)
                {
                    _samples.Unpack(packed.AsSpan(inPacked, _blockRowBytes), count,
                        _tileRow.AsSpan(y * _decoded.RowBytes, _decoded.RowBytes), first, _planes);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    private void Fill(Span<byte> row, int first, int count, int step)
    {
        for (int i = 0; i < count; i++)
            _missing.CopyTo(row[((first + (i * step)) * _missing.Length)..]);
    }
}
