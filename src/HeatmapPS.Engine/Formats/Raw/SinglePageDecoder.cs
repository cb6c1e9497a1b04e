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

/// <summary>Rows that are read from a file one by one.</summary>
/// <param name="file">The file; disposed with the reader.</param>
/// <param name="layout">The rows given out.</param>
/// <param name="path">For errors.</param>
internal abstract class FileRowReader(Stream file, RasterLayout layout, string path) : RowReader(layout)
{
    /// <summary>What is read from.</summary>
    protected Stream File => file;

    /// <summary>The name of the file in messages.</summary>
    protected string Path => path;

    /// <inheritdoc/>
    public sealed override void Read(Span<byte> destination)
    {
        for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..])
            ReadRow(destination[..Layout.RowBytes]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Reads the next row.</summary>
    protected abstract void ReadRow(Span<byte> row);

    /// <summary>Fills a buffer from the file.</summary>
    protected void Fill(Span<byte> stored) => SourceFile.ReadExactly(file, stored, path);

    /// <summary>Fills a buffer from a place in the file.</summary>
    protected void FillAt(long position, Span<byte> stored)
    {
        file.Position = position;
        Fill(stored);
    }

    /// <summary>The next byte of the file.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt at its end.</exception>
    protected byte Next()
    {
        int value = file.ReadByte();
        return value >= 0 ? (byte)value : throw ImageErrors.Corrupt(path, "it ends before its last pixel");
    }
}

/// <summary>What the number of bands means in formats that have no other word for it.</summary>
internal static class ColorBands
{
    /// <summary>Metadata of colours of so many bands: grey, grey and alpha, RGB, RGB and alpha.</summary>
    public static RasterMetadata Describe(int bands, int bits) =>
        new() { ColorModel = bands > 4 ? ColorModel.Multiband : bands > 2 ? ColorModel.Rgb : ColorModel.Gray, HasAlpha = bands is 2 or 4,
            BitDepth = bits };

    /// <summary>A palette of red, green and blue bytes as grey where all its colours are, else as it is.</summary>
    public static byte[] Reduce(byte[] palette)
    {
        for (int i = 0; i + 2 < palette.Length; i += 3)
        {
            if (palette[i] != palette[i + 1] || palette[i] != palette[i + 2])
                return palette;
        }

        return [.. palette.Where((_, i) => i % 3 == 0)];
    }
}
