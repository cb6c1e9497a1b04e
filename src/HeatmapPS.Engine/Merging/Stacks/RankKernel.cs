using System.Numerics;
using System.Runtime.CompilerServices;

namespace HeatmapPS.Engine.Merging.Stacks;

/// <summary>Selects the k-th smallest of many values in each lane of a vector, by binary search on the bits of the result:
/// one count of smaller values a bit, without moving any value.</summary>
internal static class RankKernel
{
    /// <summary>The value of a rank, and the one after it.</summary>
    /// <param name="values">One vector an image.</param>
    /// <param name="rank">Rank in each lane, from 0, below the number of images.</param>
    /// <param name="needsNext">Whether the next value is wanted.</param>
    /// <returns>The value, and the next one (the same where it is not wanted, or there is none).</returns>
    public static (Vector<T> Value, Vector<T> Next) Select<T>(ReadOnlySpan<Vector<T>> values, Vector<T> rank, bool needsNext)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        // Bits that no two values of a lane differ in need no search.
        Vector<T> difference = Vector<T>.Zero;
        foreach (Vector<T> value in values)
            difference |= value ^ values[0];
        int bits = HighestBit(difference);
        Vector<T> sign = new(T.MinValue);
        Vector<T> result = (values[0] ^ sign) & new Vector<T>(bits == 8 * Unsafe.SizeOf<T>() ? T.Zero : ~T.Zero << bits);
        for (int bit = bits - 1; bit >= 0; bit--)
        {
            Vector<T> candidate = result | new Vector<T>(T.One << bit);
            Vector<T> smaller = CountLess(values, candidate ^ sign);
            result = Vector.ConditionalSelect(Vector.LessThanOrEqual(smaller, rank), candidate, result);
        }

        result ^= sign;
        return (result, needsNext ? Next(values, rank, result) : result);
    }

    /// <summary>How many values equal one.</summary>
    public static Vector<T> CountEqual<T>(ReadOnlySpan<Vector<T>> values, Vector<T> sought)
        where T : unmanaged
    {
        Vector<T> count = Vector<T>.Zero;
        foreach (Vector<T> value in values)
            count -= Vector.Equals(value, sought);
        return count;
    }

    private static Vector<T> CountLess<T>(ReadOnlySpan<Vector<T>> values, Vector<T> limit)
        where T : unmanaged
    {
        // Two sums, so that one addition need not wait for the other.
        Vector<T> even = Vector<T>.Zero, odd = Vector<T>.Zero;
        int i = 0;
        for (; i + 1 < values.Length; i += 2)
        {
            even -= Vector.LessThan(values[i], limit);
            odd -= Vector.LessThan(values[i + 1], limit);
        }

        if (i < values.Length)
            even -= Vector.LessThan(values[i], limit);
        return even + odd;
    }

    private static Vector<T> Next<T>(ReadOnlySpan<Vector<T>> values, Vector<T> rank, Vector<T> found)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        Vector<T> largest = new(T.MaxValue);
        Vector<T> next = largest, notAbove = Vector<T>.Zero;
        foreach (Vector<T> value in values)
        {
            Vector<T> isAbove = Vector.GreaterThan(value, found);
            notAbove += Vector<T>.One + isAbove;
            next = Vector.Min(next, Vector.ConditionalSelect(isAbove, value, largest));
        }

        return Vector.ConditionalSelect(Vector.GreaterThan(notAbove, rank + Vector<T>.One), found, next);
    }

    /// <summary>Number of the highest bit set in any lane, from 1; 0 when none is.</summary>
    private static int HighestBit<T>(Vector<T> bits)
        where T : unmanaged, IBinaryInteger<T>
    {
        ulong all = 0;
        for (int i = 0; i < Vector<T>.Count; i++)
            all |= ulong.CreateTruncating(bits[i]) & Mask<T>();
        return 64 - BitOperations.LeadingZeroCount(all);
    }

    private static ulong Mask<T>()
        where T : unmanaged => ulong.MaxValue >> (64 - (8 * Unsafe.SizeOf<T>()));
}
