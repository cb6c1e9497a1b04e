using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Compresses the strips of one page, all in the same way, chosen when the first strip is seen.</summary>
/// <remarks>
/// Differences (the predictor) are taken where the first strip's bytes have less entropy with them.
/// </remarks>
internal sealed class TiffWriterStrips(RasterLayout layout, ImageCompression compression, bool mayPredict)
{
    private bool _predicts;

    /// <summary>Value of the Compression tag.</summary>
    public ushort CompressionTag => compression switch
    {
        ImageCompression.None => 1,
        ImageCompression.Lzw => 5,
        _ => 8,
    };

    /// <summary>Value of the Predictor tag, or null; known once the first strip was prepared.</summary>
    public ushort? PredictorTag => !_predicts ? null
        : layout.SampleType.IsFloat ? TiffWriterPredictor.FloatingPoint : TiffWriterPredictor.Horizontal;

    /// <summary>Looks at the first strip, before any is compressed.</summary>
    public void Prepare(Strip strip)
    {
        if (strip.Index == 0) _predicts = mayPredict && TiffWriterPredictor.Helps(strip.Rows, layout);
    }

    /// <summary>Compresses a strip into its output.</summary>
    public void Compress(Strip strip)
    {
        Span<byte> data = strip.Rows;
        if (_predicts)
        {
            int rowBytes = layout.RowBytes;
            Span<byte> predicted = strip.Scratch(strip.ByteCount);
            for (int at = 0; at < data.Length; at += rowBytes)
            {
                TiffWriterPredictor.Apply(data.Slice(at, rowBytes), layout, predicted.Slice(at, rowBytes));
            }

            data = predicted;
        }

        if (compression == ImageCompression.Lzw)
        {
            LzwEncoder.Compress(data, strip.Output);
            return;
        }

        _ = Method(data).Compress(data, strip.Output);
    }

    private DeflateMethod Method(ReadOnlySpan<byte> data) => compression switch
    {
        ImageCompression.Best => DeflateMethod.Smallest,
        ImageCompression.Fast => DeflateMethod.Runs,
        _ => DeflateMethod.Choose(data),
    };
}

/// <summary>TIFF's LZW (TIFF 6.0, section 13): codes of 9 to 12 bits, high bits first, widened one code early.</summary>
internal static class LzwEncoder
{
    private const int ClearCode = 256;
    private const int EndCode = 257;
    private const int FirstCode = 258;

    /// <summary>The last code given out before the table is cleared.</summary>
    private const int LastCode = 4094;

    /// <summary>Compresses one strip.</summary>
    /// <param name="data">Its bytes.</param>
    /// <param name="output">Where the codes are appended.</param>
    public static void Compress(ReadOnlySpan<byte> data, PooledStream output)
    {
        var dictionary = new LzwDictionary();
        var bits = new BitWriter(output);
        int width = 9;
        int nextCode = FirstCode;
        bits.Write(ClearCode, width);
        if (!data.IsEmpty)
        {
            int prefix = data[0];
            foreach (byte value in data[1..])
            {
                int code = dictionary.FindOrAdd(prefix, value, nextCode);
                if (code >= 0)
                {
                    prefix = code;
                    continue;
                }

                bits.Write(prefix, width);
                prefix = value;
                if (nextCode == LastCode)
                {
                    bits.Write(ClearCode, width);
                    dictionary.Clear();
                    width = 9;
                    nextCode = FirstCode;
                    continue;
                }

                nextCode++;
                if (nextCode == 1 << width) width++;
            }

            bits.Write(prefix, width);

            // The reader adds a string here as after every code, and may widen its codes.
            if (nextCode + 1 == 1 << width) width++;
        }

        bits.Write(EndCode, width);
        bits.Flush();
    }

    /// <summary>Packs codes, high bits first.</summary>
    private struct BitWriter(PooledStream output)
    {
        private ulong _bits;
        private int _count;

        public void Write(int code, int width)
        {
            _bits = (_bits << width) | (uint)code;
            _count += width;
            if (_count < 32) return;
            Span<byte> bytes = output.Reserve(4);
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(_bits >> (_count - 32)));
            output.Advance(4);
            _count -= 32;
        }

        public void Flush()
        {
            while (_count > 0)
            {
                output.WriteByte((byte)(_count >= 8 ? _bits >> (_count - 8) : _bits << (8 - _count)));
                _count -= 8;
            }
        }
    }
}

/// <summary>The predictors of TIFF, for writing: differences along the row, before compression.</summary>
internal static class TiffWriterPredictor
{
    /// <summary>Value of the Predictor tag: integer differences.</summary>
    public const ushort Horizontal = 2;

    /// <summary>Value of the Predictor tag: floating point, sorted by significance of the bytes.</summary>
    public const ushort FloatingPoint = 3;

    /// <summary>Applies the predictor of the sample type to one row.</summary>
    /// <param name="row">The row, in native order.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="destination">As many bytes, apart from the row's.</param>
    public static void Apply(ReadOnlySpan<byte> row, RasterLayout layout, Span<byte> destination)
    {
        int bands = layout.Bands;
        if (layout.SampleType.IsFloat)
        {
            ApplyFloat(row, layout.SampleType.Size, bands, destination);
            return;
        }

        switch (layout.SampleType.Size)
        {
            case 1:
                Difference(row, bands, destination);
                break;
            case 2:
                Difference(MemoryMarshal.Cast<byte, ushort>(row), bands, MemoryMarshal.Cast<byte, ushort>(destination));
                break;
            default:
                Difference(MemoryMarshal.Cast<byte, uint>(row), bands, MemoryMarshal.Cast<byte, uint>(destination));
                break;
        }
    }

    /// <summary>Whether differences compress better than the values, judged by the entropy of the bytes of a few rows.</summary>
    public static bool Helps(ReadOnlySpan<byte> rows, RasterLayout layout)
    {
        const int SampleBytes = 1 << 16;
        int rowBytes = layout.RowBytes;
        int rowCount = rows.Length / rowBytes;
        int step = Math.Max(1, rowCount / Math.Max(1, SampleBytes / rowBytes));
        int[] plain = new int[256];
        int[] predicted = new int[256];
        byte[] difference = new byte[rowBytes];
        for (int y = 0; y < rowCount; y += step)
        {
            ReadOnlySpan<byte> row = rows.Slice(y * rowBytes, rowBytes);
            Apply(row, layout, difference);
            foreach (byte value in row) plain[value]++;
            foreach (byte value in difference) predicted[value]++;
        }

        return Bits(predicted) <= Bits(plain);
    }

    private static double Bits(int[] histogram)
    {
        double total = histogram.Sum();
        double bits = 0;
        foreach (int count in histogram)
        {
            if (count > 0) bits -= count * Math.Log2(count / total);
        }

        return bits;
    }

    private static void Difference<T>(ReadOnlySpan<T> row, int bands, Span<T> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        int i = 0;
        for (; i < Math.Min(bands, row.Length); i++) destination[i] = row[i];
        for (; i <= row.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            (new Vector<T>(row[i..]) - new Vector<T>(row[(i - bands)..])).CopyTo(destination[i..]);
        }

        for (; i < row.Length; i++) destination[i] = unchecked(row[i] - row[i - bands]);
    }

    /// <summary>Adobe's floating-point predictor (TIFF Technical Note 3): all the highest bytes of the row, then the next, and
    /// the differences of the bytes.</summary>
    private static void ApplyFloat(ReadOnlySpan<byte> row, int size, int bands, Span<byte> destination)
    {
        int samples = row.Length / size;
        byte[] planes = ArrayPool<byte>.Shared.Rent(row.Length);
        Span<byte> sorted = planes.AsSpan(0, row.Length);
        for (int significance = 0; significance < size; significance++)
        {
            Span<byte> plane = sorted.Slice(significance * samples, samples);
            ReadOnlySpan<byte> bytes = row[(size - 1 - significance)..];
            for (int i = 0, at = 0; i < plane.Length; i++, at += size) plane[i] = bytes[at];
        }

        Difference<byte>(sorted, bands, destination);
        ArrayPool<byte>.Shared.Return(planes);
    }
}
