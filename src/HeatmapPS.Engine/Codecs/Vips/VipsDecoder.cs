using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;
using NetVips;

namespace HeatmapPS.Engine.Codecs.Vips;

/// <summary>Reads PNG, JPEG, WebP, GIF, AVIF and most TIFF with libvips, at the depth they are stored.</summary>
/// <remarks>
/// Files are named to the loader of their format directly. The generic <c>NewFromFile</c> would take
/// <c>a[page=1].png</c> for a name with options.
/// </remarks>
internal sealed class VipsDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string Name => "libvips";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        VipsRuntime.EnsureInitialized();
        if (format == ImageFormats.Gif)
            GifStructure.Check(path);
        try
        {
            using var loaded = Load(path, format, Math.Max(page, 1), Enums.Access.Sequential);
            var pages = PagesOf(loaded);
            if (page < 1 || page > pages)
                throw ImageErrors.PageNotFound(path, page, pages);
            return Describe(path, format, page, pages, loaded);
        }
        catch (VipsException e)
        {
            throw PageError(path, format, page, e);
        }
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        VipsRuntime.EnsureInitialized();
        if (header.DecodesWhole && header.Layout.PixelCount > options.MaxPixels)
            throw ImageErrors.TooLarge(path, header.Layout.PixelCount, options.MaxPixels);

        Image? image = null;
        try
        {
            image = Load(path, format, header.Page, Enums.Access.Sequential);
            if (VipsImages.OrientationOf(image) > 1)
            {
                // A turn reads the rows in another order than the file has them.
                image.Dispose();
                image = Load(path, format, header.Page, Enums.Access.Random);
                using var turned = image;
                image = turned.Autorot();
            }

            image = VipsImages.ToRgb(image);
            if (VipsImages.LayoutOf(image, path) != header.Layout)
                throw ImageErrors.SourceChanged(path);
        }
        catch (VipsException e)
        {
            image?.Dispose();
            throw VipsMessages.ToReadError(path, e);
        }
        catch (HeatmapException)
        {
            image?.Dispose();
            throw;
        }

        var rows = new VipsRowReader(image, header.Layout, path);
        return UnusedBits(format, header) is > 0 and var unused ? new TransformedRows(header.Layout, rows, ShiftRight(unused)) : rows;
    }

    /// <summary>libvips gives AVIF of 10 and 12 bits shifted left, to fill 16.</summary>
    private static int UnusedBits(ImageFormat format, ImageHeader header) =>
        format == ImageFormats.Avif && header.Layout.SampleType == SampleType.UInt16 ? 16 - header.Metadata.BitDepth : 0;

    private static RowTransform ShiftRight(int bits) => (source, destination) =>
    {
        var stored = MemoryMarshal.Cast<byte, ushort>(source);
        var values = MemoryMarshal.Cast<byte, ushort>(destination);
        for (var i = 0; i < values.Length; i++)
            values[i] = (ushort)(stored[i] >> bits);
    };

    private ImageHeader Describe(string path, ImageFormat format, int page, int pages, Image loaded)
    {
        var foreign = VipsImages.IsForeignColor(loaded);
        using var shown = foreign ? VipsImages.ToRgb(loaded.Copy()) : loaded.Copy();
        var layout = VipsImages.LayoutOf(shown, path);
        var orientation = VipsImages.OrientationOf(loaded);
        if (orientation >= 5)
            layout = layout with { Width = layout.Height, Height = layout.Width };

        var whole = orientation > 1 || loaded.Contains("interlaced")
            || format == ImageFormats.WebP || format == ImageFormats.Gif || format == ImageFormats.Avif;
        return new ImageHeader(layout, VipsImages.MetadataOf(loaded, shown), page, pages, Name) { DecodesWhole = whole };
    }

    private static Image Load(string path, ImageFormat format, int page, Enums.Access access)
    {
        const Enums.FailOn Strict = Enums.FailOn.Error;
        var index = page - 1;
        if (format == ImageFormats.Png)
            return Image.Pngload(path, access: access, failOn: Strict);
        if (format == ImageFormats.Jpeg)
            return Image.Jpegload(path, access: access, failOn: Strict);
        if (format == ImageFormats.Tiff)
            return Image.Tiffload(path, page: index, access: access, failOn: Strict);
        if (format == ImageFormats.WebP)
            return Image.Webpload(path, page: index, access: access, failOn: Strict);
        if (format == ImageFormats.Gif)
            return Image.Gifload(path, page: index, access: access, failOn: Strict);
        if (format == ImageFormats.Avif)
            return Image.Heifload(path, page: index, access: access, failOn: Strict);
        throw ImageErrors.FormatNotSupported(path, $"libvips does not read {format.Name} here");
    }

    private static int PagesOf(Image image) =>
        image.Contains("n-pages") && image.Get("n-pages") is int pages and >= 1 ? pages : 1;

    /// <summary>A page that is not there makes the loader fail; its first page then tells how many there are.</summary>
    private static HeatmapException PageError(string path, ImageFormat format, int page, VipsException cause)
    {
        if (page == 1)
            return VipsMessages.ToReadError(path, cause);
        try
        {
            using var first = Load(path, format, 1, Enums.Access.Sequential);
            var pages = PagesOf(first);
            return page > pages ? ImageErrors.PageNotFound(path, page, pages) : VipsMessages.ToReadError(path, cause);
        }
        catch (VipsException e)
        {
            return VipsMessages.ToReadError(path, e);
        }
    }
}
