using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;

namespace HeatmapPS.Engine.Codecs.Gif;

/// <summary>Writes palette images as GIF: the exact colours, without dithering. Anything else needs a palette first.</summary>
internal sealed class GifEncoder : IImageEncoder
{
    private const int StripBytes = 1 << 18;

    public string Name => "HeatmapPS";

    public bool SupportsPalette => true;

    public bool CanHold(RasterLayout layout, RasterMetadata metadata) => false;

    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output, CancellationToken cancellationToken)
    {
        if (palette is null) throw ImageErrors.OutputFormatNotSupported("GIF", "only images of at most 256 colours with a palette are written here");
        RasterLayout layout = rows.Layout;
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
}
