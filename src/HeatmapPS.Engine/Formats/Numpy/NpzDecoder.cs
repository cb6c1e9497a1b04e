using System.IO.Compression;
using System.IO.Hashing;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Numpy;

/// <summary>Reads the arrays of an NPZ archive: its pages are, in the archive's order, the pages of every array of
/// numbers with 2 to 4 dimensions. Scalars, lists, texts and objects are stepped over.</summary>
/// <remarks>
/// Rows are decompressed as they are asked for, and the archive's checksum is compared at the end of an array. A
/// Fortran-ordered array is decompressed whole into a temporary file first.
/// </remarks>
internal sealed class NpzDecoder : IImageDecoder
{
    private const int BufferSize = 1 << 16;

    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        using ZipArchive archive = OpenArchive(path);
        (ZipArchiveEntry _, NpyImage? image, int _, int pageCount) = Find(archive, page, path);
        CheckSize(image, path, options);
        RasterMetadata metadata = NpzNoData.Read(archive, entry => OpenEntry(entry, path), path) is { } noData
            ? image.Metadata with { NoDataValues = [noData] }
            : image.Metadata;
        return new ImageHeader(image.Layout, metadata, page, pageCount, Name) { DecodesWhole = image.FortranOrder };
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        ZipArchive archive = OpenArchive(path);
        Stream? stream = null;
        try
        {
            (ZipArchiveEntry? entry, NpyImage? image, int arrayPage, int pageCount) = Find(archive, header.Page, path);
            if (image.Layout != header.Layout || pageCount != header.PageCount)
            {
                throw ImageErrors.SourceChanged(path);
            }

            CheckSize(image, path, options);
            stream = OpenEntry(entry, path);
            Skip(stream, image.DataOffset, path);
            if (!image.FortranOrder)
            {
                Skip(stream, (arrayPage - 1) * image.PageBytes, path);
                return new NpyRowReader(stream, image, path, options.AllowDepthLoss, archive);
            }

            FileStream unpacked = Unpack(stream, image.PageBytes * image.Pages, path);
            stream.Dispose();
            archive.Dispose();
            return new FortranRowReader(unpacked, 0, image, arrayPage, path, options.AllowDepthLoss);
        }
        catch
        {
            stream?.Dispose();
            archive.Dispose();
            throw;
        }
    }

    private static void CheckSize(NpyImage image, string path, DecodeOptions options)
    {
        if (image.FortranOrder && image.PixelCount > options.MaxPixels)
        {
            throw ImageErrors.TooLarge(path, image.PixelCount, options.MaxPixels);
        }
    }

    private static ZipArchive OpenArchive(string path)
    {
        FileStream file = ImageFiles.OpenRead(path, BufferSize);
        try
        {
            var archive = new ZipArchive(file, ZipArchiveMode.Read);

            // The directory is read at the first use of the entries, not by the constructor.
            _ = archive.Entries;
            return archive;
        }
        catch (Exception e)
        {
            file.Dispose();
            throw e switch
            {
                InvalidDataException or EndOfStreamException => ImageErrors.Corrupt(path, $"its ZIP archive is damaged: {e.Message}", e),
                IOException => ImageErrors.ReadFailed(path, e),
                _ => ImageErrors.Corrupt(path, "its ZIP archive is damaged", e),
            };
        }
    }

    /// <summary>Finds the array that holds a page, and counts the pages of all.</summary>
    private static (ZipArchiveEntry Entry, NpyImage Image, int ArrayPage, int PageCount) Find(ZipArchive archive, int page, string path)
    {
        (ZipArchiveEntry Entry, NpyImage Image, int ArrayPage)? found = null;
        long pages = 0L;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (!entry.FullName.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) || ReadImage(entry, path) is not { } image)
            {
                continue;
            }

            if (page > pages && page <= pages + image.Pages)
            {
                found = (entry, image, (int)(page - pages));
            }

            pages += image.Pages;
        }

        if (pages is 0 or > int.MaxValue)
        {
            throw ImageErrors.FormatNotSupported(path, "its archive has no array of numbers with 2 to 4 dimensions");
        }

        return found is { } hit
            ? (hit.Entry, hit.Image, hit.ArrayPage, (int)pages)
            : throw ImageErrors.PageNotFound(path, page, (int)pages);
    }

    private static NpyImage? ReadImage(ZipArchiveEntry entry, string path)
    {
        using ChecksummedStream stream = OpenEntry(entry, path);
        var header = NpyHeader.Read(stream, path);
        return header.Shape.Length is < 2 or > 4 || NpyType.Parse(header.Descr) is null
            ? null
            : NpyImage.Create(header, entry.Length, path);
    }

    private static ChecksummedStream OpenEntry(ZipArchiveEntry entry, string path)
    {
        if (entry.IsEncrypted)
        {
            throw ImageErrors.FormatNotSupported(path, "its archive is encrypted");
        }

        try
        {
            if (entry.Length / CompressionBound.DeflateGain > entry.CompressedLength)
            {
                throw ImageErrors.Corrupt(path, "its archive lists a size that its compressed data cannot have");
            }

            return new ChecksummedStream(entry.Open(), entry.Length, entry.Crc32);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException)
        {
            throw ImageErrors.Corrupt(path, $"its ZIP archive is damaged: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw ImageErrors.ReadFailed(path, e);
        }
    }

    private static void Skip(Stream stream, long count, string path)
    {
        byte[] buffer = new byte[BufferSize];
        while (count > 0)
        {
            int part = (int)Math.Min(count, buffer.Length);
            SourceFile.ReadExactly(stream, buffer.AsSpan(0, part), path);
            count -= part;
        }
    }

    /// <summary>Decompresses an array into a temporary file that goes when it is closed.</summary>
    private static FileStream Unpack(Stream stream, long length, string path)
    {
        FileStream unpacked = TemporaryFile.Create();
        try
        {
            byte[] buffer = new byte[BufferSize];
            for (long left = length; left > 0;)
            {
                Span<byte> part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
                SourceFile.ReadExactly(stream, part, path);
                unpacked.Write(part);
                left -= part.Length;
            }

            return unpacked;
        }
        catch (Exception e)
        {
            unpacked.Dispose();
            throw e is IOException ? OutputErrors.TemporaryFileFailed(length, e) : e;
        }
    }
}

/// <summary>Reads one entry of an archive forward and, at its end, compares the CRC-32 that the archive states.</summary>
/// <param name="source">The entry's uncompressed bytes; disposed with this.</param>
/// <param name="length">Bytes that the archive states; no more are given out.</param>
/// <param name="expected">CRC-32 that the archive states.</param>
internal sealed class ChecksummedStream(Stream source, long length, uint expected) : ReadOnlyStream
{
    private readonly Crc32 _crc = new();
    private long _position;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length > length - _position)
        {
            buffer = buffer[..(int)(length - _position)];
        }

        if (buffer.IsEmpty)
        {
            return 0;
        }

        int read = source.Read(buffer);
        _crc.Append(buffer[..read]);
        _position += read;
        if (_position == length && _crc.GetCurrentHashAsUInt32() != expected)
        {
            throw new InvalidDataException("its checksum does not match");
        }

        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
