using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Jpeg;

/// <summary>Writes baseline JPEG: grey, RGB, or the indices of a palette, whose colours are taken apart once instead of for each
/// pixel.</summary>
/// <remarks>Rows are coded as they come, in constant memory.</remarks>
internal sealed class JpegEncoder : IImageEncoder
{
    /// <summary>What libjpeg reads, and with it most programs; the format itself ends at 65,535.</summary>
    private const int MaxSide = 65_500;

    /// <summary>Bytes read at once, in whole rows of blocks.</summary>
    private const int StripBytes = 1 << 18;

    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    /// <remarks>The file has none.</remarks>
    public bool SupportsPalette => false;

    /// <inheritdoc/>
    public bool TakesIndices => true;

    /// <inheritdoc/>
    public bool CanHold(RasterLayout layout, RasterMetadata metadata) =>
        layout.SampleType == SampleType.UInt8 && layout.Bands is 1 or 3 && metadata.ColorModel != ColorModel.Multiband;

    /// <inheritdoc/>
    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output,
        CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        if (layout.Width > MaxSide || layout.Height > MaxSide)
            throw CodecErrors.SideTooLong(ImageFormats.Jpeg.Name, layout.Width, layout.Height, MaxSide);
        if (!CanHold(layout, metadata))
            throw ImageErrors.DepthMismatch($"{layout.Bands}-band {layout.SampleType}", ImageFormats.Jpeg.Name);

        int quality = options.LossyQuality;
        bool colors = layout.Bands == 3 || palette is not null;
        bool halves = colors && !options.KeepsFullColor;
        JpegQuantization[] steps = colors
            ? [JpegQuantization.Luma(quality), JpegQuantization.Chroma(quality)]
            : [JpegQuantization.Luma(quality)];
        JpegHeaders.WriteStart(output, metadata, colors);
        JpegHeaders.WriteFrame(output, layout, steps, halves);

        var planes = new JpegPlanes(layout.Width, layout.Bands, palette, halves);
        using (var blocks = new JpegBlockWriter(output))
        {
            WriteBlocks(rows, planes, new JpegScan(planes, steps, blocks), cancellationToken);
            blocks.Finish();
        }

        output.Write([0xFF, 0xD9]);
    }

    private static void WriteBlocks(RowReader rows, JpegPlanes planes, JpegScan scan, CancellationToken cancellationToken)
    {
        int blockRow = planes.Rows * rows.Layout.RowBytes;
        int stripBytes = Math.Max(1, StripBytes / blockRow) * blockRow;
        byte[] strip = ArrayPool<byte>.Shared.Rent(stripBytes);
        try
        {
            for (long left = rows.Layout.ByteCount; left > 0; left -= stripBytes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> pixels = strip.AsSpan(0, (int)Math.Min(left, stripBytes));
                rows.Read(strip.AsSpan(0, pixels.Length));
                for (int start = 0; start < pixels.Length; start += blockRow)
                    scan.Write(pixels.Slice(start, Math.Min(blockRow, pixels.Length - start)));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(strip);
        }
    }
}

/// <summary>The compressed data of one image: its blocks in the order of the file, brightness and colours in turn.</summary>
internal sealed class JpegScan(JpegPlanes planes, JpegQuantization[] steps, JpegBlockWriter writer)
{
    private readonly int[] _previous = new int[3];
    private readonly short[] _frequencies = new short[64];

    /// <summary>Writes one row of blocks.</summary>
    /// <param name="pixels">Rows of the image.</param>
    public void Write(ReadOnlySpan<byte> pixels)
    {
        planes.Fill(pixels);
        if (planes.Half.Length == 0)
        {
            for (int x = 0; x < planes.Stride; x += 8)
            {
                for (int component = 0; component < planes.Full.Length; component++)
                    WriteBlock(component, planes.Full[component], planes.Stride, x);
            }

            return;
        }

        int lower = 8 * planes.Stride;
        for (int x = 0; x < planes.Stride; x += 16)
        {
            WriteBlock(0, planes.Full[0], planes.Stride, x);
            WriteBlock(0, planes.Full[0], planes.Stride, x + 8);
            WriteBlock(0, planes.Full[0], planes.Stride, lower + x);
            WriteBlock(0, planes.Full[0], planes.Stride, lower + x + 8);
            WriteBlock(1, planes.Half[0], planes.Stride / 2, x / 2);
            WriteBlock(2, planes.Half[1], planes.Stride / 2, x / 2);
        }
    }

    private void WriteBlock(int component, byte[] plane, int stride, int offset)
    {
        Span<short> frequencies = _frequencies;
        bool isLuma = component == 0;
        ulong present = JpegTransform.Quantize(
            ref MemoryMarshal.GetReference(plane.AsSpan(offset, (7 * stride) + 8)), stride, steps[isLuma ? 0 : 1], frequencies);
        writer.Write(
            frequencies,
            present,
            _previous[component],
            isLuma ? JpegHuffman.LumaSteps : JpegHuffman.ChromaSteps,
            isLuma ? JpegHuffman.LumaFrequencies : JpegHuffman.ChromaFrequencies);
        _previous[component] = frequencies[0];
    }
}

/// <summary>Writes the segments before the compressed data (ITU-T T.81, annex B; JFIF 1.02; ICC.1, annex B.4).</summary>
internal static class JpegHeaders
{
    /// <summary>Start of the image, JFIF with the resolution, and the profile.</summary>
    public static void WriteStart(Stream output, RasterMetadata metadata, bool colors)
    {
        output.Write([0xFF, 0xD8]);
        Span<byte> jfif = [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0];
        if (metadata.Resolution is { } resolution && Dots(resolution.X) is { } x && Dots(resolution.Y) is { } y)
        {
            jfif[7] = 1;
            BinaryPrimitives.WriteUInt16BigEndian(jfif[8..], x);
            BinaryPrimitives.WriteUInt16BigEndian(jfif[10..], y);
        }

        WriteSegment(output, 0xE0, jfif);
        if (colors && metadata.IccProfile is { IsEmpty: false } profile)
            WriteProfile(output, profile.Span);
    }

    /// <summary>Tables of quantization, size and sampling, Huffman tables, and the start of the scan.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="layout">Size of the image.</param>
    /// <param name="steps">Steps of brightness, and of colour where there is any.</param>
    /// <param name="halves">Whether colour differences have half the columns and rows.</param>
    public static void WriteFrame(Stream output, RasterLayout layout, ReadOnlySpan<JpegQuantization> steps, bool halves)
    {
        for (int table = 0; table < steps.Length; table++)
            WriteSegment(output, 0xDB, [(byte)table, .. JpegBlockWriter.InFileOrder(steps[table].Steps)]);

        byte luma = (byte)(halves ? 0x22 : 0x11);
        byte components = (byte)(steps.Length == 1 ? 1 : 3);
        Span<byte> frame = [8, 0, 0, 0, 0, components, 1, luma, 0, 2, 0x11, 1, 3, 0x11, 1];
        BinaryPrimitives.WriteUInt16BigEndian(frame[1..], (ushort)layout.Height);
        BinaryPrimitives.WriteUInt16BigEndian(frame[3..], (ushort)layout.Width);
        WriteSegment(output, 0xC0, frame[..(6 + (3 * components))]);

        WriteHuffman(output, 0x00, JpegHuffman.LumaSteps);
        WriteHuffman(output, 0x10, JpegHuffman.LumaFrequencies);
        if (components == 3)
        {
            WriteHuffman(output, 0x01, JpegHuffman.ChromaSteps);
            WriteHuffman(output, 0x11, JpegHuffman.ChromaFrequencies);
        }

        WriteSegment(output, 0xDA, components == 3 ? [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0] : [1, 1, 0x00, 0, 63, 0]);
    }

    private static ushort? Dots(double dots) => Math.Round(dots) is >= 1 and <= ushort.MaxValue and var rounded ? (ushort)rounded : null;

    private static void WriteHuffman(Stream output, byte identifier, JpegHuffman table) =>
        WriteSegment(output, 0xC4, [identifier, .. table.Counts, .. table.Symbols]);

    private static void WriteProfile(Stream output, ReadOnlySpan<byte> profile)
    {
        const int MaxBytes = 65_519;
        int parts = (profile.Length + MaxBytes - 1) / MaxBytes;
        for (int part = 0; part < Math.Min(parts, 255); part++)
        {
            ReadOnlySpan<byte> bytes = profile.Slice(part * MaxBytes, Math.Min(MaxBytes, profile.Length - (part * MaxBytes)));
            WriteSegment(output, 0xE2, [.. "ICC_PROFILE\0"u8, (byte)(part + 1), (byte)parts, .. bytes]);
        }
    }

    private static void WriteSegment(Stream output, byte marker, ReadOnlySpan<byte> content)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(content.Length + 2));
        output.Write(head);
        output.Write(content);
    }
}

/// <summary>Brightness and colour differences of as many rows as one row of blocks takes: grey, indices of a palette, or RGB taken
/// apart, filled up to whole blocks with what is at the edge.</summary>
internal sealed class JpegPlanes
{
    private readonly int _width;
    private readonly int _bands;
    private readonly bool _halves;
    private readonly uint[]? _palette;

    /// <param name="width">Columns of the image.</param>
    /// <param name="bands">1 for grey and indices, 3 for RGB.</param>
    /// <param name="palette">Colours of indices, or null.</param>
    /// <param name="halves">Whether colour differences have half the columns and rows.</param>
    public JpegPlanes(int width, int bands, Palette? palette, bool halves)
    {
        _width = width;
        _bands = bands;
        _halves = halves;
        _palette = palette is null ? null : Convert(palette);
        Rows = halves ? 16 : 8;
        Stride = (width + Rows - 1) / Rows * Rows;
        bool colors = bands == 3 || palette is not null;
        Full = new byte[colors ? 3 : 1][];
        for (int i = 0; i < Full.Length; i++)
            Full[i] = new byte[Stride * Rows];
        Half = halves ? [new byte[Stride / 2 * 8], new byte[Stride / 2 * 8]] : [];
    }

    /// <summary>Rows of the image in one row of blocks, 8 or 16.</summary>
    public int Rows { get; }

    /// <summary>Samples of a row, whole blocks.</summary>
    public int Stride { get; }

    /// <summary>Brightness, and the colour differences where the image has colours, at full resolution.</summary>
    public byte[][] Full { get; }

    /// <summary>The two colour differences at half resolution, where asked for.</summary>
    public byte[][] Half { get; }

    /// <summary>Takes the next rows.</summary>
    /// <param name="pixels">Up to <see cref="Rows"/> whole rows; fewer at the end of the image.</param>
    public void Fill(ReadOnlySpan<byte> pixels)
    {
        int rowBytes = _width * _bands;
        int rows = pixels.Length / rowBytes;
        for (int row = 0; row < rows; row++)
            FillRow(pixels.Slice(row * rowBytes, rowBytes), row * Stride);
        foreach (byte[] plane in Full)
        {
            for (int row = 0; row < rows; row++)
                plane.AsSpan((row * Stride) + _width, Stride - _width).Fill(plane[(row * Stride) + _width - 1]);
            for (int row = rows; row < Rows; row++)
                plane.AsSpan((rows - 1) * Stride, Stride).CopyTo(plane.AsSpan(row * Stride));
        }

        if (_halves)
        {
            Shrink(Full[1], Half[0]);
            Shrink(Full[2], Half[1]);
        }
    }

    private void FillRow(ReadOnlySpan<byte> pixels, int offset)
    {
        if (Full.Length == 1)
        {
            pixels.CopyTo(Full[0].AsSpan(offset));
            return;
        }

        ref byte luma = ref MemoryMarshal.GetReference(Full[0].AsSpan(offset, _width));
        ref byte blue = ref MemoryMarshal.GetReference(Full[1].AsSpan(offset, _width));
        ref byte red = ref MemoryMarshal.GetReference(Full[2].AsSpan(offset, _width));
        if (_palette is { } palette)
        {
            ref uint colors = ref MemoryMarshal.GetArrayDataReference(palette);
            for (int i = 0; i < pixels.Length; i++)
                Put(Unsafe.Add(ref colors, pixels[i]), i, ref luma, ref blue, ref red);
        }
        else
        {
            for (int i = 0, p = 0; p + 2 < pixels.Length; i++, p += 3)
                Put(Convert(pixels[p], pixels[p + 1], pixels[p + 2]), i, ref luma, ref blue, ref red);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(uint color, int index, ref byte luma, ref byte blue, ref byte red)
    {
        Unsafe.Add(ref luma, index) = (byte)color;
        Unsafe.Add(ref blue, index) = (byte)(color >> 8);
        Unsafe.Add(ref red, index) = (byte)(color >> 16);
    }

    /// <summary>The means of 2×2 samples, rounded up and down in turn so that no brightness is gained.</summary>
    private void Shrink(byte[] full, byte[] half)
    {
        int width = Stride / 2;
        for (int row = 0; row < 8; row++)
        {
            ReadOnlySpan<byte> upper = full.AsSpan(2 * row * Stride, Stride);
            ReadOnlySpan<byte> lower = full.AsSpan(((2 * row) + 1) * Stride, Stride);
            Span<byte> target = half.AsSpan(row * width, width);
            for (int x = 0; x < target.Length; x++)
                target[x] = (byte)((upper[2 * x] + upper[(2 * x) + 1] + lower[2 * x] + lower[(2 * x) + 1] + 1 + (x & 1)) >> 2);
        }
    }

    /// <summary>The entries of a palette as brightness, blue and red difference. An index beyond it takes its last colour.</summary>
    private static uint[] Convert(Palette palette)
    {
        uint[] converted = new uint[256];
        for (int i = 0; i < converted.Length; i++)
        {
            Rgba32 color = palette.Colors[Math.Min(i, palette.Colors.Length - 1)];
            converted[i] = Convert(color.R, color.G, color.B);
        }

        return converted;
    }

    /// <summary>JFIF's formulas, BT.601 in full range, in fixed point: brightness in the lowest byte, then blue, then red.</summary>
    private static uint Convert(int red, int green, int blue)
    {
        const int Half = 1 << 15, Middle = (128 << 16) + Half - 1;
        int luma = ((19595 * red) + (38470 * green) + (7471 * blue) + Half) >> 16;
        int blueDifference = ((-11059 * red) - (21709 * green) + (32768 * blue) + Middle) >> 16;
        int redDifference = ((32768 * red) - (27439 * green) - (5329 * blue) + Middle) >> 16;
        return (uint)(luma | (blueDifference << 8) | (redDifference << 16));
    }
}
