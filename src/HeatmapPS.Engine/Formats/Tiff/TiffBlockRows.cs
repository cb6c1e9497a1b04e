using System.Buffers;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Rows of a page whose strips or tiles are decoded here. Holds a row of each plane, or a row of tiles.</summary>
internal sealed class TiffBlockRows : RowReader
{
    private readonly TiffDirectory _directory;
    private readonly TiffSamples _samples;
    private readonly TiffBlocks _blocks;
    private readonly TiffBlockReader?[] _strips;
    private readonly byte[] _packed;
    private readonly byte[] _tileRow;
    private readonly byte[] _missing;
    private readonly int _planes;
    private readonly int _blockRowBytes;
    private int _row;

    /// <summary>Opens the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="directory">The page.</param>
    /// <param name="layout">Its layout, before any turn.</param>
    /// <exception cref="HeatmapException">ImageCorrupt and what opening a file throws.</exception>
    public TiffBlockRows(string path, TiffDirectory directory, RasterLayout layout)
        : base(layout)
    {
        _directory = directory;
        _samples = new TiffSamples(directory);
        _planes = directory.IsPlanar ? directory.Samples : 1;
        long packed = directory.PackedBytes(directory.IsTiled ? directory.TileWidth : directory.Width);
        if (packed > Array.MaxLength)
            throw ImageErrors.Corrupt(path, "its strips or tiles have an impossible size");
        _blockRowBytes = (int)packed;
        _packed = directory.IsTiled ? [] : new byte[_blockRowBytes];
        _tileRow = directory.IsTiled ? new byte[BlockRowBuffer(directory, layout)] : [];
        _strips = new TiffBlockReader?[directory.IsTiled ? 0 : _planes];
        _missing = new byte[layout.SampleType.Size];
        Samples.FromDoubles([TiffNoData.Of(directory) ?? 0], layout.SampleType, _missing);
        _blocks = new TiffBlocks(path, directory);
    }

    /// <summary>Bytes of a decoded row of tiles, or of a decoded strip.</summary>
    public static long BlockRowBuffer(TiffDirectory directory, RasterLayout layout) =>
        (long)layout.RowBytes * Math.Min(directory.BlockRows, layout.Height);

    /// <summary>Decodes a row of tiles (or a strip) of all planes: on all cores where the page is large.</summary>
    /// <param name="directory">The page.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="planes">Planes that lie apart, 1 for none.</param>
    /// <param name="decode">Decodes the block of a plane in a column of blocks.</param>
    /// <param name="atOnce">Neighbours that it decodes with it.</param>
    public static void ForEachBlock(TiffDirectory directory, RasterLayout layout, int planes, Action<int, int> decode, int atOnce = 1)
    {
        int across = ((directory.BlocksAcross - 1) / atOnce) + 1;
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
            if (_row >= Layout.Height)
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
        int stripRows = _directory.StripRows;
        int strips = _directory.BlocksDown;
        for (int plane = 0; plane < _planes; plane++)
        {
            if (_row % stripRows == 0)
            {
                _strips[plane]?.Dispose();
                _strips[plane] =
                    _blocks.Open((plane * strips) + (_row / stripRows), Math.Min(stripRows, Layout.Height - _row), _blockRowBytes);
            }

            if (_strips[plane] is { } strip)
            {
                strip.Read(_packed);
                _samples.Unpack(_packed, Layout.Width * _directory.PlaneSamples, row, plane, _planes);
            }
            else
            {
                Fill(row, plane, Layout.Width * _directory.PlaneSamples, _planes);
            }
        }
    }

    private void ReadFromTiles(Span<byte> row)
    {
        int inTile = _row % _directory.TileHeight;
        if (inTile == 0)
            ForEachBlock(_directory, Layout, _planes, DecodeTile);
        _tileRow.AsSpan(inTile * Layout.RowBytes, Layout.RowBytes).CopyTo(row);
    }

    private void DecodeTile(int plane, int column)
    {
        int left = column * _directory.TileWidth, rows = Math.Min(_directory.TileHeight, Layout.Height - _row);
        int count = Math.Min(_directory.TileWidth, Layout.Width - left) * _directory.PlaneSamples;
        int first = (left * Layout.Bands) + plane;
        int index = (((plane * _directory.BlocksDown) + (_row / _directory.TileHeight)) * _directory.BlocksAcross) + column;
        using TiffBlockReader? tile = _blocks.Open(index, _directory.TileHeight, _blockRowBytes);
        if (tile is null)
        {
            for (int y = 0; y < rows; y++)
                Fill(_tileRow.AsSpan(y * Layout.RowBytes, Layout.RowBytes), first, count, _planes);
            return;
        }

        byte[] packed = ArrayPool<byte>.Shared.Rent(_blockRowBytes * _directory.TileHeight);
        try
        {
            tile.Read(packed.AsSpan(0, _blockRowBytes * _directory.TileHeight));
            for (int y = 0; y < rows; y++)
            {
                _samples.Unpack(packed.AsSpan(y * _blockRowBytes, _blockRowBytes), count,
                    _tileRow.AsSpan(y * Layout.RowBytes, Layout.RowBytes), first, _planes);
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
