using System.Buffers;
using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging.Overlay;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging;

/// <summary>What of a form is up to the operation.</summary>
internal sealed record FormOptions
{
    /// <summary>Whether alpha takes part; else it is dropped.</summary>
    public bool KeepsAlpha { get; init; }

    /// <summary>Whether numbers of different types are taken as they are, rather than stretched to the deepest type.</summary>
    public bool ByValue { get; init; }
}

/// <summary>Size, bands and sample type that all images of a merge are brought to.</summary>
/// <remarks>
/// The size is the first image's. Grey is repeated in each band of a colour. Alpha is added, opaque, where one image
/// has it. Of unsigned integers the shallower is widened exactly (8 to 16 bits is ×257); other types meet in the
/// smallest type that holds all their values. Values that mean "no data" become NaN in a floating-point type.
/// </remarks>
internal sealed class CommonForm
{
    private readonly MergeSettings _settings;
    private readonly bool _byValue;
    private readonly bool _spreads;
    private readonly double? _mark;

    private CommonForm(RasterLayout layout, RasterMetadata metadata, SampleType nominal, double? mark, IReadOnlyList<Raster> rasters,
        MergeSettings settings, bool byValue)
    {
        Layout = layout;
        Metadata = metadata;
        Nominal = nominal;
        _mark = mark;
        _settings = settings;
        _byValue = byValue;
        _spreads = Spreads(rasters);
        FullIntensity = FullIntensityOf(rasters, nominal);
    }

    /// <summary>Layout of every converted image.</summary>
    public RasterLayout Layout { get; }

    /// <summary>Meaning of the bands of every converted image.</summary>
    public RasterMetadata Metadata { get; }

    /// <summary>Type the numbers stand for: that of <see cref="Layout"/>, unless missing values made that floating point.</summary>
    public SampleType Nominal { get; }

    /// <summary>The number that stands for full intensity and for opaque: 4095 where all images have 12 bits.</summary>
    public double FullIntensity { get; }

    /// <summary>Bands without alpha.</summary>
    public int ColorBands => Layout.Bands - (Metadata.HasAlpha ? 1 : 0);

    /// <summary>Finds the form of a set of images.</summary>
    /// <param name="rasters">At least one.</param>
    /// <param name="options">What is up to the operation.</param>
    /// <param name="settings">Fit and anchor.</param>
    /// <exception cref="HeatmapException">SizeMismatch, BandMismatch.</exception>
    public static CommonForm Find(IReadOnlyList<Raster> rasters, FormOptions options, MergeSettings settings)
    {
        Raster first = rasters[0];
        RequireSizes(rasters, settings.Fit);
        bool pads = settings.Fit == ImageFit.Pad && rasters.Any(raster => raster.Width < first.Width || raster.Height < first.Height);
        bool alpha = options.KeepsAlpha && (pads || rasters.Any(raster => raster.HasAlpha));
        int bands = ColorsOf(rasters.MaxBy(ColorsOf)!);
        Raster richest = rasters.First(raster => ColorsOf(raster) == bands);
        if (rasters.FirstOrDefault(raster => ColorsOf(raster) != 1 && ColorsOf(raster) != bands) is { } other)
            throw MergeErrors.BandMismatch(richest.Name, bands, other.Name, ColorsOf(other));
        SampleType nominal = CommonType([.. rasters.Select(raster => raster.SampleType).Distinct()], options.ByValue);
        bool marked = rasters.Any(raster => raster.NoDataValues.Length > 0);
        bool missing = marked || (pads && !options.KeepsAlpha);
        SampleType stored = missing && !nominal.IsFloat ? (nominal.Size <= 2 ? SampleType.Float32 : SampleType.Float64) : nominal;
        var layout = new RasterLayout(first.Width, first.Height, bands + (alpha ? 1 : 0), stored);
        var metadata = new RasterMetadata
        {
            ColorModel = richest.ColorModel,
            HasAlpha = alpha,
            BitDepth = DepthOf(rasters, stored),
            Unit = rasters.All(raster => raster.Unit == first.Unit) ? first.Unit : null,
            IccProfile = bands == 3 ? richest.Metadata.IccProfile : null,
            Resolution = first.Metadata.Resolution,
            Axes = RasterAxes.Shared(rasters),
        };
        double? mark = marked && stored != nominal ? SharedMark(rasters) : null;
        return new CommonForm(layout, metadata, nominal, mark, rasters, settings, options.ByValue);
    }

    /// <summary>The image in this form, worked out as it is read.</summary>
    public Raster Convert(Raster raster)
    {
        if (raster.HasAlpha && !Metadata.HasAlpha)
            raster = BandSelection.Apply(raster, [.. Enumerable.Range(1, raster.Bands - 1)]);
        return Place(WithForm(raster));
    }

    /// <summary>A result of this form in the type that the numbers stand for: where all images mark "no data" by the same
    /// value, NaN becomes that value again; otherwise the result stays floating point.</summary>
    public Raster Restore(Raster result)
    {
        if (_mark is not { } mark)
            return result;
        SampleType from = Layout.SampleType, to = Nominal;
        RasterLayout layout = result.Layout with { SampleType = to };
        RasterMetadata metadata = result.Metadata with { BitDepth = to.Size * 8, NoDataValues = [mark] };
        return result.Derive(layout, metadata, rows => new TransformedRows(layout, rows, (source, destination) =>
        {
            double[] values = new double[source.Length / from.Size];
            Samples.ToDoubles(source, from, values);
            foreach (ref double value in values.AsSpan())
                value = double.IsNaN(value) ? mark : NoData.Avoid(value, to, [mark]);
            Samples.FromDoubles(values, to, destination);
        }));
    }

    private static int ColorsOf(Raster raster) => raster.Bands - (raster.HasAlpha ? 1 : 0);

    private static void RequireSizes(IReadOnlyList<Raster> rasters, ImageFit fit)
    {
        Raster first = rasters[0];
        foreach (Raster raster in rasters)
        {
            bool same = raster.Width == first.Width && raster.Height == first.Height;
            if (fit == ImageFit.Error && !same)
                throw ImageErrors.SizeMismatch(Named(first), Size(first), Named(raster), Size(raster));
            if (fit == ImageFit.Crop && (raster.Width < first.Width || raster.Height < first.Height))
                throw MergeErrors.TooSmallToCrop(Named(first), Size(first), Named(raster), Size(raster));
        }

        static string Named(Raster raster) => raster.Path is { } path && raster.PageCount == 1 ? path : raster.Name;
        static string Size(Raster raster) => $"{raster.Width}×{raster.Height}";
    }

    private static SampleType CommonType(SampleType[] types, bool byValue)
    {
        if (types.Length == 1)
            return types[0];
        if (types.Any(type => type.IsFloat))
            return types.Any(type => type.Size > 2 && type != SampleType.Float32) ? SampleType.Float64 : SampleType.Float32;
        if (types.All(type => type.MinValue == 0))
            return types.MaxBy(type => type.Size);
        if (types.Contains(SampleType.UInt32))
            return SampleType.Float64;
        return types.Contains(SampleType.Int32) || types.Contains(SampleType.UInt16) ? SampleType.Int32 : SampleType.Int16;
    }

    private static int DepthOf(IReadOnlyList<Raster> rasters, SampleType stored) =>
        rasters.All(raster => raster.SampleType == stored) && !Spreads(rasters) ? rasters.Max(raster => raster.BitDepth) : stored.Size * 8;

    /// <summary>Whether samples of 9 to 15 bits are spread over 16: where pictures of other depths are among the images. Grey numbers
    /// alone are taken by their values.</summary>
    private static bool Spreads(IReadOnlyList<Raster> rasters) =>
        rasters.Any(raster => raster.FullIntensity != rasters[0].FullIntensity)
            && rasters.Any(raster => raster.ColorModel == ColorModel.Rgb || raster.HasAlpha);

    /// <summary>The value that means "no data" in every image; null when they differ, or when widening would move it.</summary>
    private static double? SharedMark(IReadOnlyList<Raster> rasters)
    {
        ImmutableArray<double> marks = rasters[0].NoDataValues;
        return marks.Length == 1
            && rasters.All(raster => raster.SampleType == rasters[0].SampleType && raster.NoDataValues.SequenceEqual(marks))
            ? marks[0]
            : null;
    }

    private static double FullIntensityOf(IReadOnlyList<Raster> rasters, SampleType nominal) =>
        rasters.All(raster => raster.SampleType == nominal && raster.FullIntensity == rasters[0].FullIntensity)
            ? rasters[0].FullIntensity
            : nominal.MaxValue;

    private double Factor(Raster raster)
    {
        SampleType from = raster.SampleType;
        bool widens = !_byValue && !from.IsFloat && !Nominal.IsFloat && from.MinValue == 0 && Nominal.MinValue == 0;
        return !widens ? 1 : _spreads ? FullIntensity / raster.FullIntensity : Nominal.MaxValue / from.MaxValue;
    }

    private Raster WithForm(Raster raster)
    {
        bool sameBands = raster.Bands == Layout.Bands && raster.HasAlpha == Metadata.HasAlpha;
        double factor = Factor(raster);
        if (sameBands && raster.SampleType == Layout.SampleType && raster.NoDataValues.Length == 0 && factor == 1)
            return raster;
        if (sameBands && factor == 257 && Layout.SampleType == SampleType.UInt16)
            return DepthConversion.Apply(raster, 16);
        var conversion = new FormConversion(
            raster.Layout, raster.HasAlpha, Layout, Metadata.HasAlpha, factor, Metadata.HasAlpha
                ? FullIntensity
                : 1, raster.FullIntensity, [.. raster.NoDataValues]);
        RasterLayout layout = Layout with { Width = raster.Width, Height = raster.Height };
        return raster.Derive(layout, Metadata, rows => new TransformedRows(layout, rows, conversion.Apply));
    }

    private Raster Place(Raster raster)
    {
        if (raster.Width == Layout.Width && raster.Height == Layout.Height)
            return raster;
        if (_settings.Fit == ImageFit.Resize)
            return new Raster(new ResizedSource(Layout, raster, _settings.MaxPixels), raster.Metadata, raster.Origin);

        double[] missing = new double[Layout.Bands];
        if (!Metadata.HasAlpha && Layout.SampleType.IsFloat)
            Array.Fill(missing, double.NaN);
        byte[] fill = new byte[Layout.Bands * Layout.SampleType.Size];
        Samples.FromDoubles(missing, Layout.SampleType, fill);
        return raster.Derive(Layout, raster.Metadata, rows => new PlacedRows(Layout, rows, _settings.Anchor, fill));
    }
}

/// <summary>An image resampled to another size with a Lanczos kernel of three lobes, anew at each use.</summary>
/// <param name="layout">The size wanted; bands and sample type are those of the image.</param>
/// <param name="image">The image.</param>
/// <param name="maxPixels">Pixels it may have.</param>
internal sealed class ResizedSource(RasterLayout layout, Raster image, long maxPixels) : RasterSource(layout)
{
    /// <inheritdoc/>
    public override bool DecodesWhole => image.Source.DecodesWhole;

    /// <inheritdoc/>
    /// <exception cref="HeatmapException">ImageTooLarge.</exception>
    public override RowReader Open() => image.Layout.PixelCount <= maxPixels
        ? new ResampledRows(Layout, image.OpenRows(), ResampleKernel.Lanczos3, image.HasAlpha, [.. image.NoDataValues])
        : throw ImageErrors.TooLarge(image.Path ?? image.Name, image.Layout.PixelCount, maxPixels);
}

/// <summary>Rows of one image in the common form of a merge: bands repeated, alpha added, numbers widened, nodata as NaN.</summary>
/// <param name="source">Layout of the image.</param>
/// <param name="sourceHasAlpha">Whether its last band is alpha.</param>
/// <param name="target">Layout of the form; its size does not matter.</param>
/// <param name="targetHasAlpha">Whether the form's last band is alpha.</param>
/// <param name="factor">What the numbers are multiplied with.</param>
/// <param name="opaque">Alpha of an opaque pixel in the form.</param>
/// <param name="sourceOpaque">Alpha of an opaque pixel in the image.</param>
/// <param name="noData">Values of the image that become NaN.</param>
internal sealed class FormConversion(
    RasterLayout source, bool sourceHasAlpha, RasterLayout target, bool targetHasAlpha, double factor, double opaque, double sourceOpaque,
    double[] noData)
{
    private const int BlockPixels = 2048;

    private readonly int _sourceColors = source.Bands - (sourceHasAlpha ? 1 : 0);
    private readonly int _targetColors = target.Bands - (targetHasAlpha ? 1 : 0);

    public void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int inputPixel = source.Bands * source.SampleType.Size;
        int outputPixel = target.Bands * target.SampleType.Size;
        double[] from = ArrayPool<double>.Shared.Rent(BlockPixels * source.Bands);
        double[] to = ArrayPool<double>.Shared.Rent(BlockPixels * target.Bands);
        for (; input.Length > 0; input = input[Math.Min(input.Length, BlockPixels * inputPixel)..])
        {
            int pixels = Math.Min(BlockPixels, input.Length / inputPixel);
            Samples.ToDoubles(input[..(pixels * inputPixel)], source.SampleType, from);
            Convert(from, to, pixels);
            Samples.FromDoubles(to.AsSpan(0, pixels * target.Bands), target.SampleType, output[..(pixels * outputPixel)]);
            output = output[(pixels * outputPixel)..];
        }

        ArrayPool<double>.Shared.Return(from);
        ArrayPool<double>.Shared.Return(to);
    }

    private void Convert(ReadOnlySpan<double> from, Span<double> to, int pixels)
    {
        double alphaFactor = opaque / sourceOpaque;
        for (int i = 0; i < pixels; i++)
        {
            ReadOnlySpan<double> pixel = from.Slice(i * source.Bands, source.Bands);
            Span<double> result = to.Slice(i * target.Bands, target.Bands);
            for (int band = 0; band < _targetColors; band++)
            {
                double value = pixel[_sourceColors == 1 ? 0 : band];
                result[band] = noData.Contains(value) ? double.NaN : value * factor;
            }

            if (targetHasAlpha)
                result[_targetColors] = sourceHasAlpha ? pixel[_sourceColors] * alphaFactor : opaque;
        }
    }
}
