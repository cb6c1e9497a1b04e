using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Stacks;

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
