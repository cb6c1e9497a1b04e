using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;

namespace HeatmapPS.Engine.Codecs.Tiff;

/// <summary>Rows of a TIFF page through LibTiff.NET: a row of strips, or one row of tiles at a time.</summary>
internal sealed class LibTiffRowReader : RowReader
{
    private readonly TiffDirectory _directory;
    private readonly LibTiffSamples _samples;

    // A plane read row by row keeps its place in its strip, so planes that lie apart get a reader each.
    private readonly List<LibTiffSource> _sources = [];
    private readonly byte[] _packed = [];
    private readonly byte[] _tileRow = [];
    private readonly string _path;
    private int _row;

    /// <summary>Opens the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="directory">The page.</param>
    /// <param name="layout">Its layout, before any turn.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, ImageTooLarge.</exception>
    public LibTiffRowReader(string path, TiffDirectory directory, RasterLayout layout)
        : base(layout)
    {
        _path = path;
        _directory = directory;
        _samples = new LibTiffSamples(directory);
        try
        {
            var handles = directory is { IsPlanar: true, IsTiled: false } ? directory.Samples : 1;
            for (var i = 0; i < handles; i++)
                _sources.Add(new LibTiffSource(path, directory.Offset));

            var block = directory.IsTiled ? _sources[0].TileSize : _sources[0].ScanlineSize;
            var needed = ((directory.IsTiled ? TileRowBytes * directory.TileHeight : PackedBytes(directory.Width)) + 7) & ~7L;
            if (block <= 0 || needed > Array.MaxLength)
                throw ImageErrors.Corrupt(path, "its strips or tiles claim an impossible size");
            _packed = new byte[Math.Max(block, needed)];
            if (directory.IsTiled)
                _tileRow = new byte[TileRowBuffer(directory, layout)];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private int PlaneSamples => _directory.IsPlanar ? 1 : _directory.Samples;

    private long TileRowBytes => PackedBytes(_directory.TileWidth);

    /// <summary>Bytes of the decoded row of tiles that a tiled page needs.</summary>
    public static long TileRowBuffer(TiffDirectory directory, RasterLayout layout) =>
        (long)layout.RowBytes * Math.Min(directory.TileHeight, layout.Height);

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..])
        {
            if (_row >= Layout.Height)
                throw new InvalidOperationException("Every row was read already.");
            var row = destination[..Layout.RowBytes];
            if (_directory.IsTiled)
                ReadFromTiles(row);
            else
                ReadFromStrips(row);
            _row++;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var source in _sources)
                source.Dispose();
            _sources.Clear();
        }

        base.Dispose(disposing);
    }

    private long PackedBytes(int columns) => (((long)columns * PlaneSamples * _directory.Bits) + 7) / 8;

    private void ReadFromStrips(Span<byte> row)
    {
        if (!_directory.IsPlanar)
        {
            _sources[0].ReadScanline(_packed, _row, 0);
            _samples.Unpack(_packed, Layout.RowSamples, row, 0, 1);
            return;
        }

        for (var plane = 0; plane < _sources.Count; plane++)
        {
            _sources[plane].ReadScanline(_packed, _row, plane);
            _samples.Unpack(_packed, Layout.Width, row, plane, Layout.Bands);
        }
    }

    private void ReadFromTiles(Span<byte> row)
    {
        var inTile = _row % _directory.TileHeight;
        if (inTile == 0)
            DecodeTileRow();
        _tileRow.AsSpan(inTile * Layout.RowBytes, Layout.RowBytes).CopyTo(row);
    }

    private void DecodeTileRow()
    {
        var rows = Math.Min(_directory.TileHeight, Layout.Height - _row);
        var planes = _directory.IsPlanar ? Layout.Bands : 1;
        for (var plane = 0; plane < planes; plane++)
        {
            for (var x = 0; x < Layout.Width; x += _directory.TileWidth)
            {
                _sources[0].ReadTile(_packed, x, _row, plane);
                var columns = Math.Min(_directory.TileWidth, Layout.Width - x);
                for (var y = 0; y < rows; y++)
                {
                    var line = _packed.AsSpan((int)(y * TileRowBytes));
                    var target = _tileRow.AsSpan(y * Layout.RowBytes, Layout.RowBytes);
                    _samples.Unpack(line, columns * PlaneSamples, target, (x * Layout.Bands) + plane, planes == 1 ? 1 : Layout.Bands);
                }

                if (_directory.TileWidth > Layout.Width - x)
                    break;
            }
        }
    }
}
