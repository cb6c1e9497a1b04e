using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Jpeg;
using HeatmapPS.Engine.Formats.Png;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using NetVips;

namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>Reads PNG, JPEG, WebP, GIF, AVIF and most TIFF with libvips, at the depth they are stored.</summary>
internal sealed class VipsDecoder : IImageDecoder
{
    /// <summary>Files up to this length are decoded once more where it is not sure which file a message is about.</summary>
    private const long MaxRepeatedBytes = 64 << 20;

    /// <inheritdoc/>
    public string Name => "libvips";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        using var file = VipsFile.Open(path, format, forHeader: true);
        bool isOpen = format == ImageFormats.Gif && !GifStructure.Check(file.Bytes, path, Math.Max(page, 1));
        if (format == ImageFormats.WebP)
            WebPStructure.Check(file.Bytes, path);
        if (options.Segments is { LacksHuffmanTable: true })
            throw ImageErrors.Corrupt(path, "a table for decoding its pixels is missing");
        using var call = VipsCall.Begin();
        try
        {
            using Image loaded = Load(file, path, format, Math.Max(page, 1), Enums.Access.Sequential);
            int pages = PagesOf(loaded);
            if (page < 1 || page > pages)
                throw ImageErrors.PageNotFound(path, page, pages);
            ImageHeader header = Describe(path, format, page, pages, loaded);
            return isOpen && !header.Metadata.HasAlpha
                ? throw ImageErrors.FormatNotSupported(path,
                    "a frame leaves part of the picture undefined without a transparent colour, and programs show it differently")
                : header;
        }
        catch (VipsException e)
        {
            file.ThrowIfFailed();
            throw PageNotFound(path, format, page) ?? call.Explain(e, path, () => _ = CountPages(path, format, Math.Max(page, 1)));
        }
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        if (header.DecodesWhole && header.Layout.PixelCount > options.MaxPixels)
            throw ImageErrors.TooLarge(path, header.Layout.PixelCount, options.MaxPixels);

        var file = VipsFile.Open(path, format);
        try
        {
            if (format == ImageFormats.Jpeg)
            {
                using Stream stored = file.Bytes.Length > 0
                    ? new MemoryStream(file.Bytes, writable: false)
                    : ImageFiles.OpenRead(path, bufferSize: 0);
                JpegScans.Check(stored, path);
            }

            Image image;
            using (var call = VipsCall.Begin())
            {
                try
                {
                    image = LoadShown(file, path, format, header.Page);
                }
                catch (VipsException e)
                {
                    file.ThrowIfFailed();
                    throw call.Explain(e, path, () => Skim(path, format, header));
                }
            }

            if (VipsImages.LayoutOf(image, path) == header.Layout)
            {
                Action? repeat = file.Length <= MaxRepeatedBytes ? () => Skim(path, format, header) : null;
                var rows = new VipsRowReader(image, header.Layout, path, file, repeat,
                    format == ImageFormats.Png ? () => PngFault.Find(path) : null);
                return UnusedBits(format, header) is > 0 and var unused
                    ? new TransformedRows(header.Layout, rows, ShiftRight(unused))
                    : rows;
            }

            image.Dispose();
            throw ImageErrors.SourceChanged(path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Decodes a page for nothing but its error.</summary>
    private static void Skim(string path, ImageFormat format, ImageHeader header)
    {
        using var file = VipsFile.Open(path, format);
        using Image image = LoadShown(file, path, format, header.Page);
        VipsRowReader.Skim(image, path);
        file.ThrowIfFailed();
    }

    /// <summary>The page upright, in grey or RGB.</summary>
    private static Image LoadShown(VipsFile file, string path, ImageFormat format, int page)
    {
        Image image = Load(file, path, format, page, Enums.Access.Sequential);
        try
        {
            if (VipsImages.OrientationOf(image) > 1)
            {
                // A turn reads the rows in another order than the file has them.
                image.Dispose();
                image = Load(file, path, format, page, Enums.Access.Random);
                using Image stored = image;
                image = stored.Autorot();
            }

            return VipsImages.ToRgb(image);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>libvips gives AVIF of 10 and 12 bits shifted left, to fill 16.</summary>
    private static int UnusedBits(ImageFormat format, ImageHeader header) =>
        format == ImageFormats.Avif && header.Layout.SampleType == SampleType.UInt16 ? 16 - header.Metadata.BitDepth : 0;

    private static RowTransform ShiftRight(int bits) => (source, destination) =>
    {
        ReadOnlySpan<ushort> stored = MemoryMarshal.Cast<byte, ushort>(source);
        Span<ushort> values = MemoryMarshal.Cast<byte, ushort>(destination);
        for (int i = 0; i < values.Length; i++)
            values[i] = (ushort)(stored[i] >> bits);
    };

    private ImageHeader Describe(string path, ImageFormat format, int page, int pages, Image loaded)
    {
        bool foreign = VipsImages.IsForeignColor(loaded);
        using Image shown = foreign ? VipsImages.ToRgb(loaded.Copy()) : loaded.Copy();
        RasterLayout layout = VipsImages.LayoutOf(shown, path);
        int orientation = VipsImages.OrientationOf(loaded);
        if (orientation >= 5)
            layout = layout with { Width = layout.Height, Height = layout.Width };

        bool whole = orientation > 1 || loaded.Contains("interlaced")
            || format == ImageFormats.WebP || format == ImageFormats.Gif || format == ImageFormats.Avif;
        return new ImageHeader(layout, VipsImages.MetadataOf(loaded, shown), page, pages, Name) { DecodesWhole = whole };
    }

    private static Image Load(VipsFile file, string path, ImageFormat format, int page, Enums.Access access)
    {
        const Enums.FailOn Strict = Enums.FailOn.Error;
        int index = page - 1;
        if (format == ImageFormats.Png)
            return Image.PngloadSource(file.Source, access: access, failOn: Strict);
        if (format == ImageFormats.Jpeg)
            return Image.JpegloadSource(file.Source, access: access, failOn: Strict);
        // Below this libvips passes over strips that libtiff cannot read to their end.
        if (format == ImageFormats.Tiff)
            return Image.TiffloadSource(file.Source, page: index, access: access, failOn: Enums.FailOn.Warning);
        if (format == ImageFormats.WebP)
            return Image.WebploadSource(file.Source, page: index, access: access, failOn: Strict);
        if (format == ImageFormats.Gif)
            return Image.GifloadSource(file.Source, page: index, access: access, failOn: Strict);
        if (format == ImageFormats.Avif)
            return Image.HeifloadSource(file.Source, page: index, access: access, failOn: Strict);
        throw ImageErrors.FormatNotSupported(path, $"libvips cannot read {format.Name}");
    }

    private static int PagesOf(Image image) =>
        image.Contains("n-pages") && image.Get("n-pages") is int pages and >= 1 ? pages : 1;

    /// <summary>Loads a page for nothing but its error, or the number of pages that the file has.</summary>
    private static int CountPages(string path, ImageFormat format, int page)
    {
        using var file = VipsFile.Open(path, format, forHeader: true);
        using Image image = Load(file, path, format, page, Enums.Access.Sequential);
        return PagesOf(image);
    }

    /// <summary>A page that is not there makes the loader fail; the first page then tells how many there are.</summary>
    /// <returns>The error, or null where something else is wrong.</returns>
    private static HeatmapException? PageNotFound(string path, ImageFormat format, int page)
    {
        if (page == 1)
            return null;
        try
        {
            int pages = CountPages(path, format, 1);
            return page > pages ? ImageErrors.PageNotFound(path, page, pages) : null;
        }
        catch (VipsException)
        {
            return null;
        }
    }
}
