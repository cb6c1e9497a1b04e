using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Stacks;

/// <summary>Statistics over the values that any number of images have at each pixel.</summary>
internal static class ImageStack
{
    /// <summary>Works out one statistic.</summary>
    /// <param name="images">At least one. Alpha is dropped; heatmaps count by their numbers.</param>
    /// <param name="statistic">Which.</param>
    /// <param name="percent">Which percentile, 0..100.</param>
    /// <param name="settings">Fit, NaN, threads, progress, cancellation.</param>
    /// <returns>
    /// A raster worked out at each use: of the images' type for Minimum and Maximum, of the unsigned type of that size for
    /// Range, UInt16 (Int32 for more than 65,535 images) for ArgMaximum, UInt32 or Int32 for a Sum of integers that cannot exceed
    /// it, else Float64. A heatmap for statistics that are values themselves, where all images are heatmaps of one scale.
    /// </returns>
    /// <exception cref="HeatmapException">SizeMismatch, BandMismatch, TooManyImages. Reading the result throws
    /// <see cref="MergeInputException"/> when images cannot be read.</exception>
    public static ImageObject Apply(IReadOnlyList<ImageObject> images, StackStatistic statistic, double percent, MergeSettings settings)
    {
        var inputs = MergeInputs.OfNumbers(images, settings.Grayscale);
        var form = CommonForm.Find(inputs.Rasters, new FormOptions { ByValue = inputs.IsData }, settings);
        Raster[] converted = [.. inputs.Rasters.Select(form.Convert)];
        if (statistic is StackStatistic.Minimum or StackStatistic.Maximum)
        {
            var extreme = new ExtremeSource(form.Layout, converted, statistic == StackStatistic.Maximum, settings);
            return inputs.Wrap(form.Restore(new Raster(extreme, form.Metadata, RasterOrigin.None)));
        }

        StackOperation operation = Operation(form.Layout, statistic, percent, images.Count, settings.IgnoreNaN);
        RasterMetadata metadata = Describe(form, operation, statistic, settings.IgnoreNaN);
        var result = new Raster(new StackSource(converted, operation, settings), metadata, RasterOrigin.None);
        return IsValue(statistic) ? inputs.Wrap(result) : result;
    }

    private static bool IsValue(StackStatistic statistic) =>
        statistic is StackStatistic.Mean or StackStatistic.Median or StackStatistic.Percentile;

    private static RasterMetadata Describe(CommonForm form, StackOperation operation, StackStatistic statistic, bool ignoreNaN)
    {
        SampleType type = operation.Output.SampleType;
        return form.Metadata with
        {
            BitDepth = type.Size * 8,
            Unit = statistic == StackStatistic.ArgMaximum ? null : form.Metadata.Unit,
            RoundsTo = IsValue(statistic) && !form.Nominal.IsFloat ? form.Nominal : null,
            NoDataValues = statistic == StackStatistic.ArgMaximum && ignoreNaN && form.Layout.SampleType.IsFloat
                ? [StackArgMaximum.Nowhere(type)]
                : [],
        };
    }

    private static StackOperation Operation(RasterLayout layout, StackStatistic statistic, double percent, int images, bool ignoreNaN) =>
        statistic switch
    {
        StackStatistic.Mean => new StackSum(layout, SampleType.Float64, isMean: true, ignoreNaN),
        StackStatistic.Sum => new StackSum(layout, SumType(layout.SampleType, images), isMean: false, ignoreNaN),
        StackStatistic.Range => new StackRange(layout, RangeType(layout.SampleType), ignoreNaN),
        StackStatistic.StandardDeviation => new StackDeviation(layout, ignoreNaN),
        StackStatistic.ArgMaximum =>
            new StackArgMaximum(layout, images <= ushort.MaxValue ? SampleType.UInt16 : SampleType.Int32, ignoreNaN),
        StackStatistic.Median => Rank(layout, new StackRankChoice(50, IsMedian: true, ignoreNaN), images),
        StackStatistic.Percentile => Rank(layout, new StackRankChoice(percent, IsMedian: false, ignoreNaN), images),
        _ => throw new ArgumentOutOfRangeException(nameof(statistic), statistic, "Expected a statistic."),
    };

    private static StackOperation Rank(RasterLayout layout, StackRankChoice choice, int images)
    {
        // Counts are kept in lanes of 16 bits.
        if (images > short.MaxValue - 1)
            throw MergeErrors.TooManyImages(images, short.MaxValue - 1);
        return layout.SampleType switch
        {
            SampleType.Float64 => new StackRank<long>(layout, choice, new LongKeys()),
            { Size: <= 2 } type => new StackRank<short>(layout, choice, new ShortKeys(type)),
            var type => new StackRank<int>(layout, choice, new IntKeys(type)),
        };
    }

    /// <summary>A type that no sum can overflow.</summary>
    private static SampleType SumType(SampleType type, int images)
    {
        if (type.IsFloat)
            return SampleType.Float64;
        if (type.MinValue == 0)
            return type.MaxValue * images <= uint.MaxValue ? SampleType.UInt32 : SampleType.Float64;
        return type.MinValue * images >= int.MinValue ? SampleType.Int32 : SampleType.Float64;
    }

    /// <summary>A type that holds every difference of two values.</summary>
    private static SampleType RangeType(SampleType type) => type switch
    {
        SampleType.Int8 => SampleType.UInt8,
        SampleType.Int16 => SampleType.UInt16,
        SampleType.Int32 => SampleType.UInt32,
        _ => type,
    };
}

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

    [MethodImpl(HotLoop.Options)]
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

/// <summary>The result of an operation on a stack of images, worked out as it is read.</summary>
/// <param name="images">The images, in the layout the operation takes.</param>
/// <param name="operation">The operation.</param>
/// <param name="settings">Threads, progress, cancellation.</param>
internal sealed class StackSource(IReadOnlyList<Raster> images, StackOperation operation, MergeSettings settings)
    : RasterSource(operation.Output)
{
    /// <inheritdoc/>
    public override RowReader Open() => new StackRows(images, operation, settings);
}
