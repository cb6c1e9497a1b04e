using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Undoes what a predictor did to the rows of a strip or tile (TIFF 6.0, section 14; TIFF Technical Note 3), so that samples
/// of whole bytes come out in native byte order.</summary>
/// <param name="predictor">1 none, 2 differences, 3 floating point.</param>
/// <param name="bits">Bits a sample.</param>
/// <param name="step">Samples from a sample to the next one of its band: the bands where they lie together, else 1.</param>
/// <param name="swaps">Whether samples are stored in the other byte order.</param>
internal sealed class TiffPredictor(int predictor, int bits, int step, bool swaps)
{
    private const int Differences = 2, FloatingPoint = 3;

    /// <summary>Restores one row in place.</summary>
    public void Restore(Span<byte> row)
    {
        if (predictor == FloatingPoint)
        {
            RestoreFloats(row);
            return;
        }

        if (swaps)
            Swap(row);
        if (predictor != Differences)
            return;
        switch (bits)
        {
            case 8: Sum(row); break;
            case 16: Sum(MemoryMarshal.Cast<byte, ushort>(row)); break;
            case 32: Sum(MemoryMarshal.Cast<byte, uint>(row)); break;
            default: Sum(MemoryMarshal.Cast<byte, ulong>(row)); break;
        }
    }

    /// <summary>Whether there is a predictor of this number for samples of so many bits.</summary>
    public static bool Knows(int predictor, TiffSampleFormat format, int bits) => predictor switch
    {
        1 => true,
        Differences => bits is 8 or 16 or 32 or 64,
        FloatingPoint => format == TiffSampleFormat.Float && bits is 16 or 24 or 32 or 64,
        _ => false,
    };

    [MethodImpl(HotLoop.Options)]
    private void Sum<T>(Span<T> row)
        where T : struct, IAdditionOperators<T, T, T>
    {
        if (step == 1)
        {
            // The sum stays in a register: to read it back from the row takes several times as long.
            T sum = default;
            foreach (ref T sample in row)
                sample = sum += sample;
            return;
        }

        for (int i = step; i < row.Length; i++)
            row[i] += row[i - step];
    }

    /// <summary>Differences of bytes, with the high bytes of all samples first, whatever the file's byte order.</summary>
    private void RestoreFloats(Span<byte> row)
    {
        Sum(row);
        int size = bits / 8;
        int count = row.Length / size;
        byte[] planes = ArrayPool<byte>.Shared.Rent(row.Length);
        try
        {
            row.CopyTo(planes);
            for (int part = 0; part < size; part++)
            {
                Span<byte> plane = planes.AsSpan(part * count, count);
                int at = BitConverter.IsLittleEndian ? size - 1 - part : part;
                for (int i = 0; i < count; i++, at += size)
                    row[at] = plane[i];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(planes);
        }
    }

    private void Swap(Span<byte> row)
    {
        if (bits == 24)
        {
            for (int i = 0; i + 2 < row.Length; i += 3)
                (row[i], row[i + 2]) = (row[i + 2], row[i]);
        }
        else if (bits is 16 or 32 or 64)
        {
            ByteOrder.Reverse(row, bits / 8);
        }
    }
}
