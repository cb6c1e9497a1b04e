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
    public void AddPage(RowReader rows, RasterMetadata metadata, Palette? palette, ImageCompression compression, CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        if (palette is null)
            rows = NoData.Unify(rows, metadata.NoDataValues);
        var strips = new TiffWriterStrips(layout, compression, mayPredict: palette is null);
        int rowsPerStrip = Math.Min(layout.Height, Math.Max(1, StripBytes / layout.RowBytes));
        int stripCount = (int)(((long)layout.Height + rowsPerStrip - 1) / rowsPerStrip);
        var offsets = new List<long>(stripCount);
        var byteCounts = new List<long>(stripCount);
        if (compression == ImageCompression.None) StripPipeline.RunInOrder(rows, rowsPerStrip, strip => WriteStrip(strip.Rows), cancellationToken);
        else StripPipeline.Run(rows, rowsPerStrip, withLead: false, strips.Prepare, strips.Compress, strip => WriteStrip(strip.Output.Written), cancellationToken);
        TiffWriterDirectory directory = Describe(layout, metadata, palette);
        directory.AddShorts(259, strips.CompressionTag);
        if (strips.PredictorTag is { } predictor) directory.AddShorts(317, predictor);
        directory.AddLong(278, (uint)rowsPerStrip);
        directory.AddOffsets(273, offsets);
        directory.AddOffsets(279, byteCounts);
        WriteDirectory(directory);

        void WriteStrip(ReadOnlySpan<byte> data)
        {
            offsets.Add(_output.Position);
            byteCounts.Add(data.Length);
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
    public void AddPyramid(RowReader rows, RasterMetadata metadata, Palette? palette, ImageCompression compression, PyramidShrink shrink, CancellationToken cancellationToken)
    {
        RasterLayout[] levels = PyramidLevels.Of(rows.Layout, TiffPyramidTiles.Side);
        if (palette is null)
            rows = NoData.Unify(rows, metadata.NoDataValues);
        using var tiles = new TiffPyramidTiles(levels, compression, mayPredict: palette is null);
        PyramidShrink by = palette is null ? shrink : PyramidShrink.Nearest;
        using (var builder = new PyramidBuilder(levels, TiffPyramidTiles.Side, by, metadata.HasAlpha, (level, _, band) => tiles.Write(level, band, _output)))
            builder.Run(rows, cancellationToken);
        for (int level = 0; level < levels.Length; level++)
        {
            TiffWriterDirectory directory = Describe(levels[level], metadata, palette);
            tiles.Describe(level, directory);
            WriteDirectory(directory);
        }
    }

    private void WriteDirectory(TiffWriterDirectory directory)
    {
        if ((_output.Position & 1) != 0) _output.WriteByte(0);
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
