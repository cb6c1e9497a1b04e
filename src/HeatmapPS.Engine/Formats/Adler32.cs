using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats;

/// <summary>Adler-32 (RFC 1950): the low half is 1 + Σ bytes, the high half the sum of all values that the low half takes.</summary>
internal static class Adler32
{
    private const uint Modulus = 65521;

    /// <summary>Vectors whose sums of sums fit 16 bits: 255 × (22 · 23 / 2) is less than 2¹⁶.</summary>
    private const int MostVectors = 22;

    /// <summary>The checksum of a message.</summary>
    public static uint Of(ReadOnlySpan<byte> data)
    {
        ulong low = 1, high = 0;
        int lanes = Vector128<byte>.Count;
        while (data.Length >= lanes)
        {
            int vectors = Math.Min(data.Length / lanes, MostVectors);
            AddVectors(data[..(vectors * lanes)], ref low, ref high);
            data = data[(vectors * lanes)..];
            low %= Modulus;
            high %= Modulus;
        }

        foreach (byte value in data)
        {
            low += value;
            high += low;
        }

        return (uint)((high % Modulus << 16) | (low % Modulus));
    }

    /// <summary>Checksum of two messages joined, from theirs.</summary>
    /// <param name="first">Checksum of the first; 1 for an empty message.</param>
    /// <param name="second">Checksum of the second.</param>
    /// <param name="secondLength">Bytes of the second.</param>
    public static uint Combine(uint first, uint second, long secondLength)
    {
        ulong sum = (first & 0xFFFF) + (ulong)Modulus - 1;
        ulong low = (sum + (second & 0xFFFF)) % Modulus;
        ulong high = ((first >> 16) + (second >> 16) + (sum % Modulus * (ulong)(secondLength % Modulus))) % Modulus;
        return (uint)((high << 16) | low);
    }

    /// <summary>Adds a few whole vectors of bytes.</summary>
    /// <remarks>The byte in lane j of vector k is counted once for each byte that follows, itself included: lanes − j times within its
    /// vector, and lanes times for each later one. The latter is the sum of what each lane had before every vector.</remarks>
    [MethodImpl(HotLoop.Options)]
    private static void AddVectors(ReadOnlySpan<byte> data, ref ulong low, ref ulong high)
    {
        int lanes = Vector128<byte>.Count, half = Vector128<ushort>.Count;
        Vector128<ushort> sumsLeft = default, sumsRight = default, earlierLeft = default, earlierRight = default;
        for (int i = 0; i < data.Length; i += lanes)
        {
            earlierLeft += sumsLeft;
            earlierRight += sumsRight;
            var bytes = Vector128.Create(data[i..]);
            sumsLeft += Vector128.WidenLower(bytes);
            sumsRight += Vector128.WidenUpper(bytes);
        }

        high += low * (uint)data.Length;
        Span<ushort> sums = stackalloc ushort[lanes], earlier = stackalloc ushort[lanes];
        sumsLeft.CopyTo(sums);
        sumsRight.CopyTo(sums[half..]);
        earlierLeft.CopyTo(earlier);
        earlierRight.CopyTo(earlier[half..]);
        for (int j = 0; j < lanes; j++)
        {
            low += sums[j];
            high += (uint)((lanes - j) * sums[j]) + (uint)(lanes * earlier[j]);
        }
    }
}
