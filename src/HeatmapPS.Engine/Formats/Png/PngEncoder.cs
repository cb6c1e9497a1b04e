using System.IO.Compression;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>Writes PNG: grey and RGB of 8 or 16 bits, each with or without alpha, and palettes; streaming, on all cores.</summary>
internal sealed class PngEncoder : IImageEncoder
{
    /// <summary>Bytes of rows compressed as one piece: a video frame is one piece, a large image gives every core some.</summary>
    private const int StripBytes = 1 << 20;

    public string Name => "HeatmapPS";

    public bool SupportsPalette => true;

    public bool CanHold(RasterLayout layout, RasterMetadata metadata) =>
        layout.SampleType is SampleType.UInt8 or SampleType.UInt16 && layout.Bands switch
        {
            1 or 3 => !metadata.HasAlpha,
            2 or 4 => metadata.HasAlpha,
            _ => false,
        };

    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output,
        CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        Check(layout, metadata, palette, options);
        output.Write(PngChunks.Signature);
        PngColorType colorType = palette is null ? ColorTypeOf(layout.Bands) : PngColorType.Palette;
        PngChunks.WriteHeader(output, layout.Width, layout.Height, 8 * layout.SampleType.Size, colorType);
        if (palette is null && metadata.IccProfile is { } profile) WriteProfile(output, profile.Span, layout.Bands);
        if (metadata.Resolution is { } resolution) PngChunks.WriteResolution(output, resolution);
        if (palette is not null) PngChunks.WritePalette(output, palette);
        if (options.Embedded is { } described) PngEmbedding.WriteDescription(output, described.Description);
        WriteRows(rows, palette is not null, options.Compression, output, cancellationToken);
        if (options.Embedded?.Numbers is { } numbers) PngEmbedding.WriteNumbers(output, numbers, options.Compression, cancellationToken);
        PngChunks.Write(output, "IEND"u8, []);
    }

    private static void WriteRows(RowReader rows, bool isPalette, ImageCompression compression, Stream output,
        CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        var compressor = PngRowCompressor.For(layout, isPalette, compression);
        int rowsPerStrip = Math.Max(1, StripBytes / layout.RowBytes);
        var data = new PngDataWriter(output, "IDAT"u8.ToArray());
        StripPipeline.Run(rows, rowsPerStrip, withLead: true, prepare: null, compressor.Compress,
            strip => data.Write(strip, (long)strip.RowCount * (layout.RowBytes + 1)), cancellationToken);
    }

    private static void WriteProfile(Stream output, ReadOnlySpan<byte> profile, int bands)
    {
        if (!IccHeader.Fits(profile, isRgb: bands >= 3)) return;
        using var data = new PooledStream(profile.Length + 64);
        data.Write("ICC profile\0\0"u8);
        using (var deflate = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(profile);
        PngChunks.Write(output, "iCCP"u8, data.Written);
    }

    private void Check(RasterLayout layout, RasterMetadata metadata, Palette? palette, EncodeOptions options)
    {
        if (options.Compression == ImageCompression.Lzw)
        {
            throw CodecErrors.CompressionNotSupported(options.Compression);
        }

        if (palette is not null)
        {
            if (layout is not { Bands: 1, SampleType: SampleType.UInt8 })
                throw new ArgumentException("Expected index rows of 1 band of UInt8.", nameof(layout));
            return;
        }

        if (!CanHold(layout, metadata)) throw ImageErrors.DepthMismatch($"{layout.Bands}-band {layout.SampleType}", "PNG");
    }

    private static PngColorType ColorTypeOf(int bands) => bands switch
    {
        1 => PngColorType.Gray,
        2 => PngColorType.GrayAlpha,
        3 => PngColorType.Rgb,
        _ => PngColorType.Rgba,
    };
}
