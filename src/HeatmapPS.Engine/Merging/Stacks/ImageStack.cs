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
        MergeInputs inputs = MergeInputs.OfNumbers(images, settings.Grayscale);
        CommonForm form = CommonForm.Find(inputs.Rasters, new FormOptions { ByValue = inputs.IsData }, settings);
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
            NoDataValues = statistic == StackStatistic.ArgMaximum && ignoreNaN && form.Layout.SampleType.IsFloat ? [StackArgMaximum.Nowhere(type)] : [],
        };
    }

    private static StackOperation Operation(RasterLayout layout, StackStatistic statistic, double percent, int images, bool ignoreNaN) => statistic switch
    {
        StackStatistic.Mean => new StackSum(layout, SampleType.Float64, isMean: true, ignoreNaN),
        StackStatistic.Sum => new StackSum(layout, SumType(layout.SampleType, images), isMean: false, ignoreNaN),
        StackStatistic.Range => new StackRange(layout, RangeType(layout.SampleType), ignoreNaN),
        StackStatistic.StandardDeviation => new StackDeviation(layout, ignoreNaN),
        StackStatistic.ArgMaximum => new StackArgMaximum(layout, images <= ushort.MaxValue ? SampleType.UInt16 : SampleType.Int32, ignoreNaN),
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
