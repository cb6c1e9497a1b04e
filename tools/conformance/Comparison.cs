using System;
using System.Globalization;
using System.Runtime.InteropServices;
using HeatmapPS.Tests;

namespace HeatmapPS.Conformance;

/// <summary>Compares what the module read with the numbers that independent readers gave.</summary>
public static class Comparison
{
    /// <summary>Says how an array differs from one in an .npy file; null where they are the same.</summary>
    /// <param name="actual"><c>T[height, width]</c> or <c>T[height, width, bands]</c>.</param>
    /// <param name="path">The .npy file of what is expected.</param>
    /// <param name="largest">Largest difference of one sample that passes.</param>
    /// <param name="mean">Largest mean difference that passes.</param>
    /// <param name="checkType">Whether the number types must be the same.</param>
    /// <param name="bandsFree">Whether grey may come as RGB and the other way round, and a full alpha or none.</param>
    public static string Difference(Array actual, string path, double largest = 0, double mean = 0, bool checkType = true,
        bool bandsFree = false)
    {
        NpyFile expected = NpyFile.Read(path);
        Type type = actual.GetType().GetElementType()!, expectedType = expected.Data.GetType().GetElementType()!;
        if (checkType && type != expectedType)
            return $"expected {expectedType.Name}, but got {type.Name}";
        if (bandsFree && actual.GetLength(0) == expected.Shape[0] && actual.GetLength(1) == expected.Shape[1])
        {
            double full = expected.Data is byte[] ? 255 : 65535;
            double[] one = Full(ToDouble(actual), actual.Rank > 2 ? actual.GetLength(2) : 1, full);
            double[] two = Full(ToDouble(expected.Data), expected.Shape.Length > 2 ? expected.Shape[2] : 1, full);
            return Difference(one, two, [expected.Shape[0], expected.Shape[1], 4], largest, mean);
        }

        string shape = Shape(actual), expectedShape = string.Join(" x ", expected.Shape);
        if (shape != expectedShape)
            return $"expected {expectedShape}, but got {shape}";
        double[] a = ToDouble(actual), b = ToDouble(expected.Data);
        return Difference(a, b, expected.Shape, largest, mean);
    }

    /// <summary>The same for colours, of which the first three bands count.</summary>
    public static string ColorDifference(Array actual, string path)
    {
        NpyFile expected = NpyFile.Read(path);
        int bands = actual.GetLength(2), pixels = actual.GetLength(0) * actual.GetLength(1);
        if (pixels * 3 != expected.Data.Length)
            return $"expected {expected.Data.Length / 3} pixels, but got {pixels}";
        double[] all = ToDouble(actual);
        var colors = new double[pixels * 3];
        for (int i = 0; i < colors.Length; i++)
            colors[i] = all[(i / 3 * bands) + (i % 3)];
        return Difference(colors, ToDouble(expected.Data), expected.Shape, 0, 0);
    }

    /// <summary>Transparent pixels count as transparent, whatever colour lies under them.</summary>
    public static Array WithoutHiddenColors(Array array)
    {
        if (array is not byte[,,] pixels || pixels.GetLength(2) != 4)
            return array;
        for (int y = 0; y < pixels.GetLength(0); y++)
        {
            for (int x = 0; x < pixels.GetLength(1); x++)
            {
                if (pixels[y, x, 3] == 0)
                    pixels[y, x, 0] = pixels[y, x, 1] = pixels[y, x, 2] = 0;
            }
        }

        return array;
    }

    /// <summary>Count, minimum, maximum and mean of the samples of an .npy file that are numbers.</summary>
    /// <param name="validPath">An .npy file that is 0 where a sample has no value; null where only NaN and infinities have none.</param>
    public static (long Count, double Minimum, double Maximum, double Mean) Statistics(string path, string validPath)
    {
        double[] values = ToDouble(NpyFile.Read(path).Data);
        double[] valid = string.IsNullOrEmpty(validPath) ? null : ToDouble(NpyFile.Read(validPath).Data);
        long count = 0;
        double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity, sum = 0, part = 0;
        // A sum of the largest numbers is infinite where their mean is not.
        const double Scale = 1.0 / (1L << 40);
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]) || (valid != null && valid[i] == 0))
                continue;
            count++;
            minimum = Math.Min(minimum, values[i]);
            maximum = Math.Max(maximum, values[i]);
            sum += values[i];
            part += values[i] * Scale;
        }

        return (count, minimum, maximum, double.IsFinite(sum) ? sum / count : part / count / Scale);
    }

    private static string Difference(double[] a, double[] b, int[] shape, double largest, double mean)
    {
        int bands = shape.Length > 2 ? shape[2] : 1, different = 0, first = -1;
        double most = 0, sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] == b[i] || (double.IsNaN(a[i]) && double.IsNaN(b[i])))
                continue;
            double difference = Math.Abs(a[i] - b[i]);
            if (double.IsNaN(difference))
                difference = double.PositiveInfinity;
            most = Math.Max(most, difference);
            sum += difference;
            if (difference <= largest)
                continue;
            different++;
            if (first < 0)
                first = i;
        }

        if (first < 0 && sum / Math.Max(1, a.Length) <= mean)
            return null;
        if (first < 0)
            return string.Create(CultureInfo.InvariantCulture, $"mean difference {sum / a.Length:R}, and {mean:R} passes");
        int pixel = first / bands;
        return string.Create(CultureInfo.InvariantCulture, $"{different} of {a.Length} numbers differ, by up to {most:R}: expected {b[first]:R} at x {pixel % shape[1]}, y {pixel / shape[1]}, band {(first % bands) + 1}, but got {a[first]:R}");
    }

    /// <summary>Red, green, blue and alpha of every pixel.</summary>
    private static double[] Full(double[] samples, int bands, double opaque)
    {
        var result = new double[samples.Length / bands * 4];
        for (int i = 0, at = 0; i < result.Length; i += 4, at += bands)
        {
            for (int band = 0; band < 3; band++)
                result[i + band] = samples[at + (bands >= 3 ? band : 0)];
            result[i + 3] = bands is 2 or 4 ? samples[at + bands - 1] : opaque;
        }

        return result;
    }

    private static string Shape(Array array)
    {
        var lengths = new int[array.Rank];
        for (int i = 0; i < lengths.Length; i++)
            lengths[i] = array.GetLength(i);
        return string.Join(" x ", lengths);
    }

    private static double[] ToDouble(Array array)
    {
        var bytes = new byte[Buffer.ByteLength(array)];
        Buffer.BlockCopy(array, 0, bytes, 0, bytes.Length);
        Type type = array.GetType().GetElementType()!;
        if (type == typeof(byte)) return Widen<byte>(bytes, v => v);
        if (type == typeof(sbyte)) return Widen<sbyte>(bytes, v => v);
        if (type == typeof(ushort)) return Widen<ushort>(bytes, v => v);
        if (type == typeof(short)) return Widen<short>(bytes, v => v);
        if (type == typeof(uint)) return Widen<uint>(bytes, v => v);
        if (type == typeof(int)) return Widen<int>(bytes, v => v);
        if (type == typeof(float)) return Widen<float>(bytes, v => v);
        if (type == typeof(double)) return Widen<double>(bytes, v => v);
        throw new ArgumentException($"an array of {type}");
    }

    private static double[] Widen<T>(byte[] bytes, Func<T, double> widen)
        where T : unmanaged
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(bytes);
        var result = new double[values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = widen(values[i]);
        return result;
    }
}
