using System.Buffers.Binary;
using System.Globalization;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Formats.Pyramids;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Writes TIFF and BigTIFF files of one page or many, in strips, or in tiles with smaller copies; little-endian,
/// streaming, on all cores.</summary>
internal sealed class TiffWriter
{
    /// <summary>Bytes of rows in a strip.</summary>
    private const int StripBytes = 1 << 19;

    /// <summary>What directories, profiles and incompressible data may add to a page, besides its part of <see cref="Growth"/>.</summary>
    private const long PageMargin = 8 << 20;

    /// <summary>LZW at its worst writes twelve bits for eight; deflate stays within a thousandth.</summary>
    private const double Growth = 1.51;

    private readonly Stream _output;
    private readonly bool _isBig;
    private long _nextDirectoryAt;

    /// <summary>Writes the start of a file.</summary>
    /// <param name="output">Seekable, empty.</param>
    /// <param name="isBig">Whether it is a BigTIFF; see <see cref="NeedsBigTiff"/>.</param>
    public TiffWriter(Stream output, bool isBig)
    {
        _output = output;
        _isBig = isBig;
        Span<byte> header = stackalloc byte[16];
        header.Clear();
        "II"u8.CopyTo(header);
        header[2] = isBig ? (byte)43 : (byte)42;
        if (isBig) header[4] = 8;
        output.Write(header[..(isBig ? 16 : 8)]);
        _nextDirectoryAt = isBig ? 8 : 4;
    }

    /// <summary>Whether pages need the 64-bit offsets of BigTIFF, judged before they are compressed.</summary>
    /// <param name="byteCount">Bytes of all pages' rows.</param>
    /// <param name="pageCount">Pages.</param>
    /// <param name="compression">How they are compressed.</param>
    public static bool NeedsBigTiff(long byteCount, int pageCount, ImageCompression compression)
    {
        double growth = compression == ImageCompression.Lzw ? Growth : 1.001;
        return (byteCount * growth) + (PageMargin * (double)pageCount) > uint.MaxValue;
    }

    /// <summary>Appends a page.</summary>
    /// <param name="rows">Its rows; read to the end.</param>
    /// <param name="metadata">Their meaning.</param>
    /// <param name="palette">When not null, rows are indices into it (1 band of UInt8); it has no transparency.</param>
    /// <param name="compression">How it is compressed.</param>
    /// <param name="cancellationToken">Looked at before every strip.</param>
    /// <param name="embedded">What goes into the file besides the picture, or null.</param>
    public void AddPage(RowReader rows, RasterMetadata metadata, Palette? palette, ImageCompression compression,
        CancellationToken cancellationToken, EmbeddedContent? embedded = null)
    {
        if (palette is null)
            rows = NoData.Unify(rows, metadata.NoDataValues);
        using TiffPictureDigest? digest = embedded?.Numbers is null ? null : new TiffPictureDigest();
        TiffWriterDirectory directory = WriteStrips(rows, metadata, palette, compression, mayPredict: palette is null, digest,
            cancellationToken);
        if (embedded is not null)
            TiffEmbedding.Describe(directory, embedded.Description);
        if (embedded?.Numbers is { } numbers)
        {
            using RowReader values = numbers.Open();
            var meaning = new RasterMetadata { BitDepth = 8 * values.Layout.SampleType.Size };

            // The predictor for floating point is beyond many readers.
            bool mayPredict = !values.Layout.SampleType.IsFloat;
            TiffWriterDirectory below = WriteStrips(values, meaning, null, compression, mayPredict, null, cancellationToken);
            TiffEmbedding.DescribeNumbers(below, digest!);
            Align();
            directory.AddOffsets(TiffEmbedding.SubDirectories, [_output.Position]);
            below.Write(_output);
        }

        WriteDirectory(directory);
    }

    /// <summary>Writes rows in strips, and describes them.</summary>
    private TiffWriterDirectory WriteStrips(RowReader rows, RasterMetadata metadata, Palette? palette, ImageCompression compression,
        bool mayPredict, TiffPictureDigest? digest, CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        var strips = new TiffWriterStrips(layout, compression, mayPredict);
        int rowsPerStrip = Math.Min(layout.Height, Math.Max(1, StripBytes / layout.RowBytes));
        int stripCount = (int)(((long)layout.Height + rowsPerStrip - 1) / rowsPerStrip);
        var offsets = new List<long>(stripCount);
        var byteCounts = new List<long>(stripCount);
        if (compression == ImageCompression.None)
        {
            StripPipeline.RunInOrder(rows, rowsPerStrip, strip => WriteStrip(strip.Rows), cancellationToken);
        }
        else
        {
            StripPipeline.Run(rows, rowsPerStrip, withLead: false, strips.Prepare, strips.Compress,
                strip => WriteStrip(strip.Output.Written), cancellationToken);
        }

        digest?.AddShape(layout.Width, layout.Height, layout.Bands, 8 * layout.SampleType.Size, palette is null ? [] : ColorMap(palette));
        TiffWriterDirectory directory = Describe(layout, metadata, palette);
        directory.AddShorts(259, strips.CompressionTag);
        if (strips.PredictorTag is { } predictor) directory.AddShorts(317, predictor);
        directory.AddLong(278, (uint)rowsPerStrip);
        directory.AddOffsets(273, offsets);
        directory.AddOffsets(279, byteCounts);
        return directory;

        void WriteStrip(ReadOnlySpan<byte> data)
        {
            offsets.Add(_output.Position);
            byteCounts.Add(data.Length);
            digest?.Add(data);
            _output.Write(data);
        }
    }

    /// <summary>Appends a page in tiles, and a page for each smaller copy of it.</summary>
    /// <param name="rows">Its rows; read to the end, once.</param>
    /// <param name="metadata">Their meaning.</param>
    /// <param name="palette">When not null, rows are indices into it (1 band of UInt8); it has no transparency.</param>
    /// <param name="compression">How it is compressed.</param>
    /// <param name="shrink">How copies become smaller; indices are never averaged.</param>
    /// <param name="cancellationToken">Looked at between strips.</param>
    /// <param name="embedded">The description that goes into the file, or null; numbers have no place beside smaller copies.</param>
    public void AddPyramid(RowReader rows, RasterMetadata metadata, Palette? palette, ImageCompression compression, PyramidShrink shrink,
        CancellationToken cancellationToken, EmbeddedContent? embedded = null)
    {
        RasterLayout[] levels = PyramidLevels.Of(rows.Layout, TiffPyramidTiles.Side);
        if (palette is null)
            rows = NoData.Unify(rows, metadata.NoDataValues);
        using var tiles = new TiffPyramidTiles(levels, compression, mayPredict: palette is null);
        PyramidShrink by = palette is null ? shrink : PyramidShrink.Nearest;
        using (var builder =
            new PyramidBuilder(levels, TiffPyramidTiles.Side, by, metadata.HasAlpha, (level, _, band) => tiles.Write(level, band, _output)))
        {
            builder.Run(rows, cancellationToken);
        }

        for (int level = 0; level < levels.Length; level++)
        {
            TiffWriterDirectory directory = Describe(levels[level], metadata, palette);
            tiles.Describe(level, directory);
            if (level == 0 && embedded is not null)
                TiffEmbedding.Describe(directory, embedded.Description);
            WriteDirectory(directory);
        }
    }

    private void WriteDirectory(TiffWriterDirectory directory)
    {
        Align();
        long start = _output.Position;
        long next = directory.Write(_output);
        long end = _output.Position;
        Span<byte> offset = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(offset, start);
        _output.Position = _nextDirectoryAt;
        _output.Write(offset[..(_isBig ? 8 : 4)]);
        _output.Position = end;
        _nextDirectoryAt = next;
    }

    /// <summary>Directories start at even positions.</summary>
    private void Align()
    {
        if ((_output.Position & 1) != 0) _output.WriteByte(0);
    }

    private TiffWriterDirectory Describe(RasterLayout layout, RasterMetadata metadata, Palette? palette)
    {
        var directory = new TiffWriterDirectory(_isBig);
        bool isRgb = palette is null && metadata.ColorModel == ColorModel.Rgb && layout.Bands >= 3;
        directory.AddLong(256, (uint)layout.Width);
        directory.AddLong(257, (uint)layout.Height);
        directory.AddShorts(258, Repeat((ushort)(8 * layout.SampleType.Size), layout.Bands));
        directory.AddShorts(262, palette is not null ? (ushort)3 : isRgb ? (ushort)2 : (ushort)1);
        directory.AddShorts(277, (ushort)layout.Bands);
        directory.AddShorts(284, 1);
        directory.AddText(305, "HeatmapPS");
        directory.AddShorts(339, Repeat(SampleFormat(layout.SampleType), layout.Bands));
        int extra = layout.Bands - (isRgb ? 3 : 1);
        if (extra > 0)
        {
            // 0: unspecified; 2: alpha that is not multiplied into the colours.
            ushort[] kinds = Repeat(0, extra);
            if (metadata.HasAlpha) kinds[^1] = 2;
            directory.AddShorts(338, kinds);
        }

        if (palette is not null)
        {
            directory.AddShorts(320, ColorMap(palette));
        }
        else
        {
            if (metadata.IccProfile is { } profile && IccHeader.Fits(profile.Span, isRgb)) directory.AddBytes(34675, profile.Span);
            if (!metadata.NoDataValues.IsDefaultOrEmpty) directory.AddText(42113, NoDataText(metadata.NoDataValues[0]));
        }

        if (metadata.Resolution is { X: > 0, Y: > 0 } resolution)
        {
            directory.AddRational(282, resolution.X);
            directory.AddRational(283, resolution.Y);
            directory.AddShorts(296, 2);
        }

        return directory;
    }

    /// <summary>Red, green, blue planes of 256 entries of 16 bits.</summary>
    private static ushort[] ColorMap(Palette palette)
    {
        ushort[] map = new ushort[3 * 256];
        for (int i = 0; i < 256; i++)
        {
            Rgba32 color = palette.Colors[Math.Min(i, palette.Colors.Length - 1)];
            map[i] = (ushort)(color.R * 257);
            map[256 + i] = (ushort)(color.G * 257);
            map[512 + i] = (ushort)(color.B * 257);
        }

        return map;
    }

    private static ushort SampleFormat(SampleType type) => type switch
    {
        SampleType.UInt8 or SampleType.UInt16 or SampleType.UInt32 => 1,
        SampleType.Int8 or SampleType.Int16 or SampleType.Int32 => 2,
        _ => 3,
    };

    private static string NoDataText(double value) =>
        double.IsNaN(value) ? "nan"
        : double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf")
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static ushort[] Repeat(ushort value, int count)
    {
        ushort[] values = new ushort[count];
        values.AsSpan().Fill(value);
        return values;
    }
}

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
    private readonly Strip[] _tiles =
        [.. Enumerable.Range(0, Across(levels[0])).Select(_ => new Strip(Side * Side * levels[0].Bands * levels[0].SampleType.Size))];
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

        ParallelParts.ForEach(across, tile =>
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
