using System.IO.Compression;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Compresses the strips of one page, all in the same way, chosen when the first strip is seen.</summary>
/// <remarks>
/// Differences (the predictor) are taken where the first strip's bytes have less entropy with them.
/// </remarks>
internal sealed class TiffWriterStrips(RasterLayout layout, ImageCompression compression, bool mayPredict)
{
    private bool _predicts;

    /// <summary>Value of the Compression tag.</summary>
    public ushort CompressionTag => compression switch
    {
        ImageCompression.None => 1,
        ImageCompression.Lzw => 5,
        _ => 8,
    };

    /// <summary>Value of the Predictor tag, or null; known once the first strip was prepared.</summary>
    public ushort? PredictorTag => !_predicts ? null
        : layout.SampleType.IsFloat ? TiffWriterPredictor.FloatingPoint : TiffWriterPredictor.Horizontal;

    /// <summary>Looks at the first strip, before any is compressed.</summary>
    public void Prepare(Strip strip)
    {
        if (strip.Index == 0) _predicts = mayPredict && TiffWriterPredictor.Helps(strip.Rows, layout);
    }

    /// <summary>Compresses a strip into its output.</summary>
    public void Compress(Strip strip)
    {
        Span<byte> data = strip.Rows;
        if (_predicts)
        {
            int rowBytes = layout.RowBytes;
            Span<byte> predicted = strip.Scratch(strip.ByteCount);
            for (int at = 0; at < data.Length; at += rowBytes)
            {
                TiffWriterPredictor.Apply(data.Slice(at, rowBytes), layout, predicted.Slice(at, rowBytes));
            }

            data = predicted;
        }

        if (compression == ImageCompression.Lzw)
        {
            LzwEncoder.Compress(data, strip.Output);
            return;
        }

        using var deflate = new ZLibStream(strip.Output, Options(data), leaveOpen: true);
        deflate.Write(data);
    }

    private ZLibCompressionOptions Options(ReadOnlySpan<byte> data) => compression switch
    {
        ImageCompression.Best => DeflateMethod.Smallest,
        ImageCompression.Fast => DeflateMethod.Runs,
        _ => DeflateMethod.Choose(data),
    };
}
