using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using NetVips;

namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>Writes WebP, AVIF, and GIF of pictures that have no palette, with libvips.</summary>
/// <remarks>Quality 100 is lossless in WebP and AVIF. Without a quality, WebP is lossless for the colours of a colormap: it halves the
/// resolution of colours otherwise, and their edges become blocks.</remarks>
internal sealed class VipsEncoder : IImageEncoder
{
    private const double MillimetresAnInch = 25.4;

    private readonly ImageFormat _format;
    private readonly int _mostSide;
    private readonly Action<Image, Stream, EncodeOptions, RasterMetadata> _save;

    private VipsEncoder(ImageFormat format, int mostSide, Action<Image, Stream, EncodeOptions, RasterMetadata> save)
    {
        _format = format;
        _mostSide = mostSide;
        _save = save;
    }

    /// <inheritdoc/>
    public string Name => "libvips";

    /// <inheritdoc/>
    public bool SupportsPalette => false;

    /// <summary>The encoder of WebP: 8 bits, with alpha, sides to 16,383.</summary>
    public static VipsEncoder WebP() => new(ImageFormats.WebP, 16_383, static (image, stream, options, metadata) =>
        image.WebpsaveStream(
            stream, q: options.LossyQuality, lossless: options.IsLossless(metadata), exact: options.IsLossless(metadata),
                smartSubsample: true,
            keep: Enums.ForeignKeep.Icc));

    /// <summary>The encoder of AVIF: 8 bits, with alpha, sides to 65,535.</summary>
    public static VipsEncoder Avif() => new(ImageFormats.Avif, 65_535, static (image, stream, options, _) =>
        image.HeifsaveStream(stream, q: options.LossyQuality, bitdepth: 8, lossless: options.LossyQuality == 100,
            compression: Enums.ForeignHeifCompression.Av1, subsampleMode: options.KeepsFullColor
            ? Enums.ForeignSubsample.Off
            : Enums.ForeignSubsample.On, keep: Enums.ForeignKeep.Icc));

    /// <summary>The encoder of GIF for pictures without a palette: colours are reduced to 256.</summary>
    public static VipsEncoder Gif() => new(ImageFormats.Gif, 65_535, static (image, stream, _, _) =>
        image.GifsaveStream(stream, effort: 7, keep: Enums.ForeignKeep.None));

    /// <inheritdoc/>
    public bool CanHold(RasterLayout layout, RasterMetadata metadata) =>
        layout.SampleType == SampleType.UInt8 && layout.Bands <= 4 && metadata.ColorModel != ColorModel.Multiband;

    /// <inheritdoc/>
    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output,
        CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        if (layout.Width > _mostSide || layout.Height > _mostSide)
            throw CodecErrors.SideTooLong(_format.Name, layout.Width, layout.Height, _mostSide);
        if (palette is not null || !CanHold(layout, metadata))
            throw ImageErrors.DepthMismatch($"{layout.Bands}-band {layout.SampleType}", _format.Name);

        using var target = new EncoderTarget(output);
        try
        {
            using var gathered = GatheredPixels.From(rows, cancellationToken);
            using Image image = Tag(gathered.Image, layout, metadata);
            image.SetProgress(new Silent(), cancellationToken);
            _save(image, target, options, metadata);
        }
        catch (VipsException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            target.ThrowIfFailed();
            throw CodecErrors.EncodeFailed(_format.Name, VipsMessages.Clean(e.Message), e);
        }
    }

    private static Image Tag(Image image, RasterLayout layout, RasterMetadata metadata)
    {
        Enums.Interpretation space = layout.Bands <= 2 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb;
        Image tagged = metadata.Resolution is { X: > 0, Y: > 0 } resolution
            ? image.Copy(interpretation: space, xres: resolution.X / MillimetresAnInch, yres: resolution.Y / MillimetresAnInch)
            : image.Copy(interpretation: space);
        if (metadata.IccProfile is not { IsEmpty: false } profile || layout.Bands <= 2)
            return tagged;
        using (tagged)
            return tagged.Mutate(mutable => mutable.Set(GValue.BlobType, "icc-profile-data", profile.ToArray()));
    }

    /// <summary>libvips looks at the cancellation token only where progress is reported.</summary>
    private sealed class Silent : IProgress<int>
    {
        public void Report(int value)
        {
        }
    }
}
