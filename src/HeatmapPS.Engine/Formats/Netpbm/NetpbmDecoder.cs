using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Netpbm;

/// <summary>Reads PBM, PGM, PPM (text and binary), PAM and PFM as a stream of rows.</summary>
/// <remarks>
/// Samples are kept as stored, whatever the maximum value of the file: they are measurements, and a maximum of 4095 only
/// sets the bit depth to 12. Bitmaps (P1, P4, and PAM's BLACKANDWHITE) give 0 for black and 255 for white. The values of a
/// PFM are kept too: of its scale only the sign counts, which tells the byte order. Binary images that follow one another
/// in one file are its pages; in a text file the first one is read.
/// </remarks>
internal sealed class NetpbmDecoder : IImageDecoder
{
    /// <summary>Bounds the walk through a file of nothing but tiny images.</summary>
    private const int MostPages = 1_000_000;

    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        using var file = ImageFiles.OpenRead(path, bufferSize: 0);
        var (header, pageCount) = Find(file, page, path);
        return new ImageHeader(header.Layout, header.Metadata, page, pageCount, Name);
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        var file = ImageFiles.OpenRead(path, bufferSize: 0);
        try
        {
            var (found, pageCount) = Find(file, header.Page, path);
            if (found.Layout != header.Layout || pageCount != header.PageCount)
            {
                throw ImageErrors.SourceChanged(path);
            }

            return found.HasKnownEnd ? new NetpbmBinaryRowReader(file, found, path) : new NetpbmTextRowReader(file, found, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Walks the images of the file, which costs one short read for each.</summary>
    private static (NetpbmHeader Header, int PageCount) Find(FileStream file, int page, string path)
    {
        var header = NetpbmHeaderReader.Read(file, path);
        var found = page == 1 ? header : null;
        var count = 1;
        while (header is { HasKnownEnd: true } && header.DataOffset + header.StoredBytes < file.Length)
        {
            file.Position = header.DataOffset + header.StoredBytes;
            header = TryReadNext(file, path);
            if (header is not null)
            {
                count++;
                if (count > MostPages)
                {
                    throw ImageErrors.FormatNotSupported(path, string.Create(CultureInfo.InvariantCulture, $"it holds more than {MostPages:N0} images"));
                }

                found = page == count ? header : found;
            }
        }

        if (found is null)
        {
            throw ImageErrors.PageNotFound(path, page, count);
        }

        var available = file.Length - found.DataOffset;
        if (found.StoredBytes > available)
        {
            throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"its header claims {found.Layout.Width} × {found.Layout.Height} pixels, at least {found.StoredBytes:N0} bytes, and {Math.Max(available, 0):N0} are there"));
        }

        return (found, count);
    }

    /// <summary>The header of the image that follows, or null when what follows is none (some programs pad files).</summary>
    private static NetpbmHeader? TryReadNext(FileStream file, string path)
    {
        try
        {
            return NetpbmHeaderReader.Read(file, path) is { HasKnownEnd: true } header ? header : null;
        }
        catch (HeatmapException e) when (e.Kind == ErrorKind.InvalidData)
        {
            return null;
        }
    }
}
