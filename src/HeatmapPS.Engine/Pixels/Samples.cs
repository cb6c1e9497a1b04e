using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HeatmapPS.Engine.Pixels;

/// <summary>Conversions between rows of bytes and numbers.</summary>
internal static class Samples
{
    /// <summary>Widens samples of any type to doubles, exactly.</summary>
    /// <param name="source">Samples in native byte order.</param>
    /// <param name="type">Their type.</param>
    /// <param name="destination">As many doubles as there are samples.</param>
    public static void ToDoubles(ReadOnlySpan<byte> source, SampleType type, Span<double> destination)
    {
        switch (type)
        {
            case SampleType.UInt8: Widen(source, destination); break;
            case SampleType.Int8: Widen(MemoryMarshal.Cast<byte, sbyte>(source), destination); break;
            case SampleType.UInt16: Widen(MemoryMarshal.Cast<byte, ushort>(source), destination); break;
            case SampleType.Int16: Widen(MemoryMarshal.Cast<byte, short>(source), destination); break;
            case SampleType.UInt32: Widen(MemoryMarshal.Cast<byte, uint>(source), destination); break;
            case SampleType.Int32: Widen(MemoryMarshal.Cast<byte, int>(source), destination); break;
            case SampleType.Float32: Widen(MemoryMarshal.Cast<byte, float>(source), destination); break;
            default: MemoryMarshal.Cast<byte, double>(source).CopyTo(destination); break;
        }
    }

    /// <summary>Narrows doubles to samples: integers are rounded to the nearest, ties to even, and saturate; NaN becomes 0.</summary>
    public static void FromDoubles(ReadOnlySpan<double> source, SampleType type, Span<byte> destination)
    {
        switch (type)
        {
            case SampleType.UInt8: Narrow(source, destination); break;
            case SampleType.Int8: Narrow(source, MemoryMarshal.Cast<byte, sbyte>(destination)); break;
            case SampleType.UInt16: Narrow(source, MemoryMarshal.Cast<byte, ushort>(destination)); break;
            case SampleType.Int16: Narrow(source, MemoryMarshal.Cast<byte, short>(destination)); break;
            case SampleType.UInt32: Narrow(source, MemoryMarshal.Cast<byte, uint>(destination)); break;
            case SampleType.Int32: Narrow(source, MemoryMarshal.Cast<byte, int>(destination)); break;
            case SampleType.Float32:
                Span<float> floats = MemoryMarshal.Cast<byte, float>(destination);
                for (int i = 0; i < source.Length; i++)
                    floats[i] = (float)source[i];
                break;
            default: source.CopyTo(MemoryMarshal.Cast<byte, double>(destination)); break;
        }
    }

    [MethodImpl(HotLoop.Options)]
    private static void Widen<T>(ReadOnlySpan<T> source, Span<double> destination)
        where T : INumberBase<T>
    {
        for (int i = 0; i < source.Length; i++)
            destination[i] = double.CreateTruncating(source[i]);
    }

    [MethodImpl(HotLoop.Options)]
    private static void Narrow<T>(ReadOnlySpan<double> source, Span<T> destination)
        where T : IBinaryInteger<T>
    {
        for (int i = 0; i < source.Length; i++)
            destination[i] = T.CreateSaturating(Math.Round(source[i], MidpointRounding.ToEven));
    }
}
