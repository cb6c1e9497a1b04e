using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using ImageMagick;
using ImageMagick.Formats;

namespace HeatmapPS.Engine.Formats.Magick;

/// <summary>Writes one of the formats that only ImageMagick writes.</summary>
/// <remarks>8 bits a sample always; 16 where both the format and the package hold them. Lossless in every format listed.</remarks>
internal sealed class MagickEncoder : IImageEncoder
{
    private readonly ImageFormat _format;
    private readonly MagickFormat _name;
    private readonly int _bits;
    private readonly int[] _bands;
    private readonly int _mostSide;

    private MagickEncoder(ImageFormat format, MagickFormat name, int bits, int[] bands, int mostSide)
    {
        _format = format;
        _name = name;
        _bits = bits;
        _bands = bands;
        _mostSide = mostSide;
    }

    public static MagickEncoder Bmp() => new(ImageFormats.Bmp, MagickFormat.Bmp, 8, [1, 3, 4], 32_767);

    public static MagickEncoder Tga() => new(ImageFormats.Tga, MagickFormat.Tga, 8, [1, 3, 4], 65_535);

    public static MagickEncoder Psd() => new(ImageFormats.Psd, MagickFormat.Psd, 16, [1, 3], 30_000);

    public static MagickEncoder Jpeg2000() => new(ImageFormats.Jpeg2000, MagickFormat.Jp2, 16, [1, 2, 3, 4], MagickLibrary.MaxSide);

    public static MagickEncoder Dpx() => new(ImageFormats.Dpx, MagickFormat.Dpx, 16, [3], MagickLibrary.MaxSide);

    public static MagickEncoder Pcx() => new(ImageFormats.Pcx, MagickFormat.Pcx, 8, [1, 3], 65_535);

    public static MagickEncoder Sgi() => new(ImageFormats.Sgi, MagickFormat.Sgi, 16, [1, 2, 3, 4], 65_535);

    public static MagickEncoder Qoi() => new(ImageFormats.Qoi, MagickFormat.Qoi, 8, [1, 3, 4], MagickLibrary.MaxSide);

    public static MagickEncoder Ico() => new(ImageFormats.Ico, MagickFormat.Ico, 8, [1, 3, 4], 256);

    /// <inheritdoc/>
    public string Name => MagickLibrary.Name;

    /// <inheritdoc/>
    public bool SupportsPalette => false;

    /// <summary>Bits a sample that are written at most.</summary>
    public int MaxBits => Math.Min(_bits, MagickLibrary.QuantumBits);

    /// <inheritdoc/>
    public bool CanHold(RasterLayout layout, RasterMetadata metadata) =>
        _bands.Contains(layout.Bands) && metadata.ColorModel != ColorModel.Multiband
        && (layout.SampleType == SampleType.UInt8 || (layout.SampleType == SampleType.UInt16 && MaxBits == 16));

    /// <inheritdoc/>
    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output,
        CancellationToken cancellationToken)
    {
        MagickLibrary.EnsureStarted();
        RasterLayout layout = rows.Layout;
        if (layout.Width > _mostSide || layout.Height > _mostSide)
            throw CodecErrors.SideTooLong(_format.Name, layout.Width, layout.Height, _mostSide);
        if (palette is not null || !CanHold(layout, metadata))
            throw ImageErrors.DepthMismatch($"{layout.Bands}-band {layout.SampleType}", _format.Name);
        if (layout.ByteCount > Array.MaxLength)
        {
            throw ImageErrors.OutputFormatNotSupported(_format.Name,
                $"its encoder accepts at most {Array.MaxLength:N0} bytes, and the image has {layout.ByteCount:N0}");
        }

        byte[] pixels = ReadAll(rows, cancellationToken);
        using var target = new EncoderTarget(output);
        try
        {
            using MagickImage image = ToImage(pixels, layout, metadata);
            if (_format == ImageFormats.Jpeg2000)
                image.Write(target, new Jp2WriteDefines { Rate = [1] });
            else
                image.Write(target, _name);
            target.ThrowIfFailed();
        }
        catch (MagickException e)
        {
            target.ThrowIfFailed();
            throw CodecErrors.EncodeFailed(_format.Name, MagickLibrary.Clean(e.Message), e);
        }
    }

    private static byte[] ReadAll(RowReader rows, CancellationToken cancellationToken)
    {
        byte[] pixels = new byte[rows.Layout.ByteCount];
        for (int y = 0; y < rows.Layout.Height; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Read(pixels.AsSpan(y * rows.Layout.RowBytes, rows.Layout.RowBytes));
        }

        return pixels;
    }

    private static MagickImage ToImage(byte[] pixels, RasterLayout layout, RasterMetadata metadata)
    {
        string mapping = layout.Bands switch
        {
            1 => "I",
            2 => "IA",
            3 => "RGB",
            _ => "RGBA",
        };
        StorageType storage = layout.SampleType == SampleType.UInt16 ? StorageType.Short : StorageType.Char;
        var image = new MagickImage();
        try
        {
            image.ReadPixels(pixels, new PixelReadSettings((uint)layout.Width, (uint)layout.Height, storage, mapping));
            image.Depth = (uint)(8 * layout.SampleType.Size);
            // Colours that all happen to be grey would be written as one band: by DPX with the samples of three.
            if (layout.Bands > 2)
                image.Settings.ColorType = layout.Bands == 3 ? ColorType.TrueColor : ColorType.TrueColorAlpha;
            if (layout.Bands > 2 && metadata.IccProfile is { IsEmpty: false } profile)
                image.SetProfile(new ColorProfile(profile.ToArray()));
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }
}
