using System.Buffers.Binary;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Pcx;

/// <summary>Reads PCX files (ZSoft Paintbrush) as a stream of rows: black and white, palettes of 4 to 256 colours, RGB.</summary>
internal sealed class PcxDecoder : SinglePageDecoder<PcxHeader>
{
    /// <inheritdoc/>
    protected override PcxHeader Parse(FileStream file, string path) => PcxHeader.Read(file, path);

    /// <inheritdoc/>
    protected override RowReader Open(FileStream file, PcxHeader header, string path)
    {
        file.Position = PcxHeader.DataOffset;
        return new Rows(file, header, path);
    }

    private sealed class Rows(FileStream file, PcxHeader header, string path) : FileRowReader(file, header.Layout, path)
    {
        private const int RunBits = 0xC0;

        private readonly byte[] _stored = new byte[header.PlaneBytes * header.Planes];
        private int _left;
        private byte _value;

        protected override void ReadRow(Span<byte> row)
        {
            if (header.IsRunLengthCoded)
                ReadRuns();
            else
                Fill(_stored);
            Spread(row);
        }

        /// <summary>Runs end with each row, of all planes. Of one that goes on, programs drop the rest, or take it for the next
        /// row.</summary>
        private void ReadRuns()
        {
            for (int i = 0; i < _stored.Length; i++, _left--)
            {
                while (_left == 0)
                {
                    (_left, _value) = (1, Next());
                    if ((_value & RunBits) == RunBits)
                        (_left, _value) = (_value & ~RunBits, Next());
                }

                _stored[i] = _value;
            }

            if (_left > 0)
                throw ImageErrors.Corrupt(Path, "a run of pixels extends past the end of a row");
        }

        private new byte Next() =>
            File.Position < header.DataEnd ? base.Next() : throw ImageErrors.Corrupt(Path, "it ends before its last pixel");

        private void Spread(Span<byte> row)
        {
            int bands = Layout.Bands;
            for (int x = 0; x < Layout.Width; x++)
            {
                Span<byte> pixel = row.Slice(x * bands, bands);
                if (header.Bits == 8 && header.Planes > 1)
                {
                    for (int band = 0; band < bands; band++)
                        pixel[band] = _stored[(band * header.PlaneBytes) + x];
                    continue;
                }

                int index = Index(x);
                header.Palette.AsSpan(index * bands, bands).CopyTo(pixel);
            }
        }

        /// <summary>The bits of a pixel, those of later planes higher.</summary>
        private int Index(int x)
        {
            (int index, int perByte) = (0, 8 / header.Bits);
            for (int plane = 0; plane < header.Planes; plane++)
            {
                byte stored = _stored[(plane * header.PlaneBytes) + (x / perByte)];
                index |= ((stored >> (8 - header.Bits - (x % perByte * header.Bits))) & ((1 << header.Bits) - 1)) << (plane * header.Bits);
            }

            return index;
        }
    }
}

/// <summary>The header of a PCX file: rows of planes of bits, in runs of bytes.</summary>
/// <param name="Layout">The rows given out.</param>
/// <param name="Bits">Bits of a pixel in one plane.</param>
/// <param name="Planes">Planes of a row.</param>
/// <param name="PlaneBytes">Bytes of a plane's row.</param>
/// <param name="IsRunLengthCoded">Whether bytes come in runs.</param>
/// <param name="Palette">Colours of indices, <c>Layout.Bands</c> bytes each; empty without. Of one bit they are black and white.</param>
/// <param name="DataEnd">Where the pixels end at the latest: before the palette of 256 colours.</param>
internal sealed record PcxHeader(RasterLayout Layout, int Bits, int Planes, int PlaneBytes, bool IsRunLengthCoded, byte[] Palette,
    long DataEnd) : IFileHeader
{
    /// <summary>Where the pixels begin.</summary>
    public const int DataOffset = 128;

    private const int PaletteBytes = 3 * 256;
    private const byte PaletteMark = 12;
    private const int FirstColor = 16;

    /// <summary>Two bytes give 63 at most.</summary>
    private const int MaxGain = 32;

    /// <inheritdoc/>
    public RasterMetadata Metadata => ColorBands.Describe(Layout.Bands, 8);

    /// <summary>Reads the header and the palette.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static PcxHeader Read(FileStream file, string path)
    {
        Span<byte> head = stackalloc byte[DataOffset];
        SourceFile.ReadExactly(file, head, path);
        int bits = head[3], planes = head[65], planeBytes = BinaryPrimitives.ReadUInt16LittleEndian(head[66..]);
        int width = BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) - BinaryPrimitives.ReadUInt16LittleEndian(head[4..]) + 1;
        int height = BinaryPrimitives.ReadUInt16LittleEndian(head[10..]) - BinaryPrimitives.ReadUInt16LittleEndian(head[6..]) + 1;
        if (width <= 0 || height <= 0 || planeBytes * 8 < width * bits)
            throw ImageErrors.Corrupt(path, "the rows in its header are too short for their pixels");
        byte[] palette = (bits, planes) switch
        {
            (8, 3 or 4) => [],
            (1, 1) => CheckTwoColors(head, path),
            (8, 1) => ReadPalette(file, isGray: head[1] < 5 || head[68] == 2, path),
            (1, 2 or 3 or 4) or (2 or 4, 1) => head.Slice(FirstColor, 3 * (1 << (bits * planes))).ToArray(),
            _ => throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture, $"it is a PCX file with {planes} planes of {bits} bits")),
        };
        // Programs of version 3 take the colours of the graphics card.
        if (bits * planes is > 1 and < 8 && !palette.AsSpan().ContainsAnyExcept((byte)0))
            throw ImageErrors.FormatNotSupported(path, "it is a PCX file without the palette that it needs");
        byte[] colors = ColorBands.Reduce(palette);
        int bands = bits == 8 && planes > 1 ? planes : colors.Length < palette.Length || palette.Length == 0 ? 1 : 3;
        long needed = (long)planeBytes * planes * height;
        bool coded = head[2] == 1;
        if (needed > (file.Length - DataOffset) * (coded ? MaxGain : 1))
            throw CodecErrors.TooFewBytes(path, width, height, needed, file.Length - DataOffset);
        long end = file.Length - (bits == 8 && planes == 1 && file.Position == file.Length ? 1 + PaletteBytes : 0);
        return new PcxHeader(new RasterLayout(width, height, bands, SampleType.UInt8), bits, planes, planeBytes, coded, colors, end);
    }

    /// <summary>Black and white. Of two other colours in the header programs make what they like: most pass over them.</summary>
    private static byte[] CheckTwoColors(ReadOnlySpan<byte> head, string path)
    {
        byte[] blackAndWhite = [0, 0, 0, 255, 255, 255];
        ReadOnlySpan<byte> one = head.Slice(FirstColor, 3), two = head.Slice(FirstColor + 3, 3);
        bool hasPalette = head[1] is not (0 or 3) && !one.SequenceEqual(two);
        return !hasPalette || head.Slice(FirstColor, blackAndWhite.Length).SequenceEqual(blackAndWhite)
            ? blackAndWhite
            : throw ImageErrors.FormatNotSupported(path, $"it is a PCX file with the two colours #{Convert.ToHexString(one)} and #{Convert.ToHexString(two)}, which some programs show as black and white");
    }

    /// <summary>The 256 colours at the end of the file; greys without them where the header says so, or is older than palettes.</summary>
    private static byte[] ReadPalette(FileStream file, bool isGray, string path)
    {
        byte[] palette = new byte[1 + PaletteBytes];
        if (file.Length >= DataOffset + palette.Length)
        {
            file.Position = file.Length - palette.Length;
            SourceFile.ReadExactly(file, palette, path);
            if (palette[0] == PaletteMark)
                return palette[1..];
            file.Position = DataOffset;
        }

        if (!isGray)
            throw ImageErrors.Corrupt(path, "its palette is missing");
        return [.. Enumerable.Range(0, PaletteBytes).Select(i => (byte)(i / 3))];
    }
}
