using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>Reads the pixels of a frame as packed samples, row by row.</summary>
/// <param name="rows">The numbers or colours; disposed with this object.</param>
internal abstract class PackedRows(RowReader rows) : IDisposable
{
    private const int StripBytes = 1 << 18;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(RowsPerStrip(rows.Layout) * rows.Layout.RowBytes);
    private int _next;
    private int _buffered;

    /// <summary>Columns.</summary>
    public int Width => rows.Layout.Width;

    public int Height => rows.Layout.Height;

    /// <summary>Reads the next row.</summary>
    /// <param name="pixels">As many as there are columns.</param>
    public void ReadRow(Span<ulong> pixels)
    {
        int rowBytes = rows.Layout.RowBytes;
        int perStrip = RowsPerStrip(rows.Layout);
        if (_next == _buffered)
        {
            int count = Math.Min(perStrip, Height - _buffered);
            rows.Read(_buffer.AsSpan(0, count * rowBytes));
            _buffered += count;
        }

        Convert(_buffer.AsSpan(_next++ % perStrip * rowBytes, rowBytes), pixels);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        rows.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private static int RowsPerStrip(RasterLayout layout) => Math.Clamp(StripBytes / layout.RowBytes, 1, layout.Height);

    protected abstract void Convert(ReadOnlySpan<byte> source, Span<ulong> pixels);
}

/// <summary>Values of up to 16 bits through one table on the stored bits: scale, colormap and colour space at once.</summary>
internal sealed class TablePackedRows(RowReader rows, ulong[] table) : PackedRows(rows)
{
    [MethodImpl(HotLoop.Options)]
    protected override void Convert(ReadOnlySpan<byte> source, Span<ulong> pixels)
    {
        ulong[] samples = table;
        if (samples.Length == 256)
        {
            // A byte is an index of 256 entries, which is not checked for each pixel.
            ref ulong first = ref MemoryMarshal.GetArrayDataReference(samples);
            source = source[..pixels.Length];
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = Unsafe.Add(ref first, source[i]);
            return;
        }

        ReadOnlySpan<ushort> words = MemoryMarshal.Cast<byte, ushort>(source);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = samples[words[i]];
    }
}

/// <summary>Wider values: the entry of each is worked out, its colour is looked up.</summary>
internal sealed class IndexedPackedRows(RowReader rows, ColorIndexer indexer, ulong[] colors) : PackedRows(rows)
{
    private readonly int[] _entries = new int[rows.Layout.Width];

    protected override void Convert(ReadOnlySpan<byte> source, Span<ulong> pixels)
    {
        indexer.Index(source, _entries);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = colors[_entries[i]];
    }
}

/// <summary>RGB or RGBA of 8 or 16 bits; what is transparent shows mid-grey, as bad values do where nothing can be transparent.</summary>
internal sealed class ColorPackedRows(RowReader rows, ColorPacking packing) : PackedRows(rows)
{
    private const int Backdrop = 128 * 257;
    private readonly int _bands = rows.Layout.Bands;
    private readonly int _size = rows.Layout.SampleType.Size;

    protected override void Convert(ReadOnlySpan<byte> source, Span<ulong> pixels)
    {
        ReadOnlySpan<byte> last = [];
        ulong packed = 0;
        int step = _bands * _size;
        for (int i = 0; i < pixels.Length; i++)
        {
            ReadOnlySpan<byte> pixel = source.Slice(i * step, step);

            // Neighbours are often of one colour, and packing takes longer than comparing.
            if (!pixel.SequenceEqual(last))
            {
                packed = Pack(pixel);
                last = pixel;
            }

            pixels[i] = packed;
        }
    }

    private ulong Pack(ReadOnlySpan<byte> pixel)
    {
        int r, g, b, a = 65535;
        if (_size == 2)
        {
            ReadOnlySpan<ushort> words = MemoryMarshal.Cast<byte, ushort>(pixel);
            (r, g, b) = (words[0], words[1], words[2]);
            if (_bands == 4)
                a = words[3];
        }
        else
        {
            (r, g, b) = (pixel[0] * 257, pixel[1] * 257, pixel[2] * 257);
            if (_bands == 4)
                a = pixel[3] * 257;
        }

        return a == 65535 ? packing.Pack(r, g, b) : packing.Pack(Over(r, a), Over(g, a), Over(b, a));
    }

    private static int Over(int channel, int alpha) =>
        (int)((((long)channel * alpha) + ((long)Backdrop * (65535 - alpha)) + 32767) / 65535);
}

/// <summary>Turns a colour into the samples of a pixel, packed in 64 bits: the first sample in bits 0 to 15, the others from bit
/// 16 and bit 40 on, with room to add four of them.</summary>
internal abstract class ColorPacking
{
    /// <summary>Packs a colour of 16 bits a channel.</summary>
    public abstract ulong Pack(int r, int g, int b);

    /// <summary>The packing of a pixel format.</summary>
    /// <param name="format">How pixels are stored.</param>
    /// <param name="isJpeg">Whether luma and chroma are JPEG's: BT.601 weights and full range.</param>
    public static ColorPacking For(FramePixelFormat format, bool isJpeg) =>
        format.IsRgb ? new RgbPacking(format.Bits) : new YuvPacking(format.Bits, isJpeg);

    /// <summary>Green, blue, red.</summary>
    private sealed class RgbPacking(int bits) : ColorPacking
    {
        private readonly long _most = (1L << bits) - 1;

        public override ulong Pack(int r, int g, int b) => Sample(g) | (Sample(b) << 16) | (Sample(r) << 40);

        private ulong Sample(int channel) => (ulong)(((channel * _most) + 32767) / 65535);
    }

    /// <summary>Luma, and both chromas with <see cref="ChromaFractionBits"/> more bits, so that their mean over four pixels is
    /// rounded once.</summary>
    /// <remarks>Rec. ITU-R BT.709-6, 3.2 to 3.5: Y = 0.2126 R + 0.7152 G + 0.0722 B, limited range 16..235 and 16..240 at 8 bits.
    /// JPEG (ITU-T T.871): the weights of BT.601 and the full range.</remarks>
    private sealed class YuvPacking : ColorPacking
    {
        private readonly double _red, _green, _blue, _lumaOffset, _luma, _chromaOffset, _chroma, _most;

        public YuvPacking(int bits, bool isJpeg)
        {
            (_red, _blue) = isJpeg ? (0.299, 0.114) : (0.2126, 0.0722);
            _green = 1 - _red - _blue;
            double unit = 1 << (bits - 8);
            _most = (1 << bits) - 1;
            _luma = isJpeg ? _most : 219 * unit;
            _lumaOffset = isJpeg ? 0 : 16 * unit;
            _chroma = isJpeg ? _most : 224 * unit;
            _chromaOffset = 128 * unit;
        }

        public override ulong Pack(int r, int g, int b)
        {
            double red = r / 65535.0, blue = b / 65535.0;
            double y = (_red * red) + (_green * (g / 65535.0)) + (_blue * blue);
            double cb = (blue - y) / (2 * (1 - _blue)), cr = (red - y) / (2 * (1 - _red));
            return (ulong)((_luma * y) + _lumaOffset + 0.5) | (Chroma(cb) << 16) | (Chroma(cr) << 40);
        }

        private ulong Chroma(double value) =>
            (ulong)((Math.Min((_chroma * value) + _chromaOffset, _most) * (1 << ChromaFractionBits)) + 0.5);
    }

    /// <summary>Bits of a packed chroma sample below the point.</summary>
    public const int ChromaFractionBits = 4;
}
