using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Pyramids;

/// <summary>Makes one row of half the width out of two. At an odd edge the pixels that are there count.</summary>
/// <param name="layout">Bands and sample type.</param>
/// <param name="shrink">Whether pixels are taken or averaged.</param>
/// <param name="hasAlpha">Whether the last band weighs the others.</param>
internal sealed class RowHalving(RasterLayout layout, PyramidShrink shrink, bool hasAlpha)
{
    private readonly int _bands = layout.Bands;

    /// <summary>Halves a pair of rows.</summary>
    /// <param name="upper">The upper row.</param>
    /// <param name="lower">The lower row, or the upper one again at the bottom.</param>
    /// <param name="width">Pixels in each.</param>
    /// <param name="destination">Pixels of half the width, rounded up.</param>
    public void Halve(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int width, Span<byte> destination)
    {
        if (shrink == PyramidShrink.Nearest)
        {
            Take(upper, destination);
            return;
        }

        switch (layout.SampleType)
        {
            case SampleType.UInt8: Average(upper, lower, width, destination); break;
            case SampleType.Int8: Average(Cast<sbyte>(upper), Cast<sbyte>(lower), width, Cast<sbyte>(destination)); break;
            case SampleType.UInt16: Average(Cast<ushort>(upper), Cast<ushort>(lower), width, Cast<ushort>(destination)); break;
            case SampleType.Int16: Average(Cast<short>(upper), Cast<short>(lower), width, Cast<short>(destination)); break;
            case SampleType.UInt32: Average(Cast<uint>(upper), Cast<uint>(lower), width, Cast<uint>(destination)); break;
            case SampleType.Int32: Average(Cast<int>(upper), Cast<int>(lower), width, Cast<int>(destination)); break;
            case SampleType.Float32: Average(Cast<float>(upper), Cast<float>(lower), width, Cast<float>(destination)); break;
            default: Average(Cast<double>(upper), Cast<double>(lower), width, Cast<double>(destination)); break;
        }
    }

    private static ReadOnlySpan<T> Cast<T>(ReadOnlySpan<byte> bytes)
        where T : struct => MemoryMarshal.Cast<byte, T>(bytes);

    private static Span<T> Cast<T>(Span<byte> bytes)
        where T : struct => MemoryMarshal.Cast<byte, T>(bytes);

    private void Take(ReadOnlySpan<byte> row, Span<byte> destination)
    {
        int pixel = _bands * layout.SampleType.Size;
        if (pixel == 1)
        {
            for (int x = 0; x < destination.Length; x++)
                destination[x] = row[2 * x];
            return;
        }

        for (int at = 0; at < destination.Length; at += pixel)
            row.Slice(2 * at, pixel).CopyTo(destination.Slice(at, pixel));
    }

    private void Average<T>(ReadOnlySpan<T> upper, ReadOnlySpan<T> lower, int width, Span<T> destination)
        where T : struct, INumber<T>
    {
        for (int x = 0; 2 * x < width; x++)
        {
            int left = 2 * x * _bands, right = Math.Min((2 * x) + 1, width - 1) * _bands, at = x * _bands;
            int alpha = _bands - 1;
            double a = 1, b = 1, c = 1, d = 1;
            if (hasAlpha)
            {
                (a, b, c, d) = (Value(upper[left + alpha]), Value(upper[right + alpha]), Value(lower[left + alpha]), Value(lower[right + alpha]));
                destination[at + alpha] = Narrow<T>((a + b + c + d) / 4);
            }

            double weight = a + b + c + d;
            if (weight == 0)
                (a, b, c, d, weight) = (1, 1, 1, 1, 4);
            for (int band = 0; band < (hasAlpha ? alpha : _bands); band++)
            {
                double sum = (a * Value(upper[left + band])) + (b * Value(upper[right + band])) + (c * Value(lower[left + band])) + (d * Value(lower[right + band]));
                destination[at + band] = Narrow<T>(sum / weight);
            }
        }
    }

    private static double Value<T>(T sample)
        where T : struct, INumber<T> => double.CreateTruncating(sample);

    private static T Narrow<T>(double value)
        where T : struct, INumber<T> =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double) ? T.CreateTruncating(value) : T.CreateSaturating(Math.Round(value, MidpointRounding.AwayFromZero));
}
