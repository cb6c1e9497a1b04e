using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace HeatmapPS.Engine.Formats.Raw;

/// <summary>Turns samples of the other byte order into native ones, in place.</summary>
internal static class ByteOrder
{
    /// <summary>Reverses the bytes of every sample.</summary>
    /// <param name="samples">A whole number of samples.</param>
    /// <param name="sampleSize">Bytes a sample: 1, 2, 4 or 8.</param>
    public static void Reverse(Span<byte> samples, int sampleSize)
    {
        switch (sampleSize)
        {
            case 2:
                Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(samples);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 4:
                Span<uint> doubleWords = MemoryMarshal.Cast<byte, uint>(samples);
                BinaryPrimitives.ReverseEndianness(doubleWords, doubleWords);
                break;
            case 8:
                Span<ulong> quadWords = MemoryMarshal.Cast<byte, ulong>(samples);
                BinaryPrimitives.ReverseEndianness(quadWords, quadWords);
                break;
        }
    }
}
