using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging;

/// <summary>The larger or the smaller of two samples, for a run of them.</summary>
/// <remarks>NaN propagates, as in <c>numpy.maximum</c>, or is passed over, as in <c>numpy.fmax</c>.</remarks>
internal static class ExtremeKernel
{
    /// <summary>Folds samples into an accumulator.</summary>
    /// <param name="source">Samples of an image.</param>
    /// <param name="accumulator">What was found so far; as many samples.</param>
    /// <param name="type">Their type.</param>
    /// <param name="maximum">Whether the larger is kept; else the smaller.</param>
    /// <param name="ignoreNaN">Whether a number wins over NaN.</param>
    public static void Fold(ReadOnlySpan<byte> source, Span<byte> accumulator, SampleType type, bool maximum, bool ignoreNaN)
    {
        switch (type)
        {
            case SampleType.UInt8: Fold<byte>(source, accumulator, maximum, ignoreNaN); break;
            case SampleType.Int8: Fold<sbyte>(source, accumulator, maximum, ignoreNaN); break;
            case SampleType.UInt16: Fold<ushort>(source, accumulator, maximum, ignoreNaN); break;
            case SampleType.Int16: Fold<short>(source, accumulator, maximum, ignoreNaN); break;
            case SampleType.UInt32: Fold<uint>(source, accumulator, maximum, ignoreNaN); break;
            case SampleType.Int32: Fold<int>(source, accumulator, maximum, ignoreNaN); break;
            case SampleType.Float32: Fold<float>(source, accumulator, maximum, ignoreNaN); break;
            default: Fold<double>(source, accumulator, maximum, ignoreNaN); break;
        }
    }

    private static void Fold<T>(ReadOnlySpan<byte> source, Span<byte> accumulator, bool maximum, bool ignoreNaN)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(source);
        Span<T> to = MemoryMarshal.Cast<byte, T>(accumulator)[..from.Length];
        switch (maximum, ignoreNaN)
        {
            case (true, false): Maximum(from, to); break;
            case (true, true): MaximumNumber(from, to); break;
            case (false, false): Minimum(from, to); break;
            default: MinimumNumber(from, to); break;
        }
    }

    private static void Maximum<T>(ReadOnlySpan<T> source, Span<T> accumulator)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        for (; i <= source.Length - Vector<T>.Count; i += Vector<T>.Count)
            Vector.Max(new Vector<T>(source[i..]), new Vector<T>(accumulator[i..])).CopyTo(accumulator[i..]);
        for (; i < source.Length; i++)
            accumulator[i] = T.Max(source[i], accumulator[i]);
    }

    private static void MaximumNumber<T>(ReadOnlySpan<T> source, Span<T> accumulator)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        for (; i <= source.Length - Vector<T>.Count; i += Vector<T>.Count)
            Vector.MaxNumber(new Vector<T>(source[i..]), new Vector<T>(accumulator[i..])).CopyTo(accumulator[i..]);
        for (; i < source.Length; i++)
            accumulator[i] = T.MaxNumber(source[i], accumulator[i]);
    }

    private static void Minimum<T>(ReadOnlySpan<T> source, Span<T> accumulator)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        for (; i <= source.Length - Vector<T>.Count; i += Vector<T>.Count)
            Vector.Min(new Vector<T>(source[i..]), new Vector<T>(accumulator[i..])).CopyTo(accumulator[i..]);
        for (; i < source.Length; i++)
            accumulator[i] = T.Min(source[i], accumulator[i]);
    }

    private static void MinimumNumber<T>(ReadOnlySpan<T> source, Span<T> accumulator)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        for (; i <= source.Length - Vector<T>.Count; i += Vector<T>.Count)
            Vector.MinNumber(new Vector<T>(source[i..]), new Vector<T>(accumulator[i..])).CopyTo(accumulator[i..]);
        for (; i < source.Length; i++)
            accumulator[i] = T.MinNumber(source[i], accumulator[i]);
    }
}
