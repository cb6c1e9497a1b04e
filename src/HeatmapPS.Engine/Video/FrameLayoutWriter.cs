using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Video;

/// <summary>Lays packed rows out as the planes that ffmpeg takes.</summary>
/// <param name="format">How pixels are stored.</param>
/// <param name="interleaved">Whether 8-bit RGB goes out as blue, green, red, 0 a pixel (ffmpeg's <c>bgr0</c>, which FFV1 stores).</param>
internal sealed class FrameLayoutWriter(FramePixelFormat format, bool interleaved = false)
{
    private const ulong ChromaLanes = ~0xFFFFUL;
    private const ulong Lane = 0xFFFFFF;

    public int FrameBytes(int width, int height) => interleaved
        ? checked(4 * width * height)
        : format.FrameBytes(format.StoredWidth(width), format.StoredHeight(height));

    /// <summary>Writes a whole frame.</summary>
    /// <param name="rows">Its pixels.</param>
    /// <param name="frame">As many bytes as <see cref="FrameBytes"/> tells.</param>
    /// <param name="cancellationToken">Looked at between rows.</param>
    public void Write(PackedRows rows, Span<byte> frame, CancellationToken cancellationToken)
    {
        int width = format.StoredWidth(rows.Width), height = format.StoredHeight(rows.Height);
        int chromaWidth = width >> format.ShiftX, chromaHeight = height >> format.ShiftY;
        int step = 1 << format.ShiftY;
        int size = format.Bits > 8 ? 2 : 1;
        Span<byte> first = interleaved ? frame : frame[..(width * height * size)];
        Span<byte> second = interleaved ? [] : frame.Slice(first.Length, chromaWidth * chromaHeight * size);
        Span<byte> third = interleaved ? [] : frame.Slice(first.Length + second.Length, second.Length);
        ulong[] rented = ArrayPool<ulong>.Shared.Rent(width * 2);
        try
        {
            for (int y = 0; y < height; y += step)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Span<ulong> upper = rented.AsSpan(0, width), lower = rented.AsSpan(width, width);
                ReadRow(rows, upper);
                if (step == 2 && y + 1 < rows.Height)
                    ReadRow(rows, lower);
                else
                    lower = upper;
                if (interleaved)
                {
                    WriteInterleaved(upper, MemoryMarshal.Cast<byte, uint>(first)[(y * width)..]);
                    continue;
                }

                if (format is { Bits: 8, ShiftX: 1, ShiftY: 1 })
                {
                    Span<byte> luma = first.Slice(y * width, 2 * width);
                    int at = (y >> 1) * chromaWidth;
                    WriteQuads(upper, lower, luma[..width], luma[width..], second.Slice(at, chromaWidth), third.Slice(at, chromaWidth));
                    continue;
                }

                WriteFirst(upper, first[(y * width * size)..]);
                if (step == 2)
                    WriteFirst(lower, first[((y + 1) * width * size)..]);
                int chroma = (y >> format.ShiftY) * chromaWidth * size, length = chromaWidth * size;
                WriteOthers(upper, lower, second.Slice(chroma, length), third.Slice(chroma, length));
            }
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(rented);
        }
    }

    /// <summary>The row, its last pixel repeated where the stored width is larger.</summary>
    private static void ReadRow(PackedRows rows, Span<ulong> pixels)
    {
        rows.ReadRow(pixels[..rows.Width]);
        pixels[rows.Width..].Fill(pixels[rows.Width - 1]);
    }

    private static void WriteInterleaved(ReadOnlySpan<ulong> pixels, Span<uint> target)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            ulong pixel = pixels[i];
            target[i] = (uint)(((pixel >> 16) & 0xFF) | ((pixel & 0xFF) << 8) | (((pixel >> 40) & 0xFF) << 16));
        }
    }

    /// <summary>4:2:0 of 8 bits, which nearly all videos are, in one go: two rows of luma, and one row each of the means of
    /// chroma.</summary>
    [MethodImpl(HotLoop.Options)]
    private static void WriteQuads(ReadOnlySpan<ulong> upper, ReadOnlySpan<ulong> lower, Span<byte> luma, Span<byte> nextLuma,
        Span<byte> second, Span<byte> third)
    {
        const int Shift = ColorPacking.ChromaFractionBits + 2;
        const ulong Half = (1UL << (Shift - 1) << 16) | (1UL << (Shift - 1) << 40);
        Span<ushort> lumaPairs = MemoryMarshal.Cast<byte, ushort>(luma), nextPairs = MemoryMarshal.Cast<byte, ushort>(nextLuma);
        int count = second.Length;
        if (upper.Length < 2 * count || lower.Length < 2 * count || lumaPairs.Length < count || nextPairs.Length < count
            || third.Length < count)
        {
            throw new ArgumentException("Expected rows of one length.", nameof(upper));
        }

        ref ulong above = ref MemoryMarshal.GetReference(upper), below = ref MemoryMarshal.GetReference(lower);
        for (int i = 0; i < count; i++)
        {
            ulong a = Unsafe.Add(ref above, 2 * i), b = Unsafe.Add(ref above, (2 * i) + 1);
            ulong c = Unsafe.Add(ref below, 2 * i), d = Unsafe.Add(ref below, (2 * i) + 1);
            Unsafe.Add(ref MemoryMarshal.GetReference(lumaPairs), i) = Pair((byte)a, (byte)b);
            Unsafe.Add(ref MemoryMarshal.GetReference(nextPairs), i) = Pair((byte)c, (byte)d);

            // Four lumas of 8 bits stay within their 16.
            ulong sum = a + b + c + d + Half;
            Unsafe.Add(ref MemoryMarshal.GetReference(second), i) = (byte)((sum >> (16 + Shift)) & (Lane >> Shift));
            Unsafe.Add(ref MemoryMarshal.GetReference(third), i) = (byte)(sum >> (40 + Shift));
        }
    }

    private static ushort Pair(byte first, byte next) =>
        BitConverter.IsLittleEndian ? (ushort)(first | (next << 8)) : (ushort)((first << 8) | next);

    private void WriteFirst(ReadOnlySpan<ulong> pixels, Span<byte> target)
    {
        if (format.Bits == 8)
        {
            for (int i = 0; i < pixels.Length; i++)
                target[i] = (byte)pixels[i];
            return;
        }

        Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(target);
        for (int i = 0; i < pixels.Length; i++)
            words[i] = (ushort)pixels[i];
    }

    private void WriteOthers(ReadOnlySpan<ulong> upper, ReadOnlySpan<ulong> lower, Span<byte> second, Span<byte> third)
    {
        // The mean over the pixels that share a chroma sample, rounded once.
        int shift = format.IsRgb ? 0 : ColorPacking.ChromaFractionBits + format.ShiftX + format.ShiftY;
        ulong half = shift == 0 ? 0 : 1UL << (shift - 1);
        Span<ushort> words2 = format.Bits > 8 ? MemoryMarshal.Cast<byte, ushort>(second) : [];
        Span<ushort> words3 = format.Bits > 8 ? MemoryMarshal.Cast<byte, ushort>(third) : [];
        int count = format.Bits > 8 ? words2.Length : second.Length;
        for (int i = 0; i < count; i++)
        {
            ulong sum;
            if (format.ShiftX == 0)
            {
                sum = upper[i] & ChromaLanes;
            }
            else if (format.ShiftY == 0)
            {
                sum = (upper[2 * i] & ChromaLanes) + (upper[(2 * i) + 1] & ChromaLanes);
            }
            else
            {
                sum = (upper[2 * i] & ChromaLanes) + (upper[(2 * i) + 1] & ChromaLanes) + (lower[2 * i] & ChromaLanes)
                    + (lower[(2 * i) + 1] & ChromaLanes);
            }

            ulong a = (((sum >> 16) & Lane) + half) >> shift, b = ((sum >> 40) + half) >> shift;
            if (format.Bits == 8)
            {
                second[i] = (byte)a;
                third[i] = (byte)b;
            }
            else
            {
                words2[i] = (ushort)a;
                words3[i] = (ushort)b;
            }
        }
    }
}
