using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using NetVips;

namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>Translates between libvips' idea of an image and the engine's.</summary>
internal static class VipsImages
{
    private const string IccField = "icc-profile-data";
    private const string ExifField = "exif-data";
    private const double MillimetresAnInch = 25.4;

    /// <summary>The sample type of an image.</summary>
    /// <exception cref="HeatmapException">FormatNotSupported for complex numbers.</exception>
    private static SampleType SampleTypeOf(Image image, string path) => image.Format switch
    {
        Enums.BandFormat.Uchar => SampleType.UInt8,
        Enums.BandFormat.Char => SampleType.Int8,
        Enums.BandFormat.Ushort => SampleType.UInt16,
        Enums.BandFormat.Short => SampleType.Int16,
        Enums.BandFormat.Uint => SampleType.UInt32,
        Enums.BandFormat.Int => SampleType.Int32,
        Enums.BandFormat.Float => SampleType.Float32,
        Enums.BandFormat.Double => SampleType.Float64,
        _ => throw ImageErrors.FormatNotSupported(path,
            "it stores complex numbers. Save its magnitude or its real part as float TIFF or NPY"),
    };

    /// <summary>libvips' name of a sample type.</summary>
    public static Enums.BandFormat FormatOf(SampleType type) => type switch
    {
        SampleType.UInt8 => Enums.BandFormat.Uchar,
        SampleType.Int8 => Enums.BandFormat.Char,
        SampleType.UInt16 => Enums.BandFormat.Ushort,
        SampleType.Int16 => Enums.BandFormat.Short,
        SampleType.UInt32 => Enums.BandFormat.Uint,
        SampleType.Int32 => Enums.BandFormat.Int,
        SampleType.Float32 => Enums.BandFormat.Float,
        _ => Enums.BandFormat.Double,
    };

    /// <summary>Size and sample type of an image.</summary>
    /// <exception cref="HeatmapException">FormatNotSupported, ImageTooLarge (a row does not fit an array).</exception>
    public static RasterLayout LayoutOf(Image image, string path)
    {
        SampleType type = SampleTypeOf(image, path);
        long rowBytes = (long)image.Width * image.Bands * type.Size;
        if (rowBytes > Array.MaxLength)
            throw CodecErrors.RowTooLong(path, rowBytes);
        return new RasterLayout(image.Width, image.Height, image.Bands, type);
    }

    /// <summary>Whether the values are colours of another space than RGB, to be converted.</summary>
    public static bool IsForeignColor(Image image) => image.Bands >= 3 && image.Interpretation is
        Enums.Interpretation.Cmyk or Enums.Interpretation.Lab or Enums.Interpretation.Labs or Enums.Interpretation.Labq
        or Enums.Interpretation.Lch or Enums.Interpretation.Xyz or Enums.Interpretation.Yxy;

    /// <summary>CMYK, Lab and XYZ to sRGB, through the file's own ICC profile where it has one.</summary>
    /// <remarks>Grey and RGB come back as they are: their numbers are what the file stores.</remarks>
    public static Image ToRgb(Image image)
    {
        if (!IsForeignColor(image))
            return image;

        using (image)
        {
            bool deep = image.Format is Enums.BandFormat.Ushort or Enums.BandFormat.Short
                && image.Interpretation != Enums.Interpretation.Labq;
            if (image.Interpretation == Enums.Interpretation.Cmyk && image.Contains(IccField))
            {
                try
                {
                    return image.IccTransform("srgb", intent: Enums.Intent.Perceptual, embedded: true, depth: deep ? 16 : 8);
                }
                catch (VipsException)
                {
                    // A profile that cannot be used is as good as none.
                }
            }

            return image.Colourspace(deep ? Enums.Interpretation.Rgb16 : Enums.Interpretation.Srgb);
        }
    }

    /// <summary>What a file of the web's formats (not TIFF) says of its bands.</summary>
    /// <param name="loaded">The image as loaded.</param>
    /// <param name="shown">The image after colour conversion and orientation.</param>
    public static RasterMetadata MetadataOf(Image loaded, Image shown)
    {
        bool gray = shown.Bands <= 2;
        ExifData? exif = loaded.Contains(ExifField) && loaded.Get(ExifField) is byte[] bytes ? new ExifData(bytes) : null;
        return new RasterMetadata
        {
            ColorModel = gray ? ColorModel.Gray : ColorModel.Rgb,
            HasAlpha = shown.Bands is 2 or 4,
            BitDepth = BitDepthOf(loaded),
            IccProfile = gray || IsForeignColor(loaded) ? null : ProfileOf(loaded),
            Resolution = ResolutionOf(loaded),
            Captured = exif?.Captured,
            Camera = exif?.Camera,
        };
    }

    /// <summary>The ICC profile, or null.</summary>
    private static ReadOnlyMemory<byte>? ProfileOf(Image image) =>
        image.Contains(IccField) && image.Get(IccField) is byte[] { Length: > 0 } profile
            ? new ReadOnlyMemory<byte>(profile)
            : (ReadOnlyMemory<byte>?)null;

    /// <summary>Pixels an inch, or null when the file does not say.</summary>
    /// <remarks>
    /// libvips fills in 72 an inch for PNG (2.834 a millimetre) and JPEG, and 1 a millimetre elsewhere. Of a JPEG it
    /// tells the unit only when the file has one.
    /// </remarks>
    private static (double X, double Y)? ResolutionOf(Image image)
    {
        const double PngDefault = 2.834;
        bool told = image.Xres is > 0 and not 1 && image.Yres > 0 && Math.Abs(image.Xres - PngDefault) > 1e-6
            && (!image.Contains("jpeg-multiscan") || image.Contains("resolution-unit"));
        return told ? (Math.Round(image.Xres * MillimetresAnInch, 3), Math.Round(image.Yres * MillimetresAnInch, 3)) : null;
    }

    /// <summary>EXIF orientation, 1 (upright) to 8.</summary>
    public static int OrientationOf(Image image) =>
        image.Contains("orientation") && image.Get("orientation") is int value and >= 1 and <= 8 ? value : 1;

    private static int BitDepthOf(Image image) =>
        image.Contains("bits-per-sample") && image.Get("bits-per-sample") is int bits and >= 1 and <= 64
            ? bits
            : image.Format switch
            {
                Enums.BandFormat.Uchar or Enums.BandFormat.Char => 8,
                Enums.BandFormat.Ushort or Enums.BandFormat.Short => 16,
                Enums.BandFormat.Double => 64,
                _ => 32,
            };
}
