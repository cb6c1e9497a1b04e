using System.Globalization;
using HeatmapPS.Engine.Formats.Magick;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Dicom;

/// <summary>Reads the stored values of DICOM images, frame by frame: uncompressed and run-length coded ones as a stream of rows, JPEG and
/// JPEG 2000 of 8 bits by ImageMagick.</summary>
/// <remarks>See <see cref="DicomImage"/> for what is applied to the samples, and what is not.</remarks>
internal sealed class DicomDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        using var file = ImageFiles.OpenRead(path);
        var image = DicomImage.Read(file, path);
        if (page < 1 || page > image.Frames)
            throw ImageErrors.PageNotFound(path, page, image.Frames);
        if (image.Elements.Syntax.Coding == DicomCoding.Native)
        {
            CheckLength(file, image, path);
            return new ImageHeader(image.Layout, image.Metadata, page, image.Frames, Name);
        }

        if (image.Layout.PixelCount > options.MaxPixels)
            throw ImageErrors.TooLarge(path, image.Layout.PixelCount, options.MaxPixels);
        var frame = DicomFragments.ReadFrame(file, image, page - 1, path);
        if (image.Elements.Syntax.Coding == DicomCoding.RunLength)
        {
            _ = new DicomRunLengthRows(frame, image, path);
            return new ImageHeader(image.Layout, image.Metadata, page, image.Frames, Name);
        }

        CheckCompressed(frame, image, path);
        return new ImageHeader(image.Layout, image.Metadata, page, image.Frames, MagickLibrary.Name) { DecodesWhole = true };
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        var file = ImageFiles.OpenRead(path);
        try
        {
            var image = DicomImage.Read(file, path);
            if (image.Layout != header.Layout || image.Frames != header.PageCount)
                throw ImageErrors.SourceChanged(path);
            if (image.Elements.Syntax.Coding == DicomCoding.Native)
            {
                CheckLength(file, image, path);
                return new DicomRows(file, image, header.Page - 1, runs: null, path);
            }

            var frame = DicomFragments.ReadFrame(file, image, header.Page - 1, path);
            if (image.Elements.Syntax.Coding == DicomCoding.RunLength)
                return new DicomRows(file, image, header.Page - 1, new DicomRunLengthRows(frame, image, path), path);
            var data = CheckCompressed(frame, image, path);
            file.Dispose();
            return MagickFrames.OpenRows(data, image.Elements.Syntax.Coding == DicomCoding.Jpeg2000 ? ImageFormats.Jpeg2000 : ImageFormats.Jpeg, image.Layout, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void CheckLength(FileStream file, DicomImage image, string path)
    {
        var (elements, needed) = (image.Elements, (Int128)image.FrameBytes * image.Frames);
        if (elements.PixelLength == DicomElements.Undefined)
            throw ImageErrors.Corrupt(path, "its pixels come in fragments, but its transfer syntax knows none");
        var available = Math.Min(elements.PixelLength, file.Length - elements.PixelOffset);
        if (needed > available)
            throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"{image.Frames:N0} frames of {image.Width} × {image.Height} pixels need {needed:N0} bytes and {available:N0} are there"));
        if (elements.Syntax.IsBigEndian && image.Allocated == 8 && elements.PixelsAreWords)
            throw ImageErrors.FormatNotSupported(path, "its bytes are stored in big-endian words. Convert it with dcmconv +te first");
        if (image.Colors == DicomColors.YbrFull422 && image.Width % 2 != 0)
            throw ImageErrors.Corrupt(path, "its colours are for pairs of pixels and its width is odd");
    }

    private static byte[] CheckCompressed(byte[] frame, DicomImage image, string path)
    {
        if (image.Elements.Syntax.Coding == DicomCoding.Jpeg)
            return DicomJpeg.Describe(frame, image, path);
        var stored = Jpeg2000Header.Read(new MemoryStream(frame, writable: false), path);
        if (image.Stored != 8 || image.IsSigned || stored.Bits != 8)
            throw ImageErrors.FormatNotSupported(path, string.Create(CultureInfo.InvariantCulture, $"its frames are JPEG 2000 with {stored.Bits} bits a sample. Decompress them first"));
        if (stored.Width != image.Width || stored.Height != image.Height || stored.Components != image.Samples)
            throw ImageErrors.Corrupt(path, "a JPEG 2000 frame differs in size from what the file says");
        return frame;
    }
}
