using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Measuring.Comparison;

/// <summary>Two rasters brought to one size, number of bands and meaning of their numbers, so that they can be subtracted.</summary>
/// <param name="Image">The image.</param>
/// <param name="Reference">The reference.</param>
/// <param name="DifferenceType">Type that holds every difference; floating point where NaN may be needed.</param>
internal sealed record ComparedPair(Raster Image, Raster Reference, SampleType DifferenceType)
{
    public int RowSamples => Image.Layout.RowSamples;

    /// <summary>Whether samples can be without a value in either.</summary>
    public bool MayLackValues => MayLack(Image) || MayLack(Reference);

    /// <summary>Brings two rasters together.</summary>
    /// <exception cref="HeatmapException">SizeMismatch, BandMismatch, DepthMismatch.</exception>
    public static ComparedPair Create(Raster image, Raster reference)
    {
        if (image.Width != reference.Width || image.Height != reference.Height)
            throw AnalysisErrors.SizeMismatch(image.Name, Size(image), reference.Name, Size(reference));
        (image, reference) = AlignBands(image, reference);
        (image, reference) = AlignDepth(image, reference);
        return new ComparedPair(image, reference, TypeOfDifference(image, reference));
    }

    /// <summary>The differences as a raster that reads both images when it is used.</summary>
    public Raster ToDifference()
    {
        RasterLayout layout = Image.Layout with { SampleType = DifferenceType };
        var metadata = new RasterMetadata
        {
            ColorModel = Image.Bands == 1 ? ColorModel.Gray : ColorModel.Multiband,
            BitDepth = DifferenceType.Size * 8,
            Unit = Image.Unit ?? Reference.Unit,
            Axes = RasterAxes.Shared([Image, Reference]),
        };
        return new Raster(new DifferenceSource(layout, this), metadata, Image.Origin);
    }

    /// <summary>Grey meets colours as three equal bands.</summary>
    private static (Raster Image, Raster Reference) AlignBands(Raster image, Raster reference)
    {
        if (image.Bands == reference.Bands)
            return (image, reference);
        if (image.Bands == 1 && IsColor(reference))
            return (BandSelection.Apply(image, [1, 1, 1]), reference);
        if (reference.Bands == 1 && IsColor(image))
            return (image, BandSelection.Apply(reference, [1, 1, 1]));
        throw AnalysisErrors.BandMismatch(image.Name, image.Bands, reference.Name, reference.Bands);
    }

    private static bool IsColor(Raster raster) => raster.Bands == 3 && raster.ColorModel == ColorModel.Rgb;

    /// <summary>8 bits meet 16 bits after ×257; signed integers and floating point are compared by value.</summary>
    private static (Raster Image, Raster Reference) AlignDepth(Raster image, Raster reference)
    {
        SampleType a = image.SampleType, b = reference.SampleType;
        if (a == b || a.IsFloat || b.IsFloat || (IsSigned(a) && IsSigned(b)))
            return (image, reference);
        return (a, b) switch
        {
            (SampleType.UInt8, SampleType.UInt16) => (Widen(image), reference),
            (SampleType.UInt16, SampleType.UInt8) => (image, Widen(reference)),
            _ => throw AnalysisErrors.DepthMismatch(image.Name, a.ToString(), reference.Name, b.ToString()),
        };
    }

    private static Raster Widen(Raster raster)
    {
        Raster wide = DepthConversion.Apply(raster, 16);
        return wide.With(wide.Metadata with { NoDataValues = [.. raster.NoDataValues.Select(value => value * 257)] });
    }

    private static SampleType TypeOfDifference(Raster image, Raster reference)
    {
        SampleType a = image.SampleType, b = reference.SampleType;
        int size = Math.Max(a.Size, b.Size);
        if (MayLack(image) || MayLack(reference))
        {
            return (a.Size <= 2 || a == SampleType.Float32) && (b.Size <= 2 || b == SampleType.Float32)
                ? SampleType.Float32
                : SampleType.Float64;
        }

        return size switch
        {
            1 => SampleType.Int16,
            2 => SampleType.Int32,
            _ => SampleType.Float64,
        };
    }

    private static bool MayLack(Raster raster) => raster.SampleType.IsFloat || raster.NoDataValues.Length > 0;

    private static bool IsSigned(SampleType type) => type is SampleType.Int8 or SampleType.Int16 or SampleType.Int32;

    private static string Size(Raster raster) => FormattableString.Invariant($"{raster.Width}×{raster.Height}");
}
