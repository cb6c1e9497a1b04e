using System.Text.RegularExpressions;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Video;

/// <summary>The form in which a video's pixels are asked of ffmpeg, so that no bit is lost.</summary>
/// <param name="FfmpegName">ffmpeg's pixel format.</param>
/// <param name="Bands">Samples a pixel.</param>
/// <param name="Type">Type of a sample.</param>
/// <param name="Bits">Bits of a sample that count.</param>
internal sealed partial record SourcePixels(string FfmpegName, int Bands, SampleType Type, int Bits)
{
    /// <summary>Chooses the form for a stream.</summary>
    /// <param name="stored">The stream's own pixel format.</param>
    /// <param name="gray">Whether colours are made grey.</param>
    public static SourcePixels For(string stored, bool gray)
    {
        bool isGray = stored.StartsWith("gray", StringComparison.Ordinal) || stored.StartsWith("mono", StringComparison.Ordinal);
        bool hasAlpha = AlphaPattern().IsMatch(stored);
        int bits = BitsOf(stored);
        if (stored.StartsWith("grayf32", StringComparison.Ordinal))
            return new SourcePixels("grayf32le", 1, SampleType.Float32, 32);
        if (gray || isGray)
        {
            return bits switch
            {
                8 => new SourcePixels("gray", 1, SampleType.UInt8, 8),
                9 or 10 or 12 or 14 => new SourcePixels($"gray{bits}le", 1, SampleType.UInt16, bits),
                _ => new SourcePixels("gray16le", 1, SampleType.UInt16, 16),
            };
        }

        if (bits == 8)
            return hasAlpha ? new SourcePixels("rgba", 4, SampleType.UInt8, 8) : new SourcePixels("rgb24", 3, SampleType.UInt8, 8);
        return hasAlpha ? new SourcePixels("rgba64le", 4, SampleType.UInt16, 16) : new SourcePixels("rgb48le", 3, SampleType.UInt16, 16);
    }

    private static int BitsOf(string stored)
    {
        if (DeepRgbPattern().IsMatch(stored))
            return 16;
        Match match = DepthPattern().Match(stored);
        return match.Success ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 8;
    }

    [GeneratedRegex("^(?:yuva?4[0-9]{2}p|gbra?p|gray|p[0-4]|y2|xyz|x2rgb|x2bgr|nv)(9|1[0-6])(?:msb)?(?:le|be)$")]
    private static partial Regex DepthPattern();

    [GeneratedRegex("^(?:rgb48|bgr48|rgba64|bgra64|ya16|bayer_[a-z]+16)")]
    private static partial Regex DeepRgbPattern();

    [GeneratedRegex("^(?:yuva|rgba|bgra|argb|abgr|gbrap|ya8|ya16|pal8)")]
    private static partial Regex AlphaPattern();
}
