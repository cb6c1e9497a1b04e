using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Stacks;

/// <summary>Median or percentile of a stack, between ranks linearly, in double precision.</summary>
/// <typeparam name="TKey">Signed integer in whose order the samples lie.</typeparam>
/// <param name="input">Layout of the images.</param>
/// <param name="rank">Which rank.</param>
/// <param name="keys">Between samples and keys.</param>
internal sealed class StackRank<TKey>(RasterLayout input, StackRankChoice rank, StackKeys<TKey> keys)
    : StackOperation(input, SampleType.Float64)
    where TKey : unmanaged, IBinaryInteger<TKey>, IMinMaxValue<TKey>
{
    public override bool NeedsAll => true;

    public override int StateBytes => sizeof(double);

    public override void Fold(StackChunk chunk, Span<byte> state)
    {
        int lanes = Vector<TKey>.Count;
        int samples = chunk.Length / Input.SampleType.Size;
        Span<double> results = MemoryMarshal.Cast<byte, double>(state);

        // Samples of one vector of all images lie together, so that the passes over them stay in the first cache.
        int blocks = (samples + lanes - 1) / lanes;
        TKey[] rented = ArrayPool<TKey>.Shared.Rent(BlocksAtOnce * lanes * (chunk.Count + 1));
        Span<TKey> gathered = rented.AsSpan(0, BlocksAtOnce * lanes * chunk.Count);
        Span<TKey> row = rented.AsSpan(gathered.Length, BlocksAtOnce * lanes);
        for (int block = 0; block < blocks; block += BlocksAtOnce)
        {
            int first = block * lanes;
            int count = Math.Min(BlocksAtOnce * lanes, samples - first);
            int size = Input.SampleType.Size;
            for (int i = 0; i < chunk.Count; i++)
            {
                keys.ToKeys(chunk[i].Slice(first * size, count * size), row);
                row[count..].Clear();
                for (int b = 0; b * lanes < count; b++)
                    row.Slice(b * lanes, lanes).CopyTo(gathered[(((b * chunk.Count) + i) * lanes)..]);
            }

            for (int b = 0; b * lanes < count; b++)
            {
                Select(gathered.Slice(b * chunk.Count * lanes, chunk.Count * lanes),
                    results.Slice(first + (b * lanes), Math.Min(lanes, count - (b * lanes))));
            }
        }

        ArrayPool<TKey>.Shared.Return(rented);
    }

    public override void Finish(Span<byte> state, int images, Span<byte> output) => state.CopyTo(output);

    private const int BlocksAtOnce = 8;

    /// <summary>The results of one vector of samples.</summary>
    private void Select(ReadOnlySpan<TKey> gathered, Span<double> results)
    {
        ReadOnlySpan<Vector<TKey>> values = MemoryMarshal.Cast<TKey, Vector<TKey>>(gathered);
        int images = values.Length;
        if (!Input.SampleType.IsFloat)
        {
            (int low, double fraction) = rank.Locate(images);
            (Vector<TKey> lower, Vector<TKey> upper) =
                RankKernel.Select(values, new Vector<TKey>(TKey.CreateTruncating(low)), fraction > 0);
            for (int i = 0; i < results.Length; i++)
                results[i] = rank.Interpolate(keys.ToDouble(lower[i]), keys.ToDouble(upper[i]), fraction);
            return;
        }

        // NaN has the largest key, so that numbers take the first ranks.
        Vector<TKey> missing = RankKernel.CountEqual(values, new Vector<TKey>(TKey.MaxValue));
        Span<TKey> ranks = stackalloc TKey[Vector<TKey>.Count];
        Span<double> fractions = stackalloc double[Vector<TKey>.Count];
        for (int i = 0; i < ranks.Length; i++)
        {
            int count = images - int.CreateTruncating(missing[i]);
            (int low, fractions[i]) = rank.Locate(Math.Max(1, count));
            ranks[i] = TKey.CreateTruncating(low);
            if (count == 0 || (count < images && !rank.IgnoreNaN))
                fractions[i] = double.NaN;
        }

        (Vector<TKey> below, Vector<TKey> above) = RankKernel.Select(values, new Vector<TKey>(ranks), needsNext: true);
        for (int i = 0; i < results.Length; i++)
        {
            double fraction = fractions[i];
            results[i] = double.IsNaN(fraction) ? double.NaN
                : fraction == 0 ? keys.ToDouble(below[i])
                : rank.Interpolate(keys.ToDouble(below[i]), keys.ToDouble(above[i]), fraction);
        }
    }
}

/// <summary>Which rank of a stack is wanted.</summary>
/// <param name="Percent">0..100.</param>
/// <param name="IsMedian">Whether two middle values are averaged, rather than interpolated.</param>
/// <param name="IgnoreNaN">Whether NaN is passed over.</param>
internal sealed record StackRankChoice(double Percent, bool IsMedian, bool IgnoreNaN)
{
    /// <summary>The rank below the one wanted, and the way to the next.</summary>
    /// <param name="count">Values there are, at least 1.</param>
    public (int Low, double Fraction) Locate(int count)
    {
        double position = Percent / 100 * (count - 1);
        int low = Math.Min((int)position, count - 1);
        return (low, low == count - 1 ? 0 : position - low);
    }

    /// <summary>Between two values, in the arithmetic of <c>numpy.percentile</c> (linear) and <c>numpy.median</c>.</summary>
    public double Interpolate(double a, double b, double fraction)
    {
        if (fraction == 0 || a == b)
            return a;
        if (IsMedian)
            return (a + b) / 2;
        double difference = b - a;
        return fraction >= 0.5 ? b - (difference * (1 - fraction)) : a + (difference * fraction);
    }
}

/// <summary>Selects the k-th smallest of many values in each lane of a vector, by binary search on the bits of the result:
/// one count of smaller values a bit, without moving any value.</summary>
internal static class RankKernel
{
    /// <summary>The value of a rank, and the one after it.</summary>
    /// <param name="values">One vector an image.</param>
    /// <param name="rank">Rank in each lane, from 0, below the number of images.</param>
    /// <param name="needsNext">Whether the next value is wanted.</param>
    /// <returns>The value, and the next one (the same where it is not wanted, or there is none).</returns>
    [MethodImpl(HotLoop.Options)]
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
    [MethodImpl(HotLoop.Options)]
    public static Vector<T> CountEqual<T>(ReadOnlySpan<Vector<T>> values, Vector<T> sought)
        where T : unmanaged
    {
        Vector<T> count = Vector<T>.Zero;
        foreach (Vector<T> value in values)
            count -= Vector.Equals(value, sought);
        return count;
    }

    [MethodImpl(HotLoop.Options)]
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

    [MethodImpl(HotLoop.Options)]
    private static Vector<T> Next<T>(ReadOnlySpan<Vector<T>> values, Vector<T> rank, Vector<T> found)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        Vector<T> largest = new(T.MaxValue);
        Vector<T> next = largest, notAbove = Vector<T>.Zero;
        foreach (Vector<T> value in values)
        {
            var isAbove = Vector.GreaterThan(value, found);
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

/// <summary>Between samples and signed integers that lie in the same order.</summary>
/// <typeparam name="TKey">The integer.</typeparam>
internal abstract class StackKeys<TKey>
    where TKey : unmanaged
{
    /// <summary>Keys of a run of samples. Every NaN has the largest key.</summary>
    public abstract void ToKeys(ReadOnlySpan<byte> samples, Span<TKey> keys);

    /// <summary>The value of a key.</summary>
    public abstract double ToDouble(TKey key);
}

/// <summary>Keys of samples of up to 16 bits: the value, less 32768 where it is unsigned and has 16 bits.</summary>
/// <param name="type">The samples' type.</param>
internal sealed class ShortKeys(SampleType type) : StackKeys<short>
{
    public override void ToKeys(ReadOnlySpan<byte> samples, Span<short> keys)
    {
        switch (type)
        {
            case SampleType.UInt8:
                for (int i = 0; i < samples.Length; i++)
                    keys[i] = samples[i];
                break;
            case SampleType.Int8:
                for (int i = 0; i < samples.Length; i++)
                    keys[i] = (sbyte)samples[i];
                break;
            case SampleType.UInt16:
                Flip(MemoryMarshal.Cast<byte, short>(samples), keys);
                break;
            default:
                MemoryMarshal.Cast<byte, short>(samples).CopyTo(keys);
                break;
        }
    }

    public override double ToDouble(short key) => type == SampleType.UInt16 ? key - (double)short.MinValue : key;

    [MethodImpl(HotLoop.Options)]
    private static void Flip(ReadOnlySpan<short> samples, Span<short> keys)
    {
        var sign = new Vector<short>(short.MinValue);
        int i = 0;
        for (; i <= samples.Length - Vector<short>.Count; i += Vector<short>.Count)
            (new Vector<short>(samples[i..]) ^ sign).CopyTo(keys[i..]);
        for (; i < samples.Length; i++)
            keys[i] = (short)(samples[i] ^ short.MinValue);
    }
}

/// <summary>Keys of 32-bit samples: integers less 2³¹ where unsigned; of floats the bits, the lower ones turned about where
/// negative.</summary>
/// <param name="type">The samples' type.</param>
internal sealed class IntKeys(SampleType type) : StackKeys<int>
{
    public override void ToKeys(ReadOnlySpan<byte> samples, Span<int> keys)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<byte, int>(samples);
        switch (type)
        {
            case SampleType.Float32:
                for (int i = 0; i < bits.Length; i++)
                    keys[i] = float.IsNaN(BitConverter.Int32BitsToSingle(bits[i])) ? int.MaxValue : Turn(bits[i]);
                break;
            case SampleType.UInt32:
                for (int i = 0; i < bits.Length; i++)
                    keys[i] = bits[i] ^ int.MinValue;
                break;
            default:
                bits.CopyTo(keys);
                break;
        }
    }

    public override double ToDouble(int key) => type switch
    {
        SampleType.Float32 => BitConverter.Int32BitsToSingle(Turn(key)),
        SampleType.UInt32 => key - (double)int.MinValue,
        _ => key,
    };

    private static int Turn(int bits) => bits ^ ((bits >> 31) & int.MaxValue);
}

/// <summary>Keys of 64-bit floats, as of 32-bit ones.</summary>
internal sealed class LongKeys : StackKeys<long>
{
    public override void ToKeys(ReadOnlySpan<byte> samples, Span<long> keys)
    {
        ReadOnlySpan<long> bits = MemoryMarshal.Cast<byte, long>(samples);
        for (int i = 0; i < bits.Length; i++)
            keys[i] = double.IsNaN(BitConverter.Int64BitsToDouble(bits[i])) ? long.MaxValue : Turn(bits[i]);
    }

    public override double ToDouble(long key) => BitConverter.Int64BitsToDouble(Turn(key));

    private static long Turn(long bits) => bits ^ ((bits >> 63) & long.MaxValue);
}
