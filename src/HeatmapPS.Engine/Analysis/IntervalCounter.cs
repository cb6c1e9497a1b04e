using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Imaging;

namespace HeatmapPS.Engine.Analysis;

/// <summary>Counts the 16-bit samples outside an interval. A histogram would say it too, but for a small image its 65,536
/// entries cost more than the pixels.</summary>
internal static class IntervalCounter
{
    /// <summary>Whether samples of this type can be counted here.</summary>
    public static bool Supports(SampleType type) => type is SampleType.UInt16 or SampleType.Int16;

    /// <summary>How many samples lie outside the interval.</summary>
    /// <param name="samples">Samples of the type.</param>
    /// <param name="type">One that <see cref="Supports"/> accepts.</param>
    /// <param name="first">Smallest integer inside.</param>
    /// <param name="last">Largest integer inside; nothing is inside when it is below <paramref name="first"/>.</param>
    public static long CountOutside(ReadOnlySpan<byte> samples, SampleType type, double first, double last)
    {
        ReadOnlySpan<ushort> values = MemoryMarshal.Cast<byte, ushort>(samples);
        first = Math.Max(first, type.MinValue);
        last = Math.Min(last, type.MaxValue);
        if (!(first <= last))
            return values.Length;

        // Modulo 65,536 the distance from the lower end is small inside and large on both sides, for signed samples too.
        ushort low = unchecked((ushort)(int)first);
        var width = (ushort)(last - first);
        long count = 0;
        while (values.Length >= Vector<ushort>.Count)
        {
            // Each lane counts up to 65,535 before it is added up.
            int steps = Math.Min(values.Length / Vector<ushort>.Count, ushort.MaxValue);
            ReadOnlySpan<Vector<ushort>> vectors = MemoryMarshal.Cast<ushort, Vector<ushort>>(values[..(steps * Vector<ushort>.Count)]);
            Vector<ushort> lows = new(low), widths = new(width), lanes = Vector<ushort>.Zero;
            foreach (Vector<ushort> vector in vectors)
                lanes -= Vector.GreaterThan(vector - lows, widths);
            for (int lane = 0; lane < Vector<ushort>.Count; lane++)
                count += lanes[lane];
            values = values[(steps * Vector<ushort>.Count)..];
        }

        foreach (ushort value in values)
            count += unchecked((ushort)(value - low)) > width ? 1 : 0;
        return count;
    }
}
