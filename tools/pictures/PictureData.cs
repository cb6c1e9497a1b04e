using System;

namespace HeatmapPS.Pictures;

/// <summary>Data for pictures.</summary>
public static class PictureData
{
    /// <summary>Frames at a lower resolution: each value is the mean of a square of values.</summary>
    public static ushort[,] Shrink(ushort[,] frame, int factor)
    {
        var small = new ushort[frame.GetLength(0) / factor, frame.GetLength(1) / factor];
        for (int y = 0; y < small.GetLength(0); y++)
        {
            for (int x = 0; x < small.GetLength(1); x++)
            {
                long sum = 0;
                for (int i = 0; i < factor * factor; i++)
                    sum += frame[(y * factor) + (i / factor), (x * factor) + (i % factor)];
                small[y, x] = (ushort)Math.Round((double)sum / (factor * factor));
            }
        }

        return small;
    }

    /// <summary>A copy with pixels stuck at the largest value, as worn sensors have them; the same seed gives the same ones.</summary>
    public static ushort[,] WithStuckPixels(ushort[,] frame, int count, int seed)
    {
        var worn = (ushort[,])frame.Clone();
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
            worn[random.Next(frame.GetLength(0)), random.Next(frame.GetLength(1))] = ushort.MaxValue;
        return worn;
    }

    /// <summary>A round membrane that swings in two of its modes, deflection −1 to 1; NaN outside it.</summary>
    /// <remarks>Modes of the ideal membrane: J_n(k r) cos n φ, with k a zero of the Bessel function J_n.</remarks>
    public static float[,] Membrane(int size)
    {
        var field = new float[size, size];
        double largest = 0;
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                double u = ((2 * x) + 1.0 - size) / size, v = ((2 * y) + 1.0 - size) / size;
                double r = Math.Sqrt((u * u) + (v * v)), angle = Math.Atan2(v, u);
                double z = r > 0.97
                    ? double.NaN
                    : Bessel(3, 9.76102 * r / 0.97) * Math.Cos(3 * angle) + (0.6 * Bessel(2, 8.41724 * r / 0.97) * Math.Sin(2 * angle));
                field[y, x] = (float)z;
                largest = Math.Max(largest, double.IsNaN(z) ? 0 : Math.Abs(z));
            }
        }

        for (int i = 0; i < size * size; i++)
            field[i / size, i % size] /= (float)largest;
        return field;
    }

    /// <summary>Bessel's integral, J_n(x) = (1/π) ∫ cos(n t − x sin t) dt over 0..π, by the trapezium rule.</summary>
    private static double Bessel(int order, double x)
    {
        const int Steps = 64;
        double sum = 0;
        for (int i = 0; i <= Steps; i++)
        {
            double t = Math.PI * i / Steps;
            sum += (i is 0 or Steps ? 0.5 : 1) * Math.Cos((order * t) - (x * Math.Sin(t)));
        }

        return sum / Steps;
    }
}
