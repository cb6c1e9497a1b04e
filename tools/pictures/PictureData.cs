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

    /// <summary>A ramp from the left, 0, to the right, 1.</summary>
    public static float[,] Ramp(int width, int height)
    {
        var field = new float[height, width];
        for (int i = 0; i < width * height; i++)
            field[i / width, i % width] = (i % width) / (width - 1f);
        return field;
    }

    /// <summary>Rings around the middle, 1, down to 0 at the corners.</summary>
    public static float[,] Rings(int width, int height)
    {
        var field = new float[height, width];
        double middleX = (width - 1) / 2.0, middleY = (height - 1) / 2.0, corner = Math.Sqrt((middleX * middleX) + (middleY * middleY));
        for (int i = 0; i < width * height; i++)
        {
            double x = (i % width) - middleX, y = (i / width) - middleY;
            field[i / width, i % width] = (float)(1 - (Math.Sqrt((x * x) + (y * y)) / corner));
        }

        return field;
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

    /// <summary>A night's frame: stars that turn about the pole, and noise of the sensor.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="turn">How far the sky has turned, in radians.</param>
    /// <param name="seed">The same seed gives the same noise; the stars are always the same.</param>
    public static byte[,] Sky(int width, int height, double turn, int seed)
    {
        var light = new double[height, width];
        var noise = new Random(seed);
        for (int i = 0; i < width * height; i++)
            light[i / width, i % width] = 10 + (26.0 * (i / width) / height) + (5 * noise.NextDouble());
        var stars = new Random(5);
        for (int i = 0; i < 260; i++)
        {
            double radius = width * 0.95 * Math.Sqrt(stars.NextDouble()), angle = (2 * Math.PI * stars.NextDouble()) + turn;
            double size = 0.55 + (0.35 * stars.NextDouble()), bright = 60 + (190 * Math.Pow(stars.NextDouble(), 2));
            Dot(light, (width * 0.5) + (radius * Math.Cos(angle)), (height * 0.72) + (radius * Math.Sin(angle)), size, bright);
        }

        return ToBytes(light);
    }

    /// <summary>A place with posts before a wall, much noise, and a round guest who passes.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="place">Where the guest is, 0 at the left edge to 1 at the right.</param>
    /// <param name="seed">The same seed gives the same noise.</param>
    public static byte[,] Place(int width, int height, double place, int seed)
    {
        var light = new double[height, width];
        var noise = new Random(seed);
        for (int i = 0; i < width * height; i++)
        {
            int x = i % width, y = i / width;
            double wall = y < height * 0.62
                ? 150 + (25 * Math.Sin(x * 0.035)) - ((y % 22) < 2 ? 30 : 0)
                : 95 - (40.0 * (y - (height * 0.62)) / height);
            double post = x % 64 is > 26 and < 36 && y > height * 0.25 && y < height * 0.8
                ? 60 - (6 * Math.Abs((x % 64) - 31))
                : double.NaN;
            double value = double.IsNaN(post) ? wall : 40 + post;
            double u = (x - (place * width)) / (0.09 * height), v = (y - (0.58 * height)) / (0.3 * height);
            if ((u * u) + (v * v) < 1)
                value = 215 - (70 * u * u);
            light[y, x] = value + (60 * (noise.NextDouble() + noise.NextDouble() - 1));
        }

        return ToBytes(light);
    }

    private static void Dot(double[,] light, double x, double y, double size, double bright)
    {
        for (int row = Math.Max(0, (int)y - 3); row <= Math.Min(light.GetLength(0) - 1, (int)y + 3); row++)
        {
            for (int column = Math.Max(0, (int)x - 3); column <= Math.Min(light.GetLength(1) - 1, (int)x + 3); column++)
            {
                double square = ((column - x) * (column - x)) + ((row - y) * (row - y));
                light[row, column] += bright * Math.Exp(-square / (2 * size * size));
            }
        }
    }

    private static byte[,] ToBytes(double[,] light)
    {
        var bytes = new byte[light.GetLength(0), light.GetLength(1)];
        for (int i = 0; i < light.Length; i++)
            bytes[i / light.GetLength(1), i % light.GetLength(1)] =
                (byte)Math.Clamp(Math.Round(light[i / light.GetLength(1), i % light.GetLength(1)]), 0, 255);
        return bytes;
    }
}
