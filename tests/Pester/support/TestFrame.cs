using System;

namespace HeatmapPS.Tests;

/// <summary>Made-up grey frames with known numbers.</summary>
public sealed class TestFrame
{
    private TestFrame(int width, int height, Array data) => (Width, Height, Data) = (width, height, data);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Flat array, rows from the top.</summary>
    public Array Data { get; }

    /// <summary>The samples as the PNG writer takes them.</summary>
    public ushort[] Samples => Data as ushort[] ?? Array.ConvertAll((byte[])Data, v => (ushort)v);

    /// <summary>The numbers as a height × width array.</summary>
    public Array Grid
    {
        get
        {
            var grid = Array.CreateInstance(Data.GetType().GetElementType()!, Height, Width);
            Buffer.BlockCopy(Data, 0, grid, 0, Buffer.ByteLength(Data));
            return grid;
        }
    }

    /// <summary>Values 0, 1, 2 … in reading order, beginning again after the last of <paramref name="levels"/>.</summary>
    public static TestFrame Ramp(int width, int height, int levels, Type type) => Fill(width, height, type, i => i % levels);

    /// <summary>Uniform noise of whole numbers from minimum to maximum, the same for the same seed.</summary>
    public static TestFrame Noise(int width, int height, double minimum, double maximum, int seed, Type type)
    {
        var random = new Random(seed);
        return Fill(width, height, type, _ => Math.Floor(minimum + (random.NextDouble() * (maximum - minimum + 1))));
    }

    /// <summary>A warm spot (a Gaussian) on a slope: smooth, with one maximum at (2/3, 1/3) of the frame.</summary>
    public static TestFrame Spot(int width, int height, double minimum, double maximum, Type type) => Fill(width, height, type, i =>
    {
        double x = (i % width / (double)width) - (2.0 / 3), y = (i / width / (double)height) - (1.0 / 3);
        return minimum + ((maximum - minimum) * ((0.8 * Math.Exp(-((x * x) + (y * y)) / 0.02)) + (0.1 * (x + (2.0 / 3)))));
    });

    private static TestFrame Fill(int width, int height, Type type, Func<int, double> value)
    {
        var data = Array.CreateInstance(type, width * height);
        bool whole = type != typeof(float) && type != typeof(double);
        for (int i = 0; i < data.Length; i++)
        {
            double v = value(i);
            data.SetValue(Convert.ChangeType(whole ? Math.Round(v) : v, type, System.Globalization.CultureInfo.InvariantCulture), i);
        }

        return new TestFrame(width, height, data);
    }
}
