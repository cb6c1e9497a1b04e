using System.IO.Compression;
using HeatmapPS.Engine.Imaging;

namespace HeatmapPS.Engine.Codecs.Tiff;

/// <summary>Compresses the strips of one page, all in the same way, chosen when the first strip is seen.</summary>
/// <remarks>
/// Differences (the predictor) are taken where the first strip's bytes have less entropy with them. After them, run-length
/// encoding with Huffman codes is smaller and faster than level 1; values as they are, and 8-bit colour, gain from a search for
/// matches.
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

        using var deflate = new ZLibStream(strip.Output, Options(), leaveOpen: true);
        deflate.Write(data);
    }

    private ZLibCompressionOptions Options()
    {
        bool isColor8 = layout is { Bands: >= 3, SampleType: SampleType.UInt8 };
        return compression switch
        {
            ImageCompression.Best => new() { CompressionLevel = 9 },
            ImageCompression.Fast when !_predicts => new() { CompressionLevel = 1 },
            ImageCompression.Default when !_predicts || isColor8 => new() { CompressionLevel = 2 },
            _ => new() { CompressionLevel = 1, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding },
        };
    }
}
