using System.Buffers;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Jpeg;

/// <summary>Writes baseline JPEG: grey, RGB, or the indices of a palette, whose colours are taken apart once instead of for each pixel.</summary>
/// <remarks>Rows are coded as they come, in constant memory.</remarks>
internal sealed class JpegEncoder : IImageEncoder
{
    /// <summary>What libjpeg reads, and with it most programs; the format itself ends at 65,535.</summary>
    private const int MostSide = 65_500;

    /// <summary>Bytes read at once, in whole rows of blocks.</summary>
    private const int StripBytes = 1 << 18;

    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    /// <remarks>The file has none.</remarks>
    public bool SupportsPalette => false;

    /// <inheritdoc/>
    public bool TakesIndices => true;

    /// <inheritdoc/>
    public bool CanHold(RasterLayout layout, RasterMetadata metadata) =>
        layout.SampleType == SampleType.UInt8 && layout.Bands is 1 or 3 && metadata.ColorModel != ColorModel.Multiband;

    /// <inheritdoc/>
    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output, CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        if (layout.Width > MostSide || layout.Height > MostSide)
            throw CodecErrors.SideTooLong(ImageFormats.Jpeg.Name, layout.Width, layout.Height, MostSide);
        if (!CanHold(layout, metadata))
            throw ImageErrors.DepthMismatch($"{layout.Bands}-band {layout.SampleType}", ImageFormats.Jpeg.Name);

        int quality = options.LossyQuality;
        bool colors = layout.Bands == 3 || palette is not null;
        bool halves = colors && !options.KeepsFullColor;
        JpegQuantization[] steps = colors ? [JpegQuantization.Luma(quality), JpegQuantization.Chroma(quality)] : [JpegQuantization.Luma(quality)];
        JpegMarkers.WriteStart(output, metadata, colors);
        JpegMarkers.WriteFrame(output, layout, steps, halves);

        var planes = new JpegPlanes(layout.Width, layout.Bands, palette, halves);
        using (var blocks = new JpegBlockWriter(output))
        {
            WriteBlocks(rows, planes, new JpegScan(planes, steps, blocks), cancellationToken);
            blocks.Finish();
        }

        output.Write([0xFF, 0xD9]);
    }

    private static void WriteBlocks(RowReader rows, JpegPlanes planes, JpegScan scan, CancellationToken cancellationToken)
    {
        int blockRow = planes.Rows * rows.Layout.RowBytes;
        int stripBytes = Math.Max(1, StripBytes / blockRow) * blockRow;
        byte[] strip = ArrayPool<byte>.Shared.Rent(stripBytes);
        try
        {
            for (long left = rows.Layout.ByteCount; left > 0; left -= stripBytes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> pixels = strip.AsSpan(0, (int)Math.Min(left, stripBytes));
                rows.Read(strip.AsSpan(0, pixels.Length));
                for (int start = 0; start < pixels.Length; start += blockRow)
                    scan.Write(pixels.Slice(start, Math.Min(blockRow, pixels.Length - start)));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(strip);
        }
    }
}
