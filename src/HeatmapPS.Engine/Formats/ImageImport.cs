using System.Collections.Immutable;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Formats.Tiff;
using HeatmapPS.Engine.Images;

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
        var raster = new Raster(source, header.Metadata, new RasterOrigin(path, header.Page, header.PageCount, header.Codec));
        return Interpret(raster, options);
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

    /// <summary>Takes nodata, bands, grey and calibration from the options, in this order.</summary>
    public static Raster Interpret(Raster raster, ImportOptions options)
    {
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
            Sequences = options.Sequences };
}
