using System.Runtime.InteropServices;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Codecs;
using HeatmapPS.Engine.Drawing.Swatch;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Numpy;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering.Inverse;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Writing;

namespace HeatmapPS.Engine.Jobs.Colormaps;

/// <summary>How colormap files are read.</summary>
internal sealed record ColormapReadOptions
{
    /// <summary>Everything by default.</summary>
    public static ColormapReadOptions Default { get; } = new();

    /// <summary>The format, or <c>null</c> to tell it by content and extension.</summary>
    public ColormapFormat? Format { get; init; }

    /// <summary>Colours of the map, or <c>null</c> for what the file gives.</summary>
    public int? Count { get; init; }

    /// <summary>The part of a picture that shows the colours, or <c>null</c> for all of it.</summary>
    public LegendRegion? Region { get; init; }
}

/// <summary>Colormap files in and out: the one place that knows the codec of each format.</summary>
internal static class ColormapFiles
{
    /// <summary>Reads all maps of a file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="options">How.</param>
    /// <exception cref="HeatmapException">ColormapFileNotFound, ColormapFileInvalid, ColormapFileReadFailed, FormatNotSupported,
    /// RegionInvalid, and for pictures what reading images throws.</exception>
    public static IReadOnlyList<Colormap> Read(string path, ColormapReadOptions options)
    {
        if (Directory.Exists(path)) throw ColormapFileErrors.IsFolder(path);
        if (!File.Exists(path)) throw ColormapFileErrors.NotFound(path);
        if (!RegularFile.MayOpen(path)) throw ColormapFileErrors.NotAFile(path);
        ColormapFormat format = options.Format ?? (options.Region is not null ? ColormapFormat.Image : ColormapFormats.Detect(path));
        if (format == ColormapFormat.Image)
            return [ReadPicture(path, options)];
        if (format == ColormapFormat.Npy)
            return [Resized(NpyTable.Read(path), options.Count)];
        try
        {
            return [.. CodecOf(format).Read(ColormapSource.Read(path)).Select(content => content.ToColormap(options.Count))];
        }
        catch (HeatmapException error) when (error.Kind == ErrorKind.InvalidArgument)
        {
            // A map that no file may ask for: the file is at fault, not an argument.
            throw ColormapFileErrors.Invalid(path, string.Empty, "a map of 2 to 65,536 colours and finite limits", error.Message, error);
        }
        catch (Exception error) when (ReadFault.IsOne(error))
        {
            throw ColormapFileErrors.Invalid(path, string.Empty, $"a {format} file", error.Message, error);
        }
    }

    /// <summary>Writes one map as a colormap file.</summary>
    /// <param name="map">The map.</param>
    /// <param name="path">Full path.</param>
    /// <param name="format">Any format but pictures.</param>
    /// <param name="limits">Values of the first and last colour; <c>null</c> for those of the map's scale, else 0 and 1.</param>
    /// <param name="overwrite">Whether an existing file is replaced.</param>
    /// <param name="stop">Ends the waiting for a file in use.</param>
    /// <exception cref="HeatmapException">OutputExists, OutputAccessDenied, OutputWriteFailed.</exception>
    public static void Write(Colormap map, string path, ColormapFormat format, (double Minimum, double Maximum)? limits, bool overwrite,
        CancellationToken stop)
    {
        (double minimum, double maximum) = limits
            ?? (map.Scale is { } scale && scale.Minimum < scale.Maximum ? (scale.Minimum, scale.Maximum) : (0, 1));
        var options = new ColormapWriteOptions(minimum, maximum, Path.GetExtension(path).TrimStart('.').ToLowerInvariant())
        {
            Boundaries = limits is null && map.Scale is { Norm: NormKind.Boundary } classes ? classes.Boundaries : [],
        };
        Save(path, overwrite, stream =>
        {
            if (format == ColormapFormat.Npy)
                NpyTable.Write(map, stream);
            else
                CodecOf(format).Write(map, options, stream);
        }, stop);
    }

    /// <summary>Writes a picture: one map as a bar, several as a sheet with their names.</summary>
    /// <param name="maps">One or more maps.</param>
    /// <param name="path">Full path.</param>
    /// <param name="format">Format of the picture.</param>
    /// <param name="overwrite">Whether an existing file is replaced.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="HeatmapException">OutputExists, OutputAccessDenied, OutputWriteFailed, FormatNotSupported,
    /// FontNotFound.</exception>
    public static void WritePicture(IReadOnlyList<Colormap> maps, string path, ImageFormat format, bool overwrite,
        CancellationToken cancellationToken)
    {
        Raster picture = maps.Count == 1 ? ColormapBar.Draw(maps[0]) : ColormapSheet.Draw(maps);
        Save(path, overwrite, stream => ImageWriter.Write(picture, format, WriteOptions.Default, stream, progress: null, cancellationToken),
            cancellationToken);
    }

    private static void Save(string path, bool overwrite, Action<Stream> write, CancellationToken stop)
    {
        PartialFile.RemoveStale(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, overwrite, write, stop);
    }

    /// <summary>The map of a picture of it: one colour a pixel by default, at most 256.</summary>
    private static Colormap ReadPicture(string path, ColormapReadOptions options)
    {
        const long maxPixels = 16_000_000;
        const int defaultCount = 256;
        Raster picture = ImageImport.Open(path, page: 1, ImportOptions.Default);
        if (picture.SampleType != SampleType.UInt8 && picture.SampleType != SampleType.UInt16)
            throw ColormapFileErrors.Invalid(path, string.Empty, "a picture with 8 or 16 bits per channel", $"{picture.SampleType} values");
        LegendRegion region = options.Region ?? new LegendRegion(0, 0, picture.Width, picture.Height);
        long pixels = (long)region.Width * region.Height;
        if (!region.IsIn(picture))
            throw ColormapFileErrors.RegionInvalid(region.ToString(), picture.Width, picture.Height);
        if (pixels > maxPixels)
            throw ColormapFileErrors.RegionNeeded(path, pixels, maxPixels);
        var strip = LegendStrip.Read(picture, region);
        if (strip.Length < 2)
            throw ColormapFileErrors.Invalid(path, string.Empty, "a strip of at least two pixels", $"{region.Width} × {region.Height}");
        ColorValue[] colors = strip.Colors(Math.Min(options.Count ?? defaultCount, strip.Length));
        return Resized(Colormap.FromTable(colors, Path.GetFileNameWithoutExtension(path)), options.Count);
    }

    private static Colormap Resized(Colormap map, int? count) => count is { } wanted ? map.Interpolate(wanted) : map;

    private static IColormapCodec CodecOf(ColormapFormat format) => format switch
    {
        ColormapFormat.ImageJ => new ImageJTable(),
        ColormapFormat.Gmt => new GmtTable(),
        ColormapFormat.Gdal => new GdalTable(),
        ColormapFormat.Qgis => new QgisStyle(),
        ColormapFormat.ParaView => new ParaViewMap(),
        ColormapFormat.Gimp => new GimpGradient(),
        ColormapFormat.Gnuplot => new GnuplotPalette(),
        ColormapFormat.Adobe => new AdobeTable(),
        ColormapFormat.Csv => new CsvTable(),
        ColormapFormat.Json => new JsonMap(),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };
}

/// <summary>NumPy arrays: N×3 or N×4, or the 256×1×3 of OpenCV's tables; bytes, or fractions in floating point.</summary>
internal static class NpyTable
{
    /// <summary>Reads a map.</summary>
    /// <exception cref="HeatmapException">ColormapFileInvalid.</exception>
    public static Colormap Read(string path)
    {
        try
        {
            Raster raster = ImageImport.Open(path, page: 1, ImportOptions.Default);
            bool flat = raster.Bands == 1 && raster.Width is 3 or 4;
            int count = flat ? raster.Height : Math.Max(raster.Width, raster.Height);
            if (!flat && (raster.Bands is not (3 or 4) || Math.Min(raster.Width, raster.Height) != 1))
                throw Invalid($"an array of {raster.Height} × {raster.Width} × {raster.Bands}", null);
            if (count is < Colormap.MinCount or > Colormap.MaxCount) throw Invalid($"{count:N0} colours", null);
            var array = raster.ToArray();
            return Colormap.FromArray(flat ? array : Flattened(array, count, raster.Bands),
                System.IO.Path.GetFileNameWithoutExtension(path));
        }
        catch (HeatmapException error) when (error.Kind is ErrorKind.InvalidData or ErrorKind.NotSupported or ErrorKind.InvalidArgument)
        {
            throw Invalid(error.Message, error);
        }

        HeatmapException Invalid(string got, Exception? cause) =>
            ColormapFileErrors.Invalid(path, string.Empty, "an array of N × 3 or N × 4 numbers, N from 2 to 65,536", got, cause);
    }

    /// <summary>Writes N×3 or, with transparency, N×4 float64 fractions, as <c>numpy.save</c> does.</summary>
    public static void Write(Colormap map, Stream output)
    {
        int width = map.HasAlpha ? 4 : 3;
        output.Write(NpyHeader.Format("<f8", map.Count, width));
        double[] numbers = new double[map.Count * width];
        for (int i = 0; i < map.Count; i++)
        {
            ColorValue color = map[i];
            (numbers[i * width], numbers[(i * width) + 1], numbers[(i * width) + 2]) = (color.R, color.G, color.B);
            if (width == 4) numbers[(i * width) + 3] = color.A;
        }

        output.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    private static Array Flattened(Array array, int count, int bands)
    {
        var flat = Array.CreateInstance(array.GetType().GetElementType()!, count, bands);
        bool tall = array.GetLength(0) == count;
        for (int i = 0; i < count; i++)
        {
            for (int band = 0; band < bands; band++)
                flat.SetValue(tall ? array.GetValue(i, 0, band) : array.GetValue(0, i, band), i, band);
        }

        return flat;
    }
}
