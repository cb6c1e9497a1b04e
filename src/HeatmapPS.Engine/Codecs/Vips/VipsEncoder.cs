using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;
using NetVips;

namespace HeatmapPS.Engine.Codecs.Vips;

/// <summary>Writes JPEG, WebP, AVIF, and GIF of pictures that have no palette, with libvips.</summary>
/// <remarks>
/// Quality is 90 unless asked for; from 90 on colours keep their full resolution (4:4:4), because a colormap's edges
/// smear otherwise. Quality 100 is lossless in WebP and AVIF.
/// </remarks>
internal sealed class VipsEncoder : IImageEncoder
{
    private const int DefaultQuality = 90;
    private const int FullColorQuality = 90;

    private const double MillimetresAnInch = 25.4;

    private readonly ImageFormat _format;
    private readonly int _mostSide;
    private readonly Action<Image, Stream, int> _save;

    private VipsEncoder(ImageFormat format, int mostSide, Action<Image, Stream, int> save)
    {
        _format = format;
        _mostSide = mostSide;
        _save = save;
    }

    /// <inheritdoc/>
    public string Name => "libvips";

    /// <inheritdoc/>
    public bool SupportsPalette => false;

    /// <summary>The encoder of JPEG: grey or RGB of 8 bits, without alpha, sides to 65,535.</summary>
    /// <remarks>With the standard's Huffman tables: an image's own would take more than twice the time for a few percent of
    /// the bytes.</remarks>
    public static VipsEncoder Jpeg() => new(ImageFormats.Jpeg, 65_535, static (image, stream, quality) =>
        image.JpegsaveStream(stream, q: quality, subsampleMode: Subsampling(quality), keep: Enums.ForeignKeep.Icc));

    /// <summary>The encoder of WebP: 8 bits, with alpha, sides to 16,383.</summary>
    public static VipsEncoder WebP() => new(ImageFormats.WebP, 16_383, static (image, stream, quality) =>
        image.WebpsaveStream(stream, q: quality, lossless: quality == 100, exact: quality == 100, smartSubsample: true, keep: Enums.ForeignKeep.Icc));

    /// <summary>The encoder of AVIF: 8 bits, with alpha, sides to 65,535.</summary>
    public static VipsEncoder Avif() => new(ImageFormats.Avif, 65_535, static (image, stream, quality) =>
        image.HeifsaveStream(stream, q: quality, bitdepth: 8, lossless: quality == 100, compression: Enums.ForeignHeifCompression.Av1, subsampleMode: Subsampling(quality), keep: Enums.ForeignKeep.Icc));

    /// <summary>The encoder of GIF for pictures without a palette: colours are reduced to 256.</summary>
    public static VipsEncoder Gif() => new(ImageFormats.Gif, 65_535, static (image, stream, _) =>
        image.GifsaveStream(stream, effort: 7, keep: Enums.ForeignKeep.None));

    /// <inheritdoc/>
    public bool CanHold(RasterLayout layout, RasterMetadata metadata)
    {
        if (layout.SampleType != SampleType.UInt8 || layout.Bands > 4 || metadata.ColorModel == ColorModel.Multiband)
            return false;
        return _format != ImageFormats.Jpeg || layout.Bands is 1 or 3;
    }

    /// <inheritdoc/>
    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output, CancellationToken cancellationToken)
    {
        var layout = rows.Layout;
        if (layout.Width > _mostSide || layout.Height > _mostSide)
            throw CodecErrors.SideTooLong(_format.Name, layout.Width, layout.Height, _mostSide);
        if (palette is not null || !CanHold(layout, metadata))
            throw ImageErrors.DepthMismatch($"{layout.Bands}-band {layout.SampleType}", _format.Name);

        try
        {
            using var gathered = GatheredPixels.From(rows, cancellationToken);
            using var image = Tag(gathered.Image, layout, metadata);
            image.SetProgress(new Silent(), cancellationToken);
            _save(image, output, Math.Clamp(options.Quality ?? DefaultQuality, 1, 100));
        }
        catch (VipsException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw CodecErrors.EncodeFailed(_format.Name, VipsMessages.Clean(e.Message), e);
        }
    }

    private static Enums.ForeignSubsample Subsampling(int quality) =>
        quality >= FullColorQuality ? Enums.ForeignSubsample.Off : Enums.ForeignSubsample.On;

    private static Image Tag(Image image, RasterLayout layout, RasterMetadata metadata)
    {
        var space = layout.Bands <= 2 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb;
        var tagged = metadata.Resolution is { X: > 0, Y: > 0 } resolution
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
