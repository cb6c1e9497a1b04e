using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Stacks;

/// <summary>Sum or mean of a stack, added in the order of the images in double precision: exact for integers.</summary>
/// <remarks>State: the sum of each sample, then, where NaN is passed over, how many numbers it has.</remarks>
/// <param name="input">Layout of the images.</param>
/// <param name="outputType">Sample type of the result.</param>
/// <param name="isMean">Whether the sum is divided by the number of values.</param>
/// <param name="ignoreNaN">Whether NaN is passed over; all NaN is then 0 in a sum (as <c>numpy.nansum</c>), NaN in a mean.</param>
internal sealed class StackSum(RasterLayout input, SampleType outputType, bool isMean, bool ignoreNaN) : StackOperation(input, outputType)
{
    private readonly bool _counts = ignoreNaN && input.SampleType.IsFloat;

    public override int StateBytes => _counts ? 2 * sizeof(double) : sizeof(double);

    public override void Fold(StackChunk chunk, Span<byte> state)
    {
        if (chunk.IsFirst)
            state.Clear();
        int samples = chunk.Length / Input.SampleType.Size;
        Span<double> values = MemoryMarshal.Cast<byte, double>(state);
        double[] rented = ArrayPool<double>.Shared.Rent(samples);
        Span<double> source = rented.AsSpan(0, samples);
        for (int i = 0; i < chunk.Count; i++)
        {
            Samples.ToDoubles(chunk[i], Input.SampleType, source);
            if (_counts)
                AddNumbers(source, values[..samples], values[samples..]);
            else
                Add(source, values);
        }

        ArrayPool<double>.Shared.Return(rented);
    }

    public override void Finish(Span<byte> state, int images, Span<byte> output)
    {
        int samples = output.Length / Output.SampleType.Size;
        Span<double> values = MemoryMarshal.Cast<byte, double>(state);
        if (isMean)
        {
            for (int i = 0; i < samples; i++)
                values[i] /= _counts ? values[samples + i] : images;
        }

        Samples.FromDoubles(values[..samples], Output.SampleType, output);
    }

    private static void Add(ReadOnlySpan<double> source, Span<double> sums)
    {
        int i = 0;
        for (; i <= source.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(sums[i..]) + new Vector<double>(source[i..])).CopyTo(sums[i..]);
        for (; i < source.Length; i++)
            sums[i] += source[i];
    }

    private static void AddNumbers(ReadOnlySpan<double> source, Span<double> sums, Span<double> counts)
    {
        for (int i = 0; i < source.Length; i++)
        {
            if (double.IsNaN(source[i]))
                continue;
            sums[i] += source[i];
            counts[i]++;
        }
    }
}
