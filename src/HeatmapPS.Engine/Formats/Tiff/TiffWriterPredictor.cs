using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

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
