using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Gif;

/// <summary>Writes palette and grey images as GIF exactly, without dithering; other pictures through libvips, which reduces
/// their colours to 256.</summary>
internal sealed class GifEncoder : IImageEncoder
{
    private const int StripBytes = 1 << 18;

    public string Name => "HeatmapPS";

    public bool SupportsPalette => true;

    public bool CanHold(RasterLayout layout, RasterMetadata metadata) => VipsEncoder.Gif().CanHold(layout, metadata);

    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output,
        CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        if (palette is null && layout.Bands > 1)
        {
            VipsEncoder.Gif().Encode(rows, metadata, null, options, output, cancellationToken);
            return;
        }

        palette ??= GrayPalette();
        using var writer = new GifWriter(output, layout.Width, layout.Height, palette, repeatCount: null);
        writer.BeginFrame(delay: 0);
        var compressor = new LzwCompressor();
        StripPipeline.RunInOrder(rows, Math.Max(1, StripBytes / layout.RowBytes), Compress, cancellationToken);
        writer.Finish();

        void Compress(Strip strip)
        {
            PooledStream data = strip.Output;
            writer.MapIndices(strip.Rows);
            if (strip.Index == 0) compressor.Start(data, writer.IndexBits);
            compressor.Write(strip.Rows, data);
            if (strip.IsLast) compressor.Finish(data);
            output.Write(data.Written);
        }
    }

    private static Palette GrayPalette() =>
        new([.. Enumerable.Range(0, 256).Select(level => new Rgba32((byte)level, (byte)level, (byte)level))], HasAlpha: false);
}
