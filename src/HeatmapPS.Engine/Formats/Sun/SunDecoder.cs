using System.Buffers.Binary;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Sun;

/// <summary>Reads Sun raster files of 1, 8, 24 and 32 bits, raw and run-length coded, as a stream of rows.</summary>
internal sealed class SunDecoder : SinglePageDecoder<SunHeader>
{
    /// <inheritdoc/>
    protected override SunHeader Parse(FileStream file, string path) => SunHeader.Read(file, path);

    /// <inheritdoc/>
    protected override RowReader Open(FileStream file, SunHeader header, string path)
    {
        file.Position = header.DataOffset;
        return new Rows(file, header, path);
    }

    private sealed class Rows(FileStream file, SunHeader header, string path) : FileRowReader(file, header.Layout, path)
    {
        private const int Escape = 0x80;

        private readonly byte[] _stored = new byte[header.StoredRowBytes];
        private int _left;
        private byte _value;

        protected override void ReadRow(Span<byte> row)
        {
            if (header.IsRunLengthCoded)
                ReadRuns();
            else
                Fill(_stored);
            if (header.Depth > 8)
                Order(row);
            else
                Spread(row);
        }

        /// <summary>Runs go on over the ends of rows.</summary>
        private void ReadRuns()
        {
            for (int i = 0; i < _stored.Length; i++, _left--)
            {
                if (_left == 0)
                {
                    (_left, _value) = (1, Next());
                    if (_value == Escape && Next() is var count and > 0)
                        (_left, _value) = (count + 1, Next());
                }

                _stored[i] = _value;
            }
        }

        /// <summary>Colours come blue first unless the type says otherwise; of 32 bits the first byte is unused.</summary>
        private void Order(Span<byte> row)
        {
            (int step, int skip) = (header.Depth / 8, (header.Depth / 8) - 3);
            for (int x = 0; x < Layout.Width; x++)
            {
                for (int band = 0; band < 3; band++)
                    row[(3 * x) + band] = _stored[(step * x) + skip + (header.IsRgb ? band : 2 - band)];
            }
        }

        /// <summary>Without a colormap bytes are grey, and of bits 1 is black.</summary>
        private void Spread(Span<byte> row)
        {
            int bands = Layout.Bands;
            for (int x = 0; x < Layout.Width; x++)
            {
                int index = header.Depth == 8 ? _stored[x] : (_stored[x >> 3] >> (7 - (x & 7))) & 1;
                if (header.Palette.Length == 0)
                    row[x] = (byte)(header.Depth == 8 ? index : 255 - (255 * index));
                else if ((index + 1) * bands <= header.Palette.Length)
                    header.Palette.AsSpan(index * bands, bands).CopyTo(row[(x * bands)..]);
                else
                    throw ImageErrors.Corrupt(Path, string.Create(CultureInfo.InvariantCulture, $"its colormap has no colour {index}"));
            }
        }
    }
}

/// <summary>The header of a Sun raster file: rows from the top, padded to 16 bits.</summary>
/// <param name="Layout">The rows given out.</param>
/// <param name="Depth">Bits a stored pixel: 1, 8, 24, 32.</param>
/// <param name="IsRunLengthCoded">Whether bytes come in runs.</param>
/// <param name="IsRgb">Whether colours come red first.</param>
/// <param name="Palette">Colours of indices, <c>Layout.Bands</c> bytes each; empty without.</param>
/// <param name="DataOffset">Where the pixels begin.</param>
internal sealed record SunHeader(RasterLayout Layout, int Depth, bool IsRunLengthCoded, bool IsRgb, byte[] Palette, long DataOffset)
    : IFileHeader
{
    private const int HeaderBytes = 32;
    private const int MaxPaletteBytes = 3 * 256;

    /// <summary>Three bytes give 256 at most.</summary>
    private const int MaxGain = 86;

    /// <inheritdoc/>
    public RasterMetadata Metadata => ColorBands.Describe(Layout.Bands, 8);

    public int StoredRowBytes => (int)((((long)Layout.Width * Depth) + 15) / 16 * 2);

    /// <summary>Reads the header and the palette.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static SunHeader Read(FileStream file, string path)
    {
        Span<byte> head = stackalloc byte[HeaderBytes];
        SourceFile.ReadExactly(file, head, path);
        uint width = Number(head, 1), height = Number(head, 2), depth = Number(head, 3), kind = Number(head, 5), mapKind = Number(head, 6),
            mapBytes = Number(head, 7);
        if (width == 0 || height == 0)
            throw ImageErrors.Corrupt(path, "it has no pixels");
        if (depth is not (1 or 8 or 24 or 32) || kind > 3)
        {
            throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture, $"it is a Sun raster of type {kind} with {depth} bits per pixel"));
        }

        if (mapKind > 1 && depth <= 8)
            throw ImageErrors.FormatNotSupported(path, "it is a Sun raster with a raw colormap");

        byte[] palette = Array.Empty<byte>();
        if (mapKind == 1 && depth <= 8 && mapBytes > 0)
            palette = ReadPalette(file, mapBytes, path);
        int bands = depth > 8 ? 3 : palette.Length > 0 ? ColorBands.Reduce(palette) == palette ? 3 : 1 : 1;
        long offset = HeaderBytes + (long)mapBytes;
        Int128 needed = (((Int128)width * depth) + 15) / 16 * 2 * height;
        long available = Math.Max(0, file.Length - offset);
        if (kind == 2 ? needed > (Int128)available * MaxGain : needed > available)
            throw CodecErrors.TooFewBytes(path, width, height, needed, available);
        if ((long)width * 4 > Array.MaxLength || height > int.MaxValue)
            throw ImageErrors.FormatNotSupported(path, "its sides are too long");
        var layout = new RasterLayout((int)width, (int)height, bands, SampleType.UInt8);
        return new SunHeader(layout, (int)depth, kind == 2, kind == 3, ColorBands.Reduce(palette), offset);
    }

    private static uint Number(ReadOnlySpan<byte> head, int index) => BinaryPrimitives.ReadUInt32BigEndian(head[(4 * index)..]);

    /// <summary>All reds, then all greens, then all blues.</summary>
    private static byte[] ReadPalette(Stream stream, uint bytes, string path)
    {
        if (bytes > MaxPaletteBytes || bytes % 3 != 0)
            throw ImageErrors.Corrupt(path, "its colormap ends inside a colour");
        byte[] planes = new byte[bytes];
        SourceFile.ReadExactly(stream, planes, path);
        byte[] palette = new byte[bytes];
        int count = planes.Length / 3;
        for (int i = 0; i < palette.Length; i++)
            palette[i] = planes[(i % 3 * count) + (i / 3)];
        return palette;
    }
}
