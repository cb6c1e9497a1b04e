using System.Buffers;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Stacks;

/// <summary>Standard deviation of a stack, with division by n.</summary>
/// <remarks>
/// Within a group of images the mean is taken first and the squared deviations from it after, as NumPy does; groups are
/// put together by the rule of Chan, Golub and LeVeque (1979). State: count, mean and sum of squares of each sample.
/// </remarks>
/// <param name="input">Layout of the images.</param>
/// <param name="ignoreNaN">Whether NaN is passed over.</param>
internal sealed class StackDeviation(RasterLayout input, bool ignoreNaN) : StackOperation(input, SampleType.Float64)
{
    private readonly bool _skips = ignoreNaN && input.SampleType.IsFloat;

    public override int StateBytes => 3 * sizeof(double);

    public override void Fold(StackChunk chunk, Span<byte> state)
    {
        if (chunk.IsFirst)
            state.Clear();
        int samples = chunk.Length / Input.SampleType.Size;
        Span<double> values = MemoryMarshal.Cast<byte, double>(state);
        double[] rented = ArrayPool<double>.Shared.Rent(4 * samples);
        Span<double> source = rented.AsSpan(0, samples);
        Span<double> counts = rented.AsSpan(samples, samples);
        Span<double> means = rented.AsSpan(2 * samples, samples);
        Span<double> squares = rented.AsSpan(3 * samples, samples);
        counts.Clear();
        means.Clear();
        squares.Clear();
        for (int i = 0; i < chunk.Count; i++)
        {
            Samples.ToDoubles(chunk[i], Input.SampleType, source);
            AddValues(source, counts, means);
        }

        for (int i = 0; i < samples; i++)
            means[i] /= counts[i];
        for (int i = 0; i < chunk.Count; i++)
        {
            Samples.ToDoubles(chunk[i], Input.SampleType, source);
            AddSquares(source, means, squares);
        }

        Merge(values, samples, counts, means, squares);
        ArrayPool<double>.Shared.Return(rented);
    }

    public override void Finish(Span<byte> state, int images, Span<byte> output)
    {
        Span<double> deviations = MemoryMarshal.Cast<byte, double>(output);
        Span<double> values = MemoryMarshal.Cast<byte, double>(state);
        int samples = deviations.Length;
        for (int i = 0; i < samples; i++)
            deviations[i] = Math.Sqrt(values[(2 * samples) + i] / values[i]);
    }

    private static void Merge(
        Span<double> state, int samples, ReadOnlySpan<double> counts, ReadOnlySpan<double> means, ReadOnlySpan<double> squares)
    {
        for (int i = 0; i < samples; i++)
        {
            ref double count = ref state[i];
            ref double mean = ref state[samples + i];
            ref double square = ref state[(2 * samples) + i];
            if (counts[i] == 0)
                continue;
            double total = count + counts[i];
            double delta = means[i] - mean;
            square += squares[i] + (count == 0 ? 0 : delta * delta * count * counts[i] / total);
            mean = count == 0 ? means[i] : mean + (delta * counts[i] / total);
            count = total;
        }
    }

    private void AddValues(ReadOnlySpan<double> source, Span<double> counts, Span<double> sums)
    {
        for (int i = 0; i < source.Length; i++)
        {
            if (_skips && double.IsNaN(source[i]))
                continue;
            sums[i] += source[i];
            counts[i]++;
        }
    }

    private void AddSquares(ReadOnlySpan<double> source, ReadOnlySpan<double> means, Span<double> squares)
    {
        for (int i = 0; i < source.Length; i++)
        {
            double deviation = source[i] - means[i];
            if (!_skips || !double.IsNaN(source[i]))
                squares[i] += deviation * deviation;
        }
    }
}
