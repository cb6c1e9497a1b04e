using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Compresses the tiles of a pyramid, a band of them at once on all cores, and remembers where they went.</summary>
/// <param name="levels">Layouts of the levels.</param>
/// <param name="compression">How tiles are compressed.</param>
/// <param name="mayPredict">Whether differences may be taken.</param>
internal sealed class TiffPyramidTiles(RasterLayout[] levels, ImageCompression compression, bool mayPredict) : IDisposable
{
    /// <summary>Pixels of a tile's side; a multiple of 16, as TIFF asks for.</summary>
    public const int Side = 256;

    private readonly RasterLayout _tile = levels[0] with { Width = Side, Height = Side };
    private readonly TiffWriterStrips _coder = new(levels[0] with { Width = Side, Height = Side }, compression, mayPredict);
    private readonly Strip[] _tiles = [.. Enumerable.Range(0, Across(levels[0])).Select(_ => new Strip(Side * Side * levels[0].Bands * levels[0].SampleType.Size))];
    private readonly List<long>[] _offsets = [.. levels.Select(_ => new List<long>())];
    private readonly List<long>[] _byteCounts = [.. levels.Select(_ => new List<long>())];
    private bool _isPrepared;

    /// <summary>Writes the tiles of one band.</summary>
    public void Write(int level, ReadOnlyMemory<byte> rows, Stream output)
    {
        int across = Across(levels[level]);
        if (!_isPrepared)
        {
            Fill(0, level, rows.Span);
            _coder.Prepare(_tiles[0]);
            _isPrepared = true;
        }

        Parallel.For(0, across, tile =>
        {
            Fill(tile, level, rows.Span);
            if (compression != ImageCompression.None)
                _coder.Compress(_tiles[tile]);
        });
        for (int tile = 0; tile < across; tile++)
        {
            ReadOnlySpan<byte> data = compression == ImageCompression.None ? _tiles[tile].Rows : _tiles[tile].Output.Written;
            _offsets[level].Add(output.Position);
            _byteCounts[level].Add(data.Length);
            output.Write(data);
        }
    }

    /// <summary>Adds the tags that say where a level's tiles are.</summary>
    public void Describe(int level, TiffWriterDirectory directory)
    {
        directory.AddLong(254, level == 0 ? 0u : 1u);
        directory.AddShorts(259, _coder.CompressionTag);
        if (_coder.PredictorTag is { } predictor)
            directory.AddShorts(317, predictor);
        directory.AddLong(322, Side);
        directory.AddLong(323, Side);
        directory.AddOffsets(324, _offsets[level]);
        directory.AddOffsets(325, _byteCounts[level]);
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        foreach (Strip tile in _tiles)
            tile.Dispose();
    }

    private static int Across(RasterLayout level) => (level.Width + Side - 1) / Side;

    /// <summary>Copies a tile out of its band; the edge's pixels fill what lies outside the image, so that they compress well.</summary>
    private void Fill(int tile, int level, ReadOnlySpan<byte> rows)
    {
        RasterLayout layout = levels[level];
        int pixel = layout.Bands * layout.SampleType.Size;
        int start = tile * Side * pixel, length = Math.Min(Side * pixel, layout.RowBytes - start);
        int count = rows.Length / layout.RowBytes;
        Strip target = _tiles[tile];
        target.Reset(_isPrepared ? 1 : 0, Side, _tile.RowBytes, leadBytes: 0, isLast: false);
        Span<byte> bytes = target.Rows;
        for (int y = 0; y < Side; y++)
        {
            Span<byte> row = bytes.Slice(y * _tile.RowBytes, _tile.RowBytes);
            rows.Slice((Math.Min(y, count - 1) * layout.RowBytes) + start, length).CopyTo(row);
            for (int at = length; at < row.Length; at += pixel)
                row.Slice(length - pixel, pixel).CopyTo(row.Slice(at, pixel));
        }
    }
}
