using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using NetVips;

namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>Decodes image files that lie in memory, such as those inside other files, at the depth they are stored.</summary>
internal static class VipsBuffer
{
    /// <summary>Size and meaning of the bands.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="format">PNG, JPEG or TIFF.</param>
    /// <param name="path">The file around it, for messages.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static (RasterLayout Layout, RasterMetadata Metadata) ReadHeader(byte[] file, ImageFormat format, string path)
    {
        VipsRuntime.EnsureInitialized();
        using var call = VipsCall.Begin();
        try
        {
            using Image image = Load(file, format, path);
            return (VipsImages.LayoutOf(image, path), VipsImages.MetadataOf(image, image));
        }
        catch (VipsException error)
        {
            throw call.Explain(error, path, () => Load(file, format, path).Dispose());
        }
    }

    /// <summary>The rows, as they are stored: no turn by an orientation tag, no change of colours.</summary>
    /// <inheritdoc cref="ReadHeader"/>
    public static RowReader OpenRows(byte[] file, ImageFormat format, string path)
    {
        VipsRuntime.EnsureInitialized();
        Image? image = null;
        using var call = VipsCall.Begin();
        try
        {
            image = Load(file, format, path);
            return new VipsRowReader(image, VipsImages.LayoutOf(image, path), path);
        }
        catch (VipsException error)
        {
            image?.Dispose();
            throw call.Explain(error, path, () => Load(file, format, path).Dispose());
        }
        catch (HeatmapException)
        {
            image?.Dispose();
            throw;
        }
    }

    private static Image Load(byte[] file, ImageFormat format, string path)
    {
        const Enums.FailOn Strict = Enums.FailOn.Error;
        const Enums.Access Order = Enums.Access.Sequential;
        if (format == ImageFormats.Png)
            return Image.PngloadBuffer(file, access: Order, failOn: Strict);
        if (format == ImageFormats.Jpeg)
            return Image.JpegloadBuffer(file, access: Order, failOn: Strict);
        return format == ImageFormats.Tiff
            ? Image.TiffloadBuffer(file, access: Order, failOn: Strict)
            : throw ImageErrors.FormatNotSupported(path, $"the {format.Name} data inside it cannot be read");
    }
}
