using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using ImageMagick;

namespace HeatmapPS.Engine.Formats.Magick;

/// <summary>Frames decoded by ImageMagick from a stream of one named format.</summary>
internal static class MagickFrames
{
    /// <summary>Reads the headers of all frames.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported, ImageReadFailed.</exception>
    public static MagickImageCollection Ping(Stream stream, MagickFormat name, string path) => Guard(path, () =>
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
    });

    /// <summary>Decodes one frame to upright grey or sRGB.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">Its format.</param>
    /// <param name="page">The frame, from 1.</param>
    /// <param name="path">For errors.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported, ImageReadFailed.</exception>
    public static MagickImage Read(Stream stream, MagickFormat name, int page, string path) => Guard(path, () => Read(stream, name, page));

    /// <summary>Rows of a decoded frame; they own it.</summary>
    /// <param name="image">The frame.</param>
    /// <param name="layout">Its size, and bands and type to be given.</param>
    /// <param name="bits">Bits a sample that the file stores: ImageMagick spreads them over its own, and they are taken back.</param>
    /// <param name="path">For errors.</param>
    public static RowReader OpenRows(MagickImage image, RasterLayout layout, int bits, string path) => new Rows(image, layout, bits, path);

    /// <summary>Rows of an image of 8 bits that another file holds.</summary>
    /// <param name="data">The image's own bytes.</param>
    /// <param name="format">Its format: JPEG or JPEG 2000.</param>
    /// <param name="layout">What it must be.</param>
    /// <param name="path">The file it is in.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static RowReader OpenRows(byte[] data, ImageFormat format, RasterLayout layout, string path)
    {
        _ = MagickLibrary.QuantumBits;
        using var stream = new MemoryStream(data, writable: false);
        MagickFormat name = format == ImageFormats.Jpeg ? MagickFormat.Jpeg : MagickLibrary.ReadableFormat(format, path);
        MagickImage image = Read(stream, name, page: 1, path);
        if (image.Width == layout.Width && image.Height == layout.Height)
            return OpenRows(image, layout, bits: 8, path);
        image.Dispose();
        throw ImageErrors.Corrupt(path, "a frame does not have the size in the file's header");
    }

    private static MagickImage Read(Stream stream, MagickFormat name, int page)
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
            if (image.ColorSpace is not (ColorSpace.sRGB or ColorSpace.RGB or ColorSpace.Gray or ColorSpace.LinearGray
                or ColorSpace.Undefined)
                && !(image.GetColorProfile() is { } profile && image.TransformColorSpace(profile, ColorProfiles.SRGB)))
            {
                image.ColorSpace = ColorSpace.sRGB;
            }

            return image;
        }
        catch
        {
            image.Dispose();
            stop.ThrowIfCancellationRequested();
            throw;
        }
    }

    private static T Guard<T>(string path, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (MagickResourceLimitErrorException e)
        {
            throw ImageErrors.Corrupt(path, "its size is too large for ImageMagick: " + MagickLibrary.Clean(e.Message), e);
        }
        catch (Exception e) when (e is MagickMissingDelegateErrorException or MagickCoderErrorException
            && e.Message.Contains("support", StringComparison.OrdinalIgnoreCase))
        {
            throw ImageErrors.FormatNotSupported(path, "ImageMagick reports: " + MagickLibrary.Clean(e.Message));
        }
        catch (Exception e) when (e is MagickException or OverflowException or ArgumentException)
        {
            throw ImageErrors.Corrupt(path, "ImageMagick reports: " + MagickLibrary.Clean(e.Message), e);
        }
        catch (IOException e)
        {
            throw ImageErrors.ReadFailed(path, e);
        }
    }

    private sealed class Rows(MagickImage image, RasterLayout layout, int bits, string path) : RowReader(layout)
    {
        private readonly string _mapping = (layout.Bands <= 2 ? "R" : "RGB") + (layout.Bands is 2 or 4 ? "A" : string.Empty);
        private int _row;

        public override void Read(Span<byte> destination)
        {
            for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..])
            {
                int row = _row++;
                using IUnsafePixelCollection<byte> pixels = image.GetPixelsUnsafe();
                Array? bytes = Guard<Array?>(path, () => Layout.SampleType == SampleType.UInt16
                    ? pixels.ToShortArray(0, row, (uint)Layout.Width, 1, _mapping)
                    : pixels.ToByteArray(0, row, (uint)Layout.Width, 1, _mapping));
                switch (bytes)
                {
                    case byte[] narrow:
                        TakeBack(narrow);
                        narrow.CopyTo(destination);
                        break;
                    case ushort[] wide:
                        TakeBack(wide);
                        MemoryMarshal.AsBytes(wide.AsSpan()).CopyTo(destination);
                        break;
                    default:
                        throw ImageErrors.Corrupt(path, "its pixels cannot be read");
                }
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                image.Dispose();
            base.Dispose(disposing);
        }

        private void TakeBack(Span<byte> samples)
        {
            if (bits >= 8)
                return;
            foreach (ref byte sample in samples)
                sample = (byte)SpreadSamples.TakeBack(sample, byte.MaxValue, bits);
        }

        private void TakeBack(Span<ushort> samples)
        {
            if (bits >= 16)
                return;
            foreach (ref ushort sample in samples)
                sample = (ushort)SpreadSamples.TakeBack(sample, ushort.MaxValue, bits);
        }
    }
}

/// <summary>Samples of few bits that ImageMagick spreads over its own 8 or 16.</summary>
internal static class SpreadSamples
{
    /// <summary>The stored value v of 0..2ⁿ−1 that was spread to round(v · most / (2ⁿ−1)): round(spread · (2ⁿ−1) / most).</summary>
    /// <remarks>Exact for n up to the bits of <paramref name="most"/>: rounding moved the value by at most a half, which is at most a half
    /// of a step here.</remarks>
    /// <param name="spread">0 to <paramref name="most"/>.</param>
    /// <param name="most">255 or 65535.</param>
    /// <param name="bits">n.</param>
    public static uint TakeBack(uint spread, uint most, int bits) => (uint)(((2UL * spread * ((1u << bits) - 1)) + most) / (2 * most));
}
