using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Raw;

/// <summary>What the number of bands means in formats that have no other word for it.</summary>
internal static class ColorBands
{
    /// <summary>Metadata of colours of so many bands: grey, grey and alpha, RGB, RGB and alpha.</summary>
    public static RasterMetadata Describe(int bands, int bits) =>
        new() { ColorModel = bands > 4 ? ColorModel.Multiband : bands > 2 ? ColorModel.Rgb : ColorModel.Gray, HasAlpha = bands is 2 or 4,
            BitDepth = bits };

    /// <summary>A palette of red, green and blue bytes as grey where all its colours are, else as it is.</summary>
    public static byte[] Reduce(byte[] palette)
    {
        for (int i = 0; i + 2 < palette.Length; i += 3)
        {
            if (palette[i] != palette[i + 1] || palette[i] != palette[i + 2])
                return palette;
        }

        return [.. palette.Where((_, i) => i % 3 == 0)];
    }
}
