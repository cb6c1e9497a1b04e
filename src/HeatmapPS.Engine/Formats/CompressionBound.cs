namespace HeatmapPS.Engine.Formats;

/// <summary>How much a compressed file can hold at most, so that a small file with a great claim is refused before anything is done
/// with the claim.</summary>
internal static class CompressionBound
{
    /// <summary>Most bytes of one byte of deflate: 258 for two bits.</summary>
    public const int DeflateGain = 1032;

    /// <summary>A byte of a PNG is at most eight pixels.</summary>
    private const long PngPixelsAByte = DeflateGain * 8;

    /// <summary>Every block of 8 × 8 pixels takes one bit at least in a scan that is Huffman coded; four times that for what
    /// arithmetic coding saves.</summary>
    private const long JpegPixelsAByte = 8 * 64 * 4;

    /// <summary>The most bytes of samples that a TIFF file of this length can hold; null where the compression has no bound worth
    /// the name (fax codes a row of any length in one bit).</summary>
    /// <param name="compression">The directory's compression tag.</param>
    /// <param name="length">Bytes of the file.</param>
    public static long? MaxTiffBytes(int compression, long length) => compression switch
    {
        1 => length,
        32773 => length * 64,
        8 or 32946 => length * DeflateGain,
        5 => length * 4096,
        _ => null,
    };

    /// <summary>The most pixels a file of this length can hold; null where the format's codec knows, or no bound is known.</summary>
    /// <param name="format">Format of the file.</param>
    /// <param name="length">Bytes of the file.</param>
    public static long? MaxPixels(ImageFormat format, long length)
    {
        if (format == ImageFormats.Png)
            return length * PngPixelsAByte;
        return format == ImageFormats.Jpeg ? length * JpegPixelsAByte : null;
    }
}
