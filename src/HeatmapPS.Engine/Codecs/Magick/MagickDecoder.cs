using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;
using ImageMagick;

namespace HeatmapPS.Engine.Codecs.Magick;

/// <summary>Reads the formats no other codec reads (BMP, TGA, PSD, JPEG 2000, DICOM and more) with ImageMagick.</summary>
/// <remarks>
/// The package keeps 8 or 16 bits a channel, never floats. A file that stores more is an error unless the loss is
/// allowed. Images are decoded whole.
/// </remarks>
internal sealed class MagickDecoder : IImageDecoder
{
    /// <summary>Up to this size the header decodes the image, because a look at the header alone does not tell grey and alpha in every format.</summary>
    private const long LookInsidePixels = 4_000_000;

    /// <inheritdoc/>
    public string Name => MagickLibrary.Name;

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        var name = MagickLibrary.ReadableFormat(format, path);
        var bits = MagickLibrary.QuantumBits;
        using var stream = ImageFiles.OpenRead(path);

        // Before ImageMagick looks: some of its readers fail on depths that it does not hold.
        var told = MagickStoredDepth.FromHeader(stream, format, path);
        CheckDepth(told, path, options);
        MagickFileStructure.Check(stream, format, path);
        stream.Position = 0;
        using var pages = Guard(path, () => Ping(stream, name));
        var count = format == ImageFormats.Psd ? 1 : pages.Count;
        if (page < 1 || page > count)
            throw ImageErrors.PageNotFound(path, page, count);

        var frame = pages[page - 1];
        long pixels = (long)frame.Width * frame.Height;
        if (pixels == 0)
            throw ImageErrors.Corrupt(path, "it claims no pixels");
        if (pixels > options.MaxPixels)
            throw ImageErrors.TooLarge(path, pixels, options.MaxPixels);

        var stored = told ?? new MagickStoredDepth(Math.Max(8, (int)frame.Depth), IsFloat: frame.Depth > 16);
        CheckDepth(stored, path, options);

        var (width, height, gray, alpha) = pixels <= LookInsidePixels ? LookInside(path, stream, name, page) : LookAt(frame);
        var type = stored.Bits > 8 && bits > 8 ? SampleType.UInt16 : SampleType.UInt8;
        var metadata = new RasterMetadata
        {
            ColorModel = gray ? ColorModel.Gray : ColorModel.Rgb,
            HasAlpha = alpha,
            BitDepth = Math.Min(stored.Bits, bits),
            IccProfile = !gray && frame.ColorSpace == ColorSpace.sRGB && frame.GetColorProfile() is { } profile
                ? new ReadOnlyMemory<byte>(profile.ToByteArray())
                : (ReadOnlyMemory<byte>?)null,
        };
        var bands = (gray ? 1 : 3) + (alpha ? 1 : 0);
        var layout = new RasterLayout((int)width, (int)height, bands, type);
        return new ImageHeader(layout, metadata, page, count, Name) { DecodesWhole = true };
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        if (header.Layout.PixelCount > options.MaxPixels)
            throw ImageErrors.TooLarge(path, header.Layout.PixelCount, options.MaxPixels);

        using var stream = ImageFiles.OpenRead(path);
        var image = Guard(path, () => ReadFrame(stream, MagickLibrary.ReadableFormat(format, path), header.Page));
        if (image.Width == header.Layout.Width && image.Height == header.Layout.Height)
            return new Rows(image, header.Layout, path);

        image.Dispose();
        throw ImageErrors.SourceChanged(path);
    }

    private void CheckDepth(MagickStoredDepth? stored, string path, DecodeOptions options)
    {
        if (stored is { } depth && (depth.IsFloat || depth.Bits > MagickLibrary.QuantumBits) && !options.AllowDepthLoss)
            throw ImageErrors.DepthLost(path, depth.ToString(), Name);
    }

    private static MagickImageCollection Ping(Stream stream, MagickFormat name)
    {
        var pages = new MagickImageCollection();
        try
        {
            pages.Ping(stream, new MagickReadSettings { Format = name });
            return pages;
        }
        catch
        {
            pages.Dispose();
            throw;
        }
    }

    /// <summary>Decodes one frame to upright grey or sRGB.</summary>
    private static MagickImage ReadFrame(Stream stream, MagickFormat name, int page)
    {
        var image = new MagickImage();
        CancellationToken stop = WorkScope.Token;
        if (stop.CanBeCanceled)
            image.Progress += (_, told) => told.Cancel = stop.IsCancellationRequested;
        try
        {
            stream.Position = 0;
            image.Read(stream, new MagickReadSettings { Format = name, FrameIndex = (uint)(page - 1), FrameCount = 1 });
            // Its pixels end where it was stopped.
            stop.ThrowIfCancellationRequested();
            image.AutoOrient();
            if (image.ColorSpace is not (ColorSpace.sRGB or ColorSpace.RGB or ColorSpace.Gray or ColorSpace.LinearGray or ColorSpace.Undefined)
                && !(image.GetColorProfile() is { } profile && image.TransformColorSpace(profile, ColorProfiles.SRGB)))
                image.ColorSpace = ColorSpace.sRGB;
            return image;
        }
        catch
        {
            image.Dispose();
            stop.ThrowIfCancellationRequested();
            throw;
        }
    }

    private static (uint Width, uint Height, bool Gray, bool Alpha) LookInside(string path, Stream stream, MagickFormat name, int page)
    {
        using var image = Guard(path, () => ReadFrame(stream, name, page));
        var gray = IsGray(image.ColorSpace) || image.DetermineColorType() is ColorType.Grayscale or ColorType.GrayscaleAlpha or ColorType.Bilevel
            && (image.ClassType == ClassType.Pseudo || image.ColorType is ColorType.Grayscale or ColorType.GrayscaleAlpha or ColorType.Bilevel);
        return (image.Width, image.Height, gray, image.HasAlpha);
    }

    private static (uint Width, uint Height, bool Gray, bool Alpha) LookAt(IMagickImage frame)
    {
        var turned = frame.Orientation is Orientation.LeftTop or Orientation.RightTop or Orientation.RightBottom or Orientation.LeftBottom;
        return turned
            ? (frame.Height, frame.Width, IsGray(frame.ColorSpace), frame.HasAlpha)
            : (frame.Width, frame.Height, IsGray(frame.ColorSpace), frame.HasAlpha);
    }

    private static bool IsGray(ColorSpace space) => space is ColorSpace.Gray or ColorSpace.LinearGray;

    private static T Guard<T>(string path, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (MagickResourceLimitErrorException e)
        {
            throw ImageErrors.Corrupt(path, "ImageMagick cannot hold what it claims: " + MagickLibrary.Clean(e.Message), e);
        }
        catch (Exception e) when (e is MagickMissingDelegateErrorException or MagickCoderErrorException && e.Message.Contains("support", StringComparison.OrdinalIgnoreCase))
        {
            throw ImageErrors.FormatNotSupported(path, "ImageMagick says: " + MagickLibrary.Clean(e.Message));
        }
        catch (Exception e) when (e is MagickException or OverflowException or ArgumentException)
        {
            throw ImageErrors.Corrupt(path, "ImageMagick says: " + MagickLibrary.Clean(e.Message), e);
        }
        catch (IOException e)
        {
            throw ImageErrors.ReadFailed(path, e);
        }
    }

    /// <summary>Rows of a decoded frame.</summary>
    private sealed class Rows(MagickImage image, RasterLayout layout, string path) : RowReader(layout)
    {
        private readonly string _mapping = (layout.Bands <= 2 ? "R" : "RGB") + (layout.Bands is 2 or 4 ? "A" : string.Empty);
        private int _row;

        public override void Read(Span<byte> destination)
        {
            for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..])
            {
                var row = _row++;
                using var pixels = image.GetPixelsUnsafe();
                var bytes = Guard<Array?>(path, () => Layout.SampleType == SampleType.UInt16
                    ? pixels.ToShortArray(0, row, (uint)Layout.Width, 1, _mapping)
                    : pixels.ToByteArray(0, row, (uint)Layout.Width, 1, _mapping));
                var values = bytes switch
                {
                    byte[] narrow => narrow.AsSpan(),
                    ushort[] wide => MemoryMarshal.AsBytes(wide.AsSpan()),
                    _ => throw ImageErrors.Corrupt(path, "its pixels cannot be read"),
                };
                values.CopyTo(destination[..Layout.RowBytes]);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                image.Dispose();
            base.Dispose(disposing);
        }
    }
}
