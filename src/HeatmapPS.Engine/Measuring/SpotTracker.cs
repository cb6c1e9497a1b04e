using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Measuring;

/// <summary>Finds the hottest and the coldest pixel in the pass that gathers everything else: the first of each in row order.</summary>
internal sealed class SpotTracker
{
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;

    /// <summary>The first pixel with the largest value, or null when there was no valid one.</summary>
    public PixelValue? HotSpot { get; private set; }

    /// <summary>The first pixel with the smallest value, or null when there was no valid one.</summary>
    public PixelValue? ColdSpot { get; private set; }

    /// <summary>Whether samples of this type can be added as they are stored, when all of them are valid.</summary>
    public static bool TakesSamples(SampleType type) => type.Size <= 2;

    /// <summary>Adds samples of up to 16 bits as they are stored; all are valid.</summary>
    /// <param name="samples">Neighbouring samples of one row.</param>
    /// <param name="type">Their type.</param>
    /// <param name="x">Column of the first.</param>
    /// <param name="y">The row.</param>
    public void AddSamples(ReadOnlySpan<byte> samples, SampleType type, int x, int y)
    {
        switch (type)
        {
            case SampleType.UInt8: AddTyped(samples, x, y); break;
            case SampleType.Int8: AddTyped(MemoryMarshal.Cast<byte, sbyte>(samples), x, y); break;
            case SampleType.UInt16: AddTyped(MemoryMarshal.Cast<byte, ushort>(samples), x, y); break;
            default: AddTyped(MemoryMarshal.Cast<byte, short>(samples), x, y); break;
        }
    }

    /// <summary>Adds values.</summary>
    /// <param name="values">Neighbouring values of one row; NaN where there is none, and no infinity.</param>
    /// <param name="x">Column of the first.</param>
    /// <param name="y">The row.</param>
    public void AddValues(ReadOnlySpan<double> values, int x, int y)
    {
        int coldest = -1, hottest = -1;
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            if (value > _maximum)
            {
                _maximum = value;
                hottest = i;
            }

            if (value < _minimum)
            {
                _minimum = value;
                coldest = i;
            }
        }

        if (hottest >= 0)
            HotSpot = new PixelValue(x + hottest, y, _maximum);
        if (coldest >= 0)
            ColdSpot = new PixelValue(x + coldest, y, _minimum);
    }

    private void AddTyped<T>(ReadOnlySpan<T> samples, int x, int y)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        (T minimum, T maximum) = Extremes(samples);
        if (double.CreateTruncating(maximum) is double high && high > _maximum)
        {
            _maximum = high;
            HotSpot = new PixelValue(x + samples.IndexOf(maximum), y, high);
        }

        if (double.CreateTruncating(minimum) is double low && low < _minimum)
        {
            _minimum = low;
            ColdSpot = new PixelValue(x + samples.IndexOf(minimum), y, low);
        }
    }

    private static (T Minimum, T Maximum) Extremes<T>(ReadOnlySpan<T> samples)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        T minimum = T.MaxValue, maximum = T.MinValue;
        int i = 0;
        if (samples.Length >= Vector<T>.Count)
        {
            var low = new Vector<T>(samples);
            Vector<T> high = low;
            for (i = Vector<T>.Count; i <= samples.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                var next = new Vector<T>(samples[i..]);
                low = Vector.Min(low, next);
                high = Vector.Max(high, next);
            }

            for (int lane = 0; lane < Vector<T>.Count; lane++)
            {
                minimum = T.Min(minimum, low[lane]);
                maximum = T.Max(maximum, high[lane]);
            }
        }

        for (; i < samples.Length; i++)
        {
            minimum = T.Min(minimum, samples[i]);
            maximum = T.Max(maximum, samples[i]);
        }

        return (minimum, maximum);
    }
}
