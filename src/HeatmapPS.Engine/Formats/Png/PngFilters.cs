using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>The five row filters of PNG (ISO/IEC 15948, clause 9).</summary>
internal enum PngFilter : byte
{
    /// <summary>The bytes as they are.</summary>
    None,

    /// <summary>Less the byte of the pixel to the left.</summary>
    Sub,

    /// <summary>Less the byte above.</summary>
    Up,

    /// <summary>Less the mean of left and above.</summary>
    Average,

    /// <summary>Less whichever of left, above and above left is nearest to left + above − above left.</summary>
    Paeth,
}

/// <summary>Filters whole rows, a vector at a time.</summary>
internal static class PngFilters
{
    /// <summary>Filters one row.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="above">The row above, unfiltered; zeros above the first.</param>
    /// <param name="row">The row, unfiltered.</param>
    /// <param name="pixelBytes">Bytes a pixel takes, at least 1.</param>
    /// <param name="destination">As many bytes as the row.</param>
    public static void Apply(PngFilter filter, ReadOnlySpan<byte> above, ReadOnlySpan<byte> row, int pixelBytes, Span<byte> destination)
    {
        switch (filter)
        {
            case PngFilter.None:
                row.CopyTo(destination);
                break;
            case PngFilter.Sub:
                int head = Math.Min(pixelBytes, row.Length);
                row[..head].CopyTo(destination);
                Subtract(row[head..], row[..^head], destination[head..]);
                break;
            case PngFilter.Up:
                Subtract(row, above, destination);
                break;
            case PngFilter.Average:
                Average(above, row, pixelBytes, destination);
                break;
            default:
                Paeth(above, row, pixelBytes, destination);
                break;
        }
    }

    /// <summary>Sum of the bytes' distances from zero as signed numbers: the usual guess at how well a row will compress.</summary>
    [MethodImpl(HotLoop.Options)]
    public static long Magnitude(ReadOnlySpan<byte> row)
    {
        long sum = 0;
        int i = 0;

        // 255 vectors of at most 2 × 128 a lane fit the 16 bits of the partial sums.
        while (row.Length - i >= Vector<byte>.Count)
        {
            Vector<ushort> partial = Vector<ushort>.Zero;
            int end = Math.Min(row.Length - Vector<byte>.Count, i + (254 * Vector<byte>.Count));
            for (; i <= end; i += Vector<byte>.Count)
            {
                var value = new Vector<byte>(row[i..]);
                var magnitude = Vector.Min(value, Vector<byte>.Zero - value);
                var words = Vector.AsVectorUInt16(magnitude);
                partial += (words & new Vector<ushort>(0x00FF)) + Vector.ShiftRightLogical(words, 8);
            }

            Vector.Widen(partial, out Vector<uint> low, out Vector<uint> high);
            sum += Vector.Sum(low) + Vector.Sum(high);
        }

        for (; i < row.Length; i++) sum += Math.Min(row[i], 256 - row[i]);
        return sum;
    }

    [MethodImpl(HotLoop.Options)]
    private static void Subtract(ReadOnlySpan<byte> from, ReadOnlySpan<byte> what, Span<byte> destination)
    {
        int i = 0;
        for (; i <= from.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            (new Vector<byte>(from[i..]) - new Vector<byte>(what[i..])).CopyTo(destination[i..]);
        }

        for (; i < from.Length; i++) destination[i] = (byte)(from[i] - what[i]);
    }

    [MethodImpl(HotLoop.Options)]
    private static void Average(ReadOnlySpan<byte> above, ReadOnlySpan<byte> row, int pixelBytes, Span<byte> destination)
    {
        int i = 0;
        for (; i < Math.Min(pixelBytes, row.Length); i++) destination[i] = (byte)(row[i] - (above[i] >> 1));
        var low7 = new Vector<byte>(0x7F);
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var left = new Vector<byte>(row[(i - pixelBytes)..]);
            var up = new Vector<byte>(above[i..]);
            Vector<byte> half = Vector.AsVectorByte(Vector.ShiftRightLogical(Vector.AsVectorUInt16(left ^ up), 1)) & low7;
            (new Vector<byte>(row[i..]) - ((left & up) + half)).CopyTo(destination[i..]);
        }

        for (; i < row.Length; i++) destination[i] = (byte)(row[i] - ((row[i - pixelBytes] + above[i]) >> 1));
    }

    [MethodImpl(HotLoop.Options)]
    private static void Paeth(ReadOnlySpan<byte> above, ReadOnlySpan<byte> row, int pixelBytes, Span<byte> destination)
    {
        int i = 0;
        for (; i < Math.Min(pixelBytes, row.Length); i++) destination[i] = (byte)(row[i] - above[i]);
        ref byte aboveStart = ref MemoryMarshal.GetReference(above);
        ref byte rowStart = ref MemoryMarshal.GetReference(row);
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var left = Vector.LoadUnsafe(ref rowStart, (nuint)(i - pixelBytes));
            var up = Vector.LoadUnsafe(ref aboveStart, (nuint)i);
            var corner = Vector.LoadUnsafe(ref aboveStart, (nuint)(i - pixelBytes));
            (Vector.LoadUnsafe(ref rowStart, (nuint)i) - Predict(left, up, corner)).CopyTo(destination[i..]);
        }

        for (; i < row.Length; i++)
        {
            destination[i] = (byte)(row[i] - Predict(row[i - pixelBytes], above[i], above[i - pixelBytes]));
        }
    }

    /// <summary>The Paeth predictor within 8 bits.</summary>
    /// <remarks>
    /// With pa = |up − corner| and pb = |left − corner|, pc = |left + up − 2·corner| is pa + pb when up and left lie on the same
    /// side of the corner, else |pa − pb|. In the first case pc is never the smallest, so the larger of both stands for it.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<byte> Predict(Vector<byte> left, Vector<byte> up, Vector<byte> corner)
    {
        Vector<byte> distanceLeft = Vector.Max(up, corner) - Vector.Min(up, corner);
        Vector<byte> distanceUp = Vector.Max(left, corner) - Vector.Min(left, corner);
        Vector<byte> sameSide = ~(Vector.GreaterThan(up, corner) ^ Vector.GreaterThan(left, corner));
        var larger = Vector.Max(distanceLeft, distanceUp);
        Vector<byte> difference = larger - Vector.Min(distanceLeft, distanceUp);
        var distanceCorner = Vector.ConditionalSelect(sameSide, larger, difference);
        Vector<byte> leftWins = Vector.LessThanOrEqual(distanceLeft, distanceUp) & Vector.LessThanOrEqual(distanceLeft, distanceCorner);
        var upWins = Vector.LessThanOrEqual(distanceUp, distanceCorner);
        return Vector.ConditionalSelect(leftWins, left, Vector.ConditionalSelect(upWins, up, corner));
    }

    /// <summary>The Paeth predictor without branches, which would be guessed wrong half of the time: noise decides them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Predict(int left, int up, int corner)
    {
        int toLeft = Math.Abs(up - corner), toUp = Math.Abs(left - corner), toCorner = Math.Abs(left + up - (2 * corner));
        int other = toUp <= toCorner ? up : corner;
        return toLeft <= Math.Min(toUp, toCorner) ? left : other;
    }
}
