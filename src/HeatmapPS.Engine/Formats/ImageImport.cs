using System.Collections.Immutable;
using System.Globalization;
using HeatmapPS.Engine.Formats.Text;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Formats.Tiff;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats;

/// <summary>Files to rasters: the one way in.</summary>
internal static class ImageImport
{
    /// <summary>Opens one page. Reads the header, no pixel.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="page">The page, from 1.</param>
    /// <param name="options">How.</param>
    public static Raster Open(string path, int page, ImportOptions options)
    {
        var source = FileSource.Create(path, page, Limits(options));
        ImageHeader header = source.Header;
        var origin = new RasterOrigin(path, header.Page, header.PageCount, header.Codec) 
        {
            Reading = ReferenceEquals(options, ImportOptions.Default) ? null : options,
        };
        return Interpret(new Raster(source, header.Metadata, origin), options).AsRead();
    }

    /// <summary>Number of pages of a file.</summary>
    public static int CountPages(string path, ImportOptions options) => FileSource.Create(path, 1, Limits(options)).Header.PageCount;

    /// <summary>The pages of a file that are images of their own: not the masks and smaller copies that a TIFF may have.</summary>
    public static ImmutableArray<int> ImagePages(string path, ImportOptions options)
    {
        var source = FileSource.Create(path, 1, Limits(options));
        return source.Format == ImageFormats.Tiff && source.Header.PageCount > 1
            ? TiffDirectoryReader.ReadImagePages(path)
            : [.. Enumerable.Range(1, source.Header.PageCount)];
    }

    /// <summary>Takes the part, nodata, bands, grey and calibration from the options, in this order.</summary>
    public static Raster Interpret(Raster raster, ImportOptions options)
    {
        if (options.Region is { } region)
            raster = RasterCrop.Apply(raster, region);
        if (options.Thermal.Mode == RadiometricMode.Require && raster.Thermal is null)
            throw ThermalErrors.NotRadiometric(raster.Path ?? raster.Name, "it has no thermal records");
        if (options.NoDataValues.Length > 0)
            raster = raster.With(raster.Metadata with { NoDataValues = [.. raster.NoDataValues.Union(options.NoDataValues)] });
        raster = BandSelection.Apply(raster, options.Bands);
        if (options.Gray)
            raster = Grayscale.Apply(raster);
        return LinearCalibration.Apply(raster, options.Gain, options.Offset, options.Unit);
    }

    private static DecodeOptions Limits(ImportOptions options) =>
        new() { MaxPixels = options.MaxPixels, AllowDepthLoss = options.AllowDepthLoss, Thermal = options.Thermal,
            Tables = options.Tables, Sequences = options.Sequences };
}

/// <summary>How files are read.</summary>
public sealed record ImportOptions : IReadingOptions
{
    /// <summary>Everything by default.</summary>
    public static ImportOptions Default { get; } = new();

    /// <summary>The part to read; null for all.</summary>
    public PixelRectangle? Region { get; init; }

    /// <summary>Bands to take, from 1; empty means all.</summary>
    public ImmutableArray<int> Bands { get; init; } = [];

    /// <summary>Whether colours are made grey (Rec601) and alpha is dropped.</summary>
    public bool Gray { get; init; }

    /// <summary>Units a count.</summary>
    public double Gain { get; init; } = 1;

    /// <summary>Value of count 0.</summary>
    public double Offset { get; init; }

    /// <summary>Label of the values, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>Values that mean "no data", besides those the file declares.</summary>
    public ImmutableArray<double> NoDataValues { get; init; } = [];

    /// <summary>Pixels that may be decoded into memory; streaming is not bounded by it.</summary>
    public long MaxPixels { get; init; } = 1_000_000_000;

    /// <summary>Whether samples may be read at less depth than the file stores.</summary>
    public bool AllowDepthLoss { get; init; }

    /// <summary>How temperatures are read.</summary>
    public ThermalOptions Thermal { get; init; } = ThermalOptions.Default;

    /// <summary>How tables of numbers in text files are written.</summary>
    public TextTableOptions Tables { get; init; } = TextTableOptions.Default;

    /// <summary>What pages of one sequence share, or null where each is looked for anew.</summary>
    internal SequenceIndex? Sequences { get; init; }

    /// <inheritdoc cref="IReadingOptions.Choices"/>
    internal string? Choices => !ReferenceEquals(this, Default) && Text(this) is var text && text != Text(Default) ? text : null;

    string? IReadingOptions.Choices => Choices;

    private static string Text(ImportOptions options) => string.Create(CultureInfo.InvariantCulture,
        $"[{string.Join(',', options.Bands)}] {options.Gray} {options.Gain:R} {options.Offset:R} {options.Unit} {string.Join(',', options.NoDataValues.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))} {options.Thermal.ToJson()}{options.Tables}{options.Region}");
}
