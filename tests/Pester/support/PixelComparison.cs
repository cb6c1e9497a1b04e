using System;

namespace HeatmapPS.Tests;

/// <summary>How two arrays of numbers differ.</summary>
public sealed class PixelComparison
{
    /// <summary>Numbers in each array; −1 when the lengths differ.</summary>
    public int Count { get; private init; }

    /// <summary>Numbers that differ by more than the tolerance.</summary>
    public int Different { get; private init; }

    /// <summary>Largest absolute difference.</summary>
    public double LargestDifference { get; private init; }

    /// <summary>Where and how the first difference is, or an empty text.</summary>
    public string FirstDifference { get; private init; } = "";

    public bool Equal => Count >= 0 && Different == 0;

    /// <summary>Compares by value, whatever the types and ranks of the arrays; two NaN are equal.</summary>
    /// <param name="width">Row length in pixels, to name the place of a difference; 0 gives the index.</param>
    /// <param name="bands">Numbers a pixel.</param>
    public static PixelComparison Compare(Array actual, Array expected, double tolerance = 0, int width = 0, int bands = 1)
    {
        double[] a = ToDouble(actual), b = ToDouble(expected);
        if (a.Length != b.Length)
            return new PixelComparison { Count = -1, Different = Math.Max(a.Length, b.Length),
                FirstDifference = $"expected {b.Length} numbers, but got {a.Length}" };
        int different = 0;
        double largest = 0;
        string first = "";
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] == b[i] || (double.IsNaN(a[i]) && double.IsNaN(b[i])))
                continue;
            double difference = Math.Abs(a[i] - b[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
            if (difference <= tolerance)
                continue;
            if (different++ == 0)
            {
                string place = width > 0 ? $"x {i / bands % width}, y {i / bands / width}, band {(i % bands) + 1}" : $"index {i}";
                first = $"expected {b[i]:R} at {place}, but got {a[i]:R}";
            }
        }

        return new PixelComparison { Count = a.Length, Different = different, LargestDifference = largest, FirstDifference = first };
    }

    public override string ToString() =>
        Equal ? $"{Count} numbers, equal" : $"{Different} of {Count} numbers differ, by up to {LargestDifference:R}: {FirstDifference}";

    private static double[] ToDouble(Array array)
    {
        var result = new double[array.Length];
        // A signed array passes for one of the unsigned type to a type test.
        Type element = array.GetType().GetElementType()!;
        switch (array)
        {
            case byte[] v when element == typeof(byte): for (int i = 0; i < v.Length; i++) result[i] = v[i]; break;
            case ushort[] v when element == typeof(ushort): for (int i = 0; i < v.Length; i++) result[i] = v[i]; break;
            case float[] v: for (int i = 0; i < v.Length; i++) result[i] = v[i]; break;
            case double[] v: v.CopyTo(result, 0); break;
            default:
                int at = 0;
                foreach (object value in array)
                    result[at++] = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
                break;
        }

        return result;
    }
}
