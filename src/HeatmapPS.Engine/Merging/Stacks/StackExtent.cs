using System.Buffers;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Stacks;

/// <summary>Largest minus smallest value of a stack.</summary>
/// <remarks>State: the smallest, then the largest value of each sample. NaN propagates unless it is passed over.</remarks>
/// <param name="input">Layout of the images.</param>
/// <param name="outputType">Sample type of the result, which holds every difference.</param>
/// <param name="ignoreNaN">Whether NaN is passed over.</param>
internal sealed class StackRange(RasterLayout input, SampleType outputType, bool ignoreNaN) : StackOperation(input, outputType)
{
    private readonly int _size = input.SampleType.Size;

    public override int StateBytes => 2 * _size;

    public override void Fold(StackChunk chunk, Span<byte> state)
    {
        Span<byte> least = state[..chunk.Length], most = state[chunk.Length..];
        int first = 0;
        if (chunk.IsFirst)
        {
            chunk[0].CopyTo(least);
            chunk[0].CopyTo(most);
            first = 1;
        }

        for (int i = first; i < chunk.Count; i++)
        {
            ExtremeKernel.Fold(chunk[i], least, Input.SampleType, maximum: false, ignoreNaN);
            ExtremeKernel.Fold(chunk[i], most, Input.SampleType, maximum: true, ignoreNaN);
        }
    }

    public override void Finish(Span<byte> state, int images, Span<byte> output)
    {
        int samples = output.Length / Output.SampleType.Size;
        double[] rented = ArrayPool<double>.Shared.Rent(2 * samples);
        Span<double> least = rented.AsSpan(0, samples), most = rented.AsSpan(samples, samples);
        Samples.ToDoubles(state[..(samples * _size)], Input.SampleType, least);
        Samples.ToDoubles(state[(samples * _size)..], Input.SampleType, most);
        for (int i = 0; i < samples; i++)
            most[i] -= least[i];
        Samples.FromDoubles(most, Output.SampleType, output);
        ArrayPool<double>.Shared.Return(rented);
    }
}

/// <summary>Number of the image with the largest value, from 0; of equal ones the first.</summary>
/// <remarks>State: the largest value so far, and its image's number. NaN counts as largest, as in <c>numpy.argmax</c>, unless
/// it is passed over; a pixel without any number then gets <see cref="Nowhere"/>.</remarks>
/// <param name="input">Layout of the images.</param>
/// <param name="outputType">UInt16 or Int32, which holds every number.</param>
/// <param name="ignoreNaN">Whether NaN is passed over.</param>
internal sealed class StackArgMaximum(RasterLayout input, SampleType outputType, bool ignoreNaN) : StackOperation(input, outputType)
{
    /// <summary>The number for a pixel that is NaN in every image.</summary>
    public static double Nowhere(SampleType outputType) => outputType.MaxValue;

    public override int StateBytes => 2 * sizeof(double);

    public override void Fold(StackChunk chunk, Span<byte> state)
    {
        int samples = chunk.Length / Input.SampleType.Size;
        Span<double> values = MemoryMarshal.Cast<byte, double>(state);
        Span<double> most = values[..samples], index = values[samples..];
        if (chunk.IsFirst)
        {
            most.Fill(double.NegativeInfinity);
            index.Fill(double.NaN);
        }

        double[] rented = ArrayPool<double>.Shared.Rent(samples);
        Span<double> source = rented.AsSpan(0, samples);
        for (int i = 0; i < chunk.Count; i++)
        {
            Samples.ToDoubles(chunk[i], Input.SampleType, source);
            Take(source, most, index, chunk.FirstIndex + i);
        }

        ArrayPool<double>.Shared.Return(rented);
    }

    public override void Finish(Span<byte> state, int images, Span<byte> output)
    {
        int samples = output.Length / Output.SampleType.Size;
        Span<double> index = MemoryMarshal.Cast<byte, double>(state)[samples..];
        foreach (ref double value in index)
            value = double.IsNaN(value) ? Nowhere(Output.SampleType) : value;
        Samples.FromDoubles(index, Output.SampleType, output);
    }

    private void Take(ReadOnlySpan<double> source, Span<double> most, Span<double> index, int image)
    {
        for (int i = 0; i < source.Length; i++)
        {
            double value = source[i];
            bool isLarger = value > most[i] || (double.IsNaN(index[i]) && !double.IsNaN(value))
                || (!ignoreNaN && double.IsNaN(value) && !double.IsNaN(most[i]));
            if (!isLarger)
                continue;
            most[i] = value;
            index[i] = image;
        }
    }
}
