using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Statistics;

/// <summary>Counts the integer samples of 8 or 16 bits that lie beyond the ends of an interval. A histogram would say it too,
/// but takes several times as long.</summary>
internal static class IntervalCounter
{
    /// <summary>Whether samples of this type can be counted here.</summary>
    public static bool Supports(SampleType type) => type.Size <= 2 && !type.IsFloat;

    /// <summary>How many samples lie below and above the interval.</summary>
    /// <param name="samples">Samples of the type.</param>
    /// <param name="type">One that <see cref="Supports"/> accepts.</param>
    /// <param name="first">Smallest integer inside.</param>
    /// <param name="last">Largest integer inside; nothing is inside when it is <paramref name="first"/> - 1.</param>
    public static (long Below, long Above) Count(ReadOnlySpan<byte> samples, SampleType type, double first, double last) => type switch
    {
        SampleType.UInt8 => Count(samples, first, last),
        SampleType.Int8 => Count(MemoryMarshal.Cast<byte, sbyte>(samples), first, last),
        SampleType.UInt16 => Count(MemoryMarshal.Cast<byte, ushort>(samples), first, last),
        SampleType.Int16 => Count(MemoryMarshal.Cast<byte, short>(samples), first, last),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Integers of 8 or 16 bits are counted."),
    };

    [MethodImpl(HotLoop.Options)]
    private static (long Below, long Above) Count<T>(ReadOnlySpan<T> values, double first, double last)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (first > double.CreateChecked(T.MaxValue))
            return (values.Length, 0);
        if (last < double.CreateChecked(T.MinValue))
            return (0, values.Length);
        T low = T.CreateSaturating(first), high = T.CreateSaturating(last);
        long below = 0, above = 0;

        // Each lane counts as far as its type goes before it is added up.
        int longest = Vector<T>.Count * int.CreateChecked(T.MaxValue);
        while (values.Length >= Vector<T>.Count)
        {
            int taken = Math.Min(values.Length - (values.Length % Vector<T>.Count), longest);
            Vector<T> lows = new(low), highs = new(high), belows = Vector<T>.Zero, aboves = Vector<T>.Zero;
            foreach (Vector<T> vector in MemoryMarshal.Cast<T, Vector<T>>(values[..taken]))
            {
                // All bits of a lane are set, which is -1, where it holds.
                belows -= Vector.LessThan(vector, lows);
                aboves -= Vector.GreaterThan(vector, highs);
            }

            for (int lane = 0; lane < Vector<T>.Count; lane++)
            {
                below += long.CreateChecked(belows[lane]);
                above += long.CreateChecked(aboves[lane]);
            }

            values = values[taken..];
        }

        foreach (T value in values)
        {
            below += value < low ? 1 : 0;
            above += value > high ? 1 : 0;
        }

        return (below, above);
    }
}
