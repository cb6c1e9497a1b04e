using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats;

/// <summary>The file formats that the engine knows, and how it detects the format of a file.</summary>
public static class ImageFormats
{
    /// <summary>Portable Network Graphics.</summary>
    public static ImageFormat Png { get; } = new("PNG", "Portable Network Graphics, lossless, up to 16 bits", ["png", "apng"]);

    /// <summary>TIFF and BigTIFF.</summary>
    public static ImageFormat Tiff { get; } =
        new("TIFF", "TIFF, BigTIFF and GeoTIFF, integers and floats, many pages", ["tif", "tiff", "gtiff", "btf", "tf8"]);

    /// <summary>JPEG, radiometric JPEG included.</summary>
    public static ImageFormat Jpeg { get; } = new("JPEG", "JPEG photos, lossy, 8 bits", ["jpg", "jpeg", "jpe", "jfif"]);

    /// <summary>FLIR's thermal records: one frame, or a sequence.</summary>
    public static ImageFormat Fff { get; } =
        new("FFF", "FLIR thermal image or sequence (SEQ), counts converted to temperatures", ["fff", "seq", "csq"]);

    /// <summary>WebP.</summary>
    public static ImageFormat WebP { get; } = new("WEBP", "WebP, lossy or lossless, animated, 8 bits", ["webp"]);

    /// <summary>GIF.</summary>
    public static ImageFormat Gif { get; } = new("GIF", "GIF, up to 256 colours, animated", ["gif"]);

    /// <summary>AVIF.</summary>
    public static ImageFormat Avif { get; } = new("AVIF", "AV1 Image File, lossy or lossless", ["avif"]);

    /// <summary>HEIF with HEVC.</summary>
    public static ImageFormat Heic { get; } = new("HEIC", "High Efficiency Image File (HEVC)", ["heic", "heif"]);

    /// <summary>NumPy array.</summary>
    public static ImageFormat Npy { get; } = new("NPY", "NumPy array, all number types", ["npy"]);

    /// <summary>NumPy archive.</summary>
    public static ImageFormat Npz { get; } = new("NPZ", "NumPy archive of arrays", ["npz"]);

    /// <summary>Netpbm of any kind: the detected format of all its files.</summary>
    public static ImageFormat Netpbm { get; } = new("PNM", "Netpbm: grey or RGB, up to 16 bits", ["pnm", "pbm"]);

    /// <summary>Netpbm's grey map.</summary>
    public static ImageFormat Pgm { get; } = new("PGM", "Netpbm: one band, up to 16 bits", ["pgm"]);

    /// <summary>Netpbm's colour map.</summary>
    public static ImageFormat Ppm { get; } = new("PPM", "Netpbm: RGB, up to 16 bits", ["ppm"]);

    /// <summary>Netpbm's map of any number of bands.</summary>
    public static ImageFormat Pam { get; } = new("PAM", "Netpbm: any number of bands, alpha, up to 16 bits", ["pam"]);

    /// <summary>Portable float map.</summary>
    public static ImageFormat Pfm { get; } = new("PFM", "Portable float map, 32-bit floats", ["pfm"]);

    /// <summary>Numbers as text.</summary>
    public static ImageFormat Csv { get; } =
        new("CSV", "Table of numbers as text: CSV, TSV, numpy.savetxt", ["csv"]) { ReadExtensions = ["tsv", "txt", "asc", "dat"] };

    /// <summary>Deep Zoom: a description, and tiles in a folder beside it.</summary>
    public static ImageFormat DeepZoom { get; } =
        new("DZI", "Deep Zoom: image tiles at every size, and a page to view them in a browser", ["dzi"]);

    /// <summary>Windows bitmap.</summary>
    public static ImageFormat Bmp { get; } = new("BMP", "Windows bitmap, 8 bits", ["bmp", "dib"]);

    /// <summary>Truevision Targa.</summary>
    public static ImageFormat Tga { get; } = new("TGA", "Truevision Targa, 8 bits", ["tga", "vda", "icb", "vst"]);

    /// <summary>Photoshop document.</summary>
    public static ImageFormat Psd { get; } = new("PSD", "Photoshop document, flattened", ["psd", "psb"]);

    /// <summary>JPEG 2000 file or bare codestream.</summary>
    public static ImageFormat Jpeg2000 { get; } = new("JP2", "JPEG 2000", ["jp2", "j2k", "j2c", "jpc", "jpx"]);

    /// <summary>SMPTE DPX.</summary>
    public static ImageFormat Dpx { get; } = new("DPX", "SMPTE DPX film frames", ["dpx"]);

    /// <summary>Kodak Cineon.</summary>
    public static ImageFormat Cineon { get; } = new("CIN", "Kodak Cineon film frames, 10 bits", ["cin"]);

    /// <summary>Windows icon.</summary>
    public static ImageFormat Ico { get; } = new("ICO", "Windows icon", ["ico"]);

    /// <summary>FITS.</summary>
    public static ImageFormat Fits { get; } = new("FITS", "Flexible Image Transport System (astronomy)", ["fits", "fit", "fts"]);

    /// <summary>OpenEXR.</summary>
    public static ImageFormat OpenExr { get; } = new("EXR", "OpenEXR, half and single floats", ["exr"]);

    /// <summary>Radiance HDR.</summary>
    public static ImageFormat Radiance { get; } = new("HDR", "Radiance RGBE", ["hdr", "pic"]);

    /// <summary>DICOM.</summary>
    public static ImageFormat Dicom { get; } = new("DICOM", "DICOM medical images", ["dcm", "dicom"]);

    /// <summary>GIMP's own format.</summary>
    public static ImageFormat Xcf { get; } = new("XCF", "GIMP image", ["xcf"]);

    /// <summary>ZSoft PCX.</summary>
    public static ImageFormat Pcx { get; } = new("PCX", "ZSoft Paintbrush, 8 bits", ["pcx"]);

    /// <summary>Silicon Graphics image.</summary>
    public static ImageFormat Sgi { get; } = new("SGI", "Silicon Graphics image, 8 or 16 bits", ["sgi", "rgb", "rgba", "bw"]);

    /// <summary>Sun raster.</summary>
    public static ImageFormat Sun { get; } = new("SUN", "Sun raster, 8 bits", ["ras", "sun"]);

    /// <summary>Quite OK Image.</summary>
    public static ImageFormat Qoi { get; } = new("QOI", "Quite OK Image, lossless, 8 bits", ["qoi"]);

    /// <summary>JPEG XL.</summary>
    public static ImageFormat JpegXl { get; } = new("JXL", "JPEG XL", ["jxl"]);

    /// <summary>Every format, in the order Get-HeatmapFormat lists them.</summary>
    public static ImmutableArray<ImageFormat> All { get; } =
    [
        Png, Tiff, Jpeg, Fff, WebP, Gif, Avif, Heic, Npy, Npz, Netpbm, Pgm, Ppm, Pam, Pfm, Csv, DeepZoom, Bmp, Tga, Psd, Jpeg2000, Dpx,
            Cineon, Ico,
        Fits, OpenExr, Radiance, Dicom, Xcf, Pcx, Sgi, Sun, Qoi, JpegXl,
    ];

    /// <summary>The format that writes files of an extension, or null.</summary>
    /// <param name="extension">With or without dot, in any case.</param>
    public static ImageFormat? FromExtension(string extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        string name = extension.TrimStart('.');
        foreach (ImageFormat format in All)
        {
            foreach (string candidate in format.Extensions)
            {
                if (candidate.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return format;
            }
        }

        return null;
    }

    /// <summary>Tells a file's format by its content; by its extension only for formats without a mark of their own (TGA, text).</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="HeatmapException">ImageNotFound, ImageAccessDenied, ImageCorrupt (empty), FormatNotSupported.</exception>
    public static ImageFormat Detect(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Span<byte> buffer = stackalloc byte[FormatSignatures.HeadLength];
        using FileStream stream = ImageFiles.OpenRead(path, bufferSize: 0);
        var head = (ReadOnlySpan<byte>)buffer[..SourceFile.ReadSome(stream, buffer, path)];
        if (head.IsEmpty)
            throw ImageErrors.Corrupt(path, "it is empty");

        string extension = Path.GetExtension(path).TrimStart('.');
        return FormatSignatures.Match(head, extension, stream.Length)
            ?? throw ImageErrors.FormatNotSupported(path, FormatSignatures.Explain(head));
    }
}

/// <summary>A file format: what it is called and which extensions it uses.</summary>
/// <param name="Name">Short upper-case name, such as "PNG".</param>
/// <param name="Description">One line for people.</param>
/// <param name="Extensions">File extensions without dot, lower case; the first is used for new files.</param>
public sealed record ImageFormat(string Name, string Description, ImmutableArray<string> Extensions)
{
    /// <summary>Further extensions of files that are read.</summary>
    internal ImmutableArray<string> ReadExtensions { get; init; } = [];

    /// <summary>Whether it is the same format: names are unique.</summary>
    public bool Equals(ImageFormat? other) => other is not null && Name == other.Name;

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
