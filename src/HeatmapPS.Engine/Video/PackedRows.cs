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
