using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using HeatmapPS.Engine.Formats.DeepZoom;
using HeatmapPS.Engine.Formats.Dicom;
using HeatmapPS.Engine.Formats.Film;
using HeatmapPS.Engine.Formats.Fits;
using HeatmapPS.Engine.Formats.Gif;
using HeatmapPS.Engine.Formats.Jpeg;
using HeatmapPS.Engine.Formats.Magick;
using HeatmapPS.Engine.Formats.Netpbm;
using HeatmapPS.Engine.Formats.Numpy;
using HeatmapPS.Engine.Formats.Pcx;
using HeatmapPS.Engine.Formats.Png;
using HeatmapPS.Engine.Formats.Radiance;
using HeatmapPS.Engine.Formats.Sgi;
using HeatmapPS.Engine.Formats.Sun;
using HeatmapPS.Engine.Formats.Targa;
using HeatmapPS.Engine.Formats.Text;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Formats.Tiff;
using HeatmapPS.Engine.Formats.Vips;

namespace HeatmapPS.Engine.Formats;

/// <summary>What can be done with one format here.</summary>
/// <param name="Name">Short name, such as "PNG".</param>
/// <param name="Description">One line for people.</param>
/// <param name="Extensions">File extensions without dot.</param>
/// <param name="Reads">Whether it is read.</param>
/// <param name="Writes">Whether it is written.</param>
/// <param name="ReadCodec">The library that reads it, or null.</param>
/// <param name="WriteCodec">The library that writes it, or null.</param>
/// <param name="ReadBits">Depths read, such as "8, 16", or null.</param>
/// <param name="WriteBits">Depths written, or null.</param>
/// <param name="Palette">Whether heatmaps are written as index images with a palette.</param>
/// <param name="Pages">Whether files of many pages or frames are read.</param>
/// <param name="Notes">What else is worth knowing, or empty.</param>
public sealed record FormatSupport(
    string Name,
    string Description,
    ImmutableArray<string> Extensions,
    bool Reads,
    bool Writes,
    string? ReadCodec,
    string? WriteCodec,
    string? ReadBits,
    string? WriteBits,
    bool Palette,
    bool Pages,
    string Notes);

/// <summary>Which codec reads and which writes each format.</summary>
public static class CodecRegistry
{
    // One line a format; a codec is made when it is first asked for, so that nothing native is loaded for a listing.
    private static readonly FrozenDictionary<ImageFormat, Entry> s_entries = new Entry[]
    {
        new(ImageFormats.Png, () => new PngDecoder(), () => new PngEncoder(), "1, 2, 4, 8, 16", "8, 16"),
        new(ImageFormats.Tiff, Tiff, () => new TiffEncoder(), "1 to 32, float 16 to 64", "8, 16, 32, float 32, 64") { Pages = true },
        new(ImageFormats.Jpeg, Vips, () => new JpegEncoder(), "8",
            "8") { Notes = "No alpha. At most 65,500 pixels per side. Temperatures from radiometric JPEG (FLIR; DJI as counts)." },
        new(ImageFormats.Fff, () => new FlirDecoder(), null, "16, as float 32", null) { Pages = true,
            Notes = "Temperatures from the calibration in the file. JPEG-LS frames (.csq) cannot be read." },
        new(ImageFormats.WebP, Vips, VipsEncoder.WebP, "8", "8") { Pages = true,
            Notes = "Lossless for heatmaps by default, and for all images with quality 100. At most 16,383 pixels per side." },
        new(ImageFormats.Gif, Vips, () => new GifEncoder(), "8", "8") { Pages = true,
            Notes = "Heatmaps and grey pictures are exact; other pictures are reduced to 256 colours." },
        new(ImageFormats.Avif, Vips, VipsEncoder.Avif, "8, 10, 12", "8") { Pages = true,
            Notes = "10 and 12 bits keep their values. Grey pictures are read as RGB. Quality 100 is lossless." },
        new(ImageFormats.Heic, Magick, null, null, null) { Pages = true, Notes = "Grey pictures are read as RGB." },
        new(ImageFormats.Npy, Npy, () => new NpyEncoder(), "1, 8 to 32, float 16 to 64", "8 to 32, float 32, 64") { Pages = true,
            Notes = "64-bit integers are read if they fit exactly into a 64-bit float." },
        new(ImageFormats.Npz, () => new NpzDecoder(), () => new NpzEncoder(), "1, 8 to 32, float 16 to 64",
            "8 to 32, float 32, 64") { Pages = true, Notes = "A heatmap is written with its numbers, colours and limits." },
        new(ImageFormats.Netpbm, Netpbm, () => NetpbmEncoder.Pnm, "1 to 16", "8, 16") { Pages = true },
        new(ImageFormats.Pgm, Netpbm, () => NetpbmEncoder.Pgm, "1 to 16", "8, 16") { Pages = true },
        new(ImageFormats.Ppm, Netpbm, () => NetpbmEncoder.Ppm, "1 to 16", "8, 16") { Pages = true },
        new(ImageFormats.Pam, Netpbm, () => NetpbmEncoder.Pam, "1 to 16", "8, 16") { Pages = true },
        new(ImageFormats.Pfm, Netpbm, () => NetpbmEncoder.Pfm, "float 32", "float 32"),
        new(ImageFormats.Csv, () => new TextTableDecoder(), () => new CsvEncoder(), "all, as float 64", "all") { Notes =
            "The numbers, one line per row. Separator, decimal sign, lines before the table and labels are detected." },
        new(ImageFormats.DeepZoom, null, () => new DeepZoomEncoder(), null,
            "8, 16") { Notes = "The tiles are PNG files in a folder next to the .dzi file." },
        ByMagick(ImageFormats.Bmp, () => MagickEncoder.Bmp()) with { Notes =
            "Palettes of 1, 4 and 8 bits, runs, 16 to 32 bits with masks and alpha." },
        ByMagick(ImageFormats.Tga, () => MagickEncoder.Tga(), () => new TargaDecoder(), "8"),
        ByMagick(ImageFormats.Psd, () => MagickEncoder.Psd()) with { Notes =
            "The flattened picture. Extra channels are left out unless the layers use them as alpha; Lab is not supported." },
        ByMagick(ImageFormats.Jpeg2000, () => MagickEncoder.Jpeg2000()) with { Notes = "Grey, RGB, palettes, and alpha that is defined as such; three bands marked as grey are read as bands without colours. Offset, subsampled and signed components are not supported." },
        ByMagick(ImageFormats.Dpx, () => MagickEncoder.Dpx(), () => new DpxDecoder(),
            "8, 10, 12, 16") with { Notes = "Grey, RGB and RGBA; samples as stored, not scaled." },
        ByMagick(ImageFormats.Cineon, null, () => new CineonDecoder(), "10") with { Notes = "Three bands as stored, not scaled." },
        ByMagick(ImageFormats.Ico, () => MagickEncoder.Ico()) with { Pages = true, Notes = "At most 256 pixels per side." },
        new(ImageFormats.Fits, () => new FitsDecoder(), () => new FitsEncoder(), "8 to 64, float 32, 64",
            "8 to 32, float 32, 64") { Pages = true,
            Notes = "Scales, BLANK and units like astropy; rows in the stored order. Tables and tile compression are not supported." },
        ByMagick(ImageFormats.OpenExr, null) with { Notes = "Floats are clipped to 0..1; requires Import-HeatmapImage -AllowDepthLoss." },
        new(ImageFormats.Radiance, () => new RadianceDecoder(), null, "float 32",
            null) { Notes = "Values like OpenCV; an exposure in the header is not applied." },
        new(ImageFormats.Dicom, () => new DicomDecoder(), null, "8, 16, 32, float 32, 64", null) { Pages = true,
            Notes = "Stored values: no rescale slope, window or inversion. JPEG and JPEG 2000 frames of 8 bits." },
        ByMagick(ImageFormats.Xcf, null) with { Notes =
            "Flattened, with alpha; 8 bits, layers with run-length compression. Not compared with another reader." },
        ByMagick(ImageFormats.Pcx, () => MagickEncoder.Pcx(), () => new PcxDecoder(), "8") with { Notes = "Black and white, palettes of 4 to 256 colours, RGB. Palettes of two other colours are not supported, because programs differ on them." },
        ByMagick(ImageFormats.Sgi, () => MagickEncoder.Sgi(), () => new SgiDecoder(), "8, 16"),
        ByMagick(ImageFormats.Sun, null, () => new SunDecoder(), "8"),
        ByMagick(ImageFormats.Qoi, () => MagickEncoder.Qoi()),
        ByMagick(ImageFormats.JpegXl, null),
    }.ToFrozenDictionary(entry => entry.Format);

    /// <summary>Every format and what can be done with it, in a fixed order.</summary>
    public static ImmutableArray<FormatSupport> Formats => [.. ImageFormats.All.Select(format => Describe(s_entries[format]))];

    /// <summary>The codec that reads a format, or null.</summary>
    internal static IImageDecoder? FindDecoder(ImageFormat format) =>
        s_entries.TryGetValue(format, out Entry? entry) ? entry.Decoder?.Value : null;

    /// <summary>The codec that writes a format, or null.</summary>
    internal static IImageEncoder? FindEncoder(ImageFormat format) =>
        s_entries.TryGetValue(format, out Entry? entry) ? entry.Encoder?.Value : null;

    private static VipsDecoder Vips() => new();

    private static TiffDecoder Tiff() => new();

    private static NpyDecoder Npy() => new();

    private static NetpbmDecoder Netpbm() => new();

    private static MagickDecoder Magick() => new();

    /// <summary>A format that ImageMagick writes, where it does, and reads unless another decoder is named.</summary>
    private static Entry ByMagick(
        ImageFormat format, Func<IImageEncoder>? encoder, Func<IImageDecoder>? decoder = null, string? readBits = null) =>
        new(format, decoder ?? Magick, encoder, readBits, null);

    private static FormatSupport Describe(Entry entry)
    {
        IImageDecoder? decoder = entry.Decoder?.Value;
        IImageEncoder? encoder = entry.Encoder?.Value;
        return new FormatSupport(
            entry.Format.Name,
            entry.Format.Description,
            [.. entry.Format.Extensions, .. entry.Format.ReadExtensions],
            decoder is not null,
            encoder is not null,
            decoder?.Name,
            encoder?.Name,
            decoder is MagickDecoder ? Bits(MagickLibrary.QuantumBits) : entry.ReadBits,
            encoder is MagickEncoder magick ? Bits(magick.MaxBits) : entry.WriteBits,
            encoder?.SupportsPalette ?? false,
            entry.Pages,
            entry.Notes);
    }

    private static string Bits(int most) => most == 16 ? "8, 16" : most.ToString(CultureInfo.InvariantCulture);

    private sealed record Entry(ImageFormat Format, Func<IImageDecoder>? MakeDecoder, Func<IImageEncoder>? MakeEncoder, string? ReadBits,
        string? WriteBits)
    {
        public bool Pages { get; init; }

        public string Notes { get; init; } = string.Empty;

        public Lazy<IImageDecoder>? Decoder { get; } = MakeDecoder is null ? null : new(MakeDecoder);

        public Lazy<IImageEncoder>? Encoder { get; } = MakeEncoder is null ? null : new(MakeEncoder);
    }
}
