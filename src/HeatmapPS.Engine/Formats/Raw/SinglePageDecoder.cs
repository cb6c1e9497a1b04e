using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Raw;

/// <summary>What the header of a file of one image says.</summary>
internal interface IFileHeader
{
    /// <summary>The rows to be given out.</summary>
    RasterLayout Layout { get; }

    /// <summary>Their meaning.</summary>
    RasterMetadata Metadata { get; }
}

/// <summary>Reads formats that hold one image as a stream of rows: the header is read and checked against the file, then again when the
/// rows are opened.</summary>
/// <typeparam name="THeader">What the header says.</typeparam>
internal abstract class SinglePageDecoder<THeader> : IImageDecoder
    where THeader : IFileHeader
{
    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        if (page != 1)
            throw ImageErrors.PageNotFound(path, page, 1);
        using FileStream file = ImageFiles.OpenRead(path);
        THeader header = Parse(file, path);
        return new ImageHeader(header.Layout, header.Metadata, page, 1, Name);
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        FileStream file = ImageFiles.OpenRead(path);
        try
        {
            THeader found = Parse(file, path);
            return found.Layout == header.Layout ? Open(file, found, path) : throw ImageErrors.SourceChanged(path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the header of a file that can hold what it claims.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported, ImageReadFailed.</exception>
    protected abstract THeader Parse(FileStream file, string path);

    /// <summary>Opens the rows; the reader owns the file.</summary>
    protected abstract RowReader Open(FileStream file, THeader header, string path);
}
