using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Jpeg;
using HeatmapPS.Engine.Formats.Text;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats;

/// <summary>What a file says of one of its pages before any pixel is read.</summary>
/// <param name="Layout">Size, bands and sample type the rows will have.</param>
/// <param name="Metadata">Meaning of the bands, bit depth, nodata.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="PageCount">Pages in the file, at least 1.</param>
/// <param name="Codec">Name of the codec that will read it.</param>
internal record ImageHeader(RasterLayout Layout, RasterMetadata Metadata, int Page, int PageCount, string Codec)
{
    /// <summary>Whether the codec decodes the page whole (into memory) rather than as a stream of rows.</summary>
    public bool DecodesWhole { get; init; }
}

/// <summary>Limits and permissions of one read.</summary>
internal sealed record DecodeOptions
{
    /// <summary>What a picture's description says of the numbers under it, where these are read; else null.</summary>
    public EmbeddedNumbers? Numbers { get; init; }

    public static DecodeOptions Default { get; } = new();

    /// <summary>Pixels that may be decoded into memory; streaming is not bounded by it.</summary>
    public long MaxPixels { get; init; } = 1_000_000_000;

    /// <summary>Whether samples may be read at less depth than the file stores.</summary>
    public bool AllowDepthLoss { get; init; }

    /// <summary>How temperatures are read.</summary>
    public ThermalOptions Thermal { get; init; } = ThermalOptions.Default;

    /// <summary>How tables of numbers in text files are written.</summary>
    public TextTableOptions Tables { get; init; } = TextTableOptions.Default;

    /// <summary>What pages of one sequence share, or null where each is looked for anew.</summary>
    public SequenceIndex? Sequences { get; init; }

    /// <summary>The segments of a JPEG file; null for other formats.</summary>
    public JpegSegments? Segments { get; init; }
}

/// <summary>Reads one family of file formats.</summary>
/// <remarks>Implementations have no state and are used from many threads at once.</remarks>
internal interface IImageDecoder
{
    /// <summary>Name shown to the user, such as "libvips".</summary>
    string Name { get; }

    /// <summary>Reads the header of one page. Allocates nothing that grows with the sizes the file claims.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="format">The format found by content.</param>
    /// <param name="page">The page, from 1.</param>
    /// <param name="options">Limits and permissions.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported, DepthLost, PageNotFound, ImageTooLarge.</exception>
    ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options);

    /// <summary>Opens the rows of the page whose header was read.</summary>
    RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options);

    /// <summary>Opens a part of the rows. By default, the rows above are read too, but not those below.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its format.</param>
    /// <param name="header">What its header said.</param>
    /// <param name="part">Lies inside the page.</param>
    /// <param name="options">Limits and permissions.</param>
    RowReader OpenPart(string path, ImageFormat format, ImageHeader header, PixelRectangle part, DecodeOptions options) =>
        CroppedRows.Open(() => OpenRows(path, format, header, options), part);
}
