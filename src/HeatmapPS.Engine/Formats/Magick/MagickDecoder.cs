using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using ImageMagick;

namespace HeatmapPS.Engine.Formats.Magick;

/// <summary>Reads the formats no other codec reads (BMP, PSD, JPEG 2000, HEIC and more) with ImageMagick.</summary>
/// <remarks>
/// The package keeps 8 or 16 bits a channel, never floats. A file that stores more is an error unless the loss is
/// allowed. Images are decoded whole. Bands and depth are what <see cref="MagickStored"/> reads from the file itself, where it can.
/// </remarks>
internal sealed class MagickDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string Name => MagickLibrary.Name;

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        MagickFormat name = MagickLibrary.ReadableFormat(format, path);
        int bits = MagickLibrary.QuantumBits;
        using FileStream stream = ImageFiles.OpenRead(path);

        // Before ImageMagick looks: some of its readers fail on depths that it does not hold.
        var stored = MagickStored.FromFile(stream, format, path);
        CheckDepth(stored, path, options);
        MagickFileStructure.Check(stream, format, path);
        using Stream part = stored.Part(stream, path);
        using MagickImageCollection pages = MagickFrames.Ping(part, name, path);
        int count = format == ImageFormats.Psd ? 1 : pages.Count;
        if (page < 1 || page > count)
            throw ImageErrors.PageNotFound(path, page, count);

        IMagickImage<byte> frame = pages[page - 1];
        long pixels = (long)frame.Width * frame.Height;
        if (pixels == 0)
            throw ImageErrors.Corrupt(path, "it has no pixels");
        if (pixels > options.MaxPixels)
            throw ImageErrors.TooLarge(path, pixels, options.MaxPixels);

        if (stored.Bits == 0)
            stored = stored with { Bits = Math.Max(8, (int)frame.Depth), IsFloat = frame.Depth > 16 };
        CheckDepth(stored, path, options);

        (uint width, uint height, bool gray, bool alpha) = stored.Bands is { } told
            ? (frame.Width, frame.Height, told < 3, told % 2 == 0)
            : LookInside(path, part, name, page);
        SampleType type = stored.Bits > 8 && bits > 8 ? SampleType.UInt16 : SampleType.UInt8;
        var metadata = new RasterMetadata
        {
            ColorModel = stored.Model ?? (gray ? ColorModel.Gray : ColorModel.Rgb),
            HasAlpha = alpha,
            BitDepth = Math.Min(stored.Bits, bits),
            Captured = frame.GetProfile("exif") is { } exif ? new ExifData(exif.ToByteArray()).Captured : null,
            IccProfile = !gray && frame.ColorSpace == ColorSpace.sRGB && frame.GetColorProfile() is { } profile
                ? new ReadOnlyMemory<byte>(profile.ToByteArray())
                : (ReadOnlyMemory<byte>?)null,
        };
        int bands = (gray ? 1 : 3) + (alpha ? 1 : 0);
        var layout = new RasterLayout((int)width, (int)height, bands, type);
        return new ImageHeader(layout, metadata, page, count, Name) { DecodesWhole = true };
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        if (header.Layout.PixelCount > options.MaxPixels)
            throw ImageErrors.TooLarge(path, header.Layout.PixelCount, options.MaxPixels);

        using FileStream stream = ImageFiles.OpenRead(path);
        using Stream part = MagickStored.FromFile(stream, format, path).Part(stream, path);
        MagickImage image = MagickFrames.Read(part, MagickLibrary.ReadableFormat(format, path), header.Page, path);
        if (image.Width == header.Layout.Width && image.Height == header.Layout.Height)
            return MagickFrames.OpenRows(image, header.Layout, header.Metadata.BitDepth, path);

        image.Dispose();
        throw ImageErrors.SourceChanged(path);
    }

    private void CheckDepth(MagickStored stored, string path, DecodeOptions options)
    {
        if ((stored.IsFloat || stored.Bits > MagickLibrary.QuantumBits) && !options.AllowDepthLoss)
            throw ImageErrors.DepthLost(path, stored.ToString(), Name);
    }

    /// <summary>Decodes the frame where the file's header is not read here: colours that all happen to be grey stay three bands.</summary>
    private static (uint Width, uint Height, bool Gray, bool Alpha) LookInside(string path, Stream stream, MagickFormat name, int page)
    {
        using MagickImage image = MagickFrames.Read(stream, name, page, path);
        return (image.Width, image.Height, image.ColorSpace is ColorSpace.Gray or ColorSpace.LinearGray, image.HasAlpha);
    }
}
