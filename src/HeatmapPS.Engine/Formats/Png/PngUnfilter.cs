using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>Undoes the five row filters of PNG (ISO/IEC 15948, clause 9).</summary>
/// <remarks>
/// All but None and Up go from pixel to pixel, since each depends on the one to its left. What a pixel of up to eight bytes needs of it
/// stays in a register: of one byte in a scalar, of more in a vector. A vector of eight bytes is stored for each pixel, and what it
/// has beyond the pixel is overwritten by the next.
/// </remarks>
internal static class PngUnfilter
{
    /// <summary>Bytes loaded and stored for a pixel.</summary>
    private const int PixelVector = 8;

    /// <summary>Undoes the filter of one row.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="above">The row above, as it came out of this; zeros above the first.</param>
    /// <param name="stored">The row as it is in the file.</param>
    /// <param name="pixelBytes">Bytes a pixel takes, 1 to 8.</param>
    /// <param name="row">As many bytes as the row; not the same memory as <paramref name="above"/>.</param>
    public static void Undo(PngFilter filter, ReadOnlySpan<byte> above, ReadOnlySpan<byte> stored, int pixelBytes, Span<byte> row)
    {
        above = above[..stored.Length];
        row = row[..stored.Length];
        switch (filter)
        {
            case PngFilter.None:
                stored.CopyTo(row);
                break;
            case PngFilter.Up:
                UndoUp(above, stored, row);
                break;
            case PngFilter.Sub:
                UndoSub(stored, pixelBytes, row);
                break;
            case PngFilter.Average:
                UndoAverage(above, stored, pixelBytes, row);
                break;
            default:
                UndoPaeth(above, stored, pixelBytes, row);
                break;
        }
    }

    [MethodImpl(HotLoop.Options)]
    private static void UndoUp(ReadOnlySpan<byte> above, ReadOnlySpan<byte> stored, Span<byte> row)
    {
        int i = 0;
        for (; i <= stored.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
            (Vector128.Create(stored[i..]) + Vector128.Create(above[i..])).CopyTo(row[i..]);
        for (; i < stored.Length; i++) row[i] = (byte)(stored[i] + above[i]);
    }

    [MethodImpl(HotLoop.Options)]
    private static void UndoSub(ReadOnlySpan<byte> stored, int pixelBytes, Span<byte> row)
    {
        if (pixelBytes == 1)
        {
            byte value = 0;
            for (int x = 0; x < stored.Length; x++) row[x] = value = (byte)(value + stored[x]);
            return;
        }

        ref byte source = ref MemoryMarshal.GetReference(stored), target = ref MemoryMarshal.GetReference(row);
        Vector128<byte> left = default;
        int i = 0;
        for (; i <= stored.Length - PixelVector; i += pixelBytes)
        {
            left += Load(ref source, i);
            Store(left, ref target, i);
        }

        for (; i < stored.Length; i++) row[i] = (byte)(stored[i] + Left(row, i, pixelBytes));
    }

    [MethodImpl(HotLoop.Options)]
    private static void UndoAverage(ReadOnlySpan<byte> above, ReadOnlySpan<byte> stored, int pixelBytes, Span<byte> row)
    {
        if (pixelBytes == 1)
        {
            int value = 0;
            for (int x = 0; x < stored.Length; x++) row[x] = (byte)(value = (byte)(stored[x] + ((value + above[x]) >> 1)));
            return;
        }

        ref byte upper = ref MemoryMarshal.GetReference(above);
        ref byte source = ref MemoryMarshal.GetReference(stored), target = ref MemoryMarshal.GetReference(row);
        Vector128<byte> left = default;
        var low7 = Vector128.Create((byte)0x7F);
        int i = 0;
        for (; i <= stored.Length - PixelVector; i += pixelBytes)
        {
            Vector128<byte> up = Load(ref upper, i);
            Vector128<byte> half = Vector128.ShiftRightLogical((left ^ up).AsUInt16(), 1).AsByte() & low7;
            left = Load(ref source, i) + ((left & up) + half);
            Store(left, ref target, i);
        }

        for (; i < stored.Length; i++) row[i] = (byte)(stored[i] + ((Left(row, i, pixelBytes) + above[i]) >> 1));
    }

    [MethodImpl(HotLoop.Options)]
    private static void UndoPaeth(ReadOnlySpan<byte> above, ReadOnlySpan<byte> stored, int pixelBytes, Span<byte> row)
    {
        if (pixelBytes == 1)
        {
            UndoPaeth(above, stored, row);
            return;
        }

        ref byte upper = ref MemoryMarshal.GetReference(above);
        ref byte source = ref MemoryMarshal.GetReference(stored), target = ref MemoryMarshal.GetReference(row);
        Vector128<short> left = default, corner = default;
        var byteMask = Vector128.Create((short)0xFF);
        int i = 0;
        for (; i <= stored.Length - PixelVector; i += pixelBytes)
        {
            Vector128<short> up = Vector128.WidenLower(Load(ref upper, i)).AsInt16();
            Vector128<short> toLeft = up - corner, toUp = left - corner;
            var toCorner = Vector128.Abs(toLeft + toUp);
            toLeft = Vector128.Abs(toLeft);
            toUp = Vector128.Abs(toUp);
            var least = Vector128.Min(toCorner, Vector128.Min(toLeft, toUp));
            var other = Vector128.ConditionalSelect(Vector128.Equals(least, toUp), up, corner);
            var nearest = Vector128.ConditionalSelect(Vector128.Equals(least, toLeft), left, other);
            left = (Vector128.WidenLower(Load(ref source, i)).AsInt16() + nearest) & byteMask;
            Store(Vector128.Narrow(left.AsUInt16(), left.AsUInt16()), ref target, i);
            corner = up;
        }

        for (; i < stored.Length; i++)
            row[i] = (byte)(stored[i] + PngFilters.Predict(Left(row, i, pixelBytes), above[i], Left(above, i, pixelBytes)));
    }

    [MethodImpl(HotLoop.Options)]
    private static void UndoPaeth(ReadOnlySpan<byte> above, ReadOnlySpan<byte> stored, Span<byte> row)
    {
        int left = 0, corner = 0;
        ref byte upper = ref MemoryMarshal.GetReference(above), target = ref MemoryMarshal.GetReference(row);
        for (int i = 0; i < stored.Length; i++)
        {
            int up = Unsafe.Add(ref upper, i);
            left = (stored[i] + PngFilters.Predict(left, up, corner)) & 0xFF;
            Unsafe.Add(ref target, i) = (byte)left;
            corner = up;
        }
    }

    private static int Left(ReadOnlySpan<byte> row, int at, int pixelBytes) => at < pixelBytes ? 0 : row[at - pixelBytes];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ref byte row, int at) =>
        Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref row, at))).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> pixel, ref byte row, int at) =>
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref row, at), pixel.AsUInt64().ToScalar());
}
