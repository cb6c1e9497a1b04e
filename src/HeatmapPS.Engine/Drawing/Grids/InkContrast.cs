using HeatmapPS.Engine.Drawing.Colorbar;

namespace HeatmapPS.Engine.Drawing.Grids;

/// <summary>Dark or light ink on a colour, whichever has more contrast by WCAG 2.</summary>
internal static class InkContrast
{
    private const byte Dark = 20;
    private const byte Light = 255;

    /// <summary>The ink for texts on a colour.</summary>
    public static PixelColor On(PixelColor color, int bits)
    {
        double full = bits == 16 ? ushort.MaxValue : byte.MaxValue;
        double luminance = (0.2126 * Linear(color.R / full)) + (0.7152 * Linear(color.G / full)) + (0.0722 * Linear(color.B / full));
        double dark = Linear(Dark / 255.0);
        bool isDarkBetter = (luminance + 0.05) / (dark + 0.05) >= 1.05 / (luminance + 0.05);
        int level = (isDarkBetter ? Dark : Light) * (bits == 16 ? 257 : 1);
        return new PixelColor((ushort)level, (ushort)level, (ushort)level, (ushort)full);
    }

    /// <summary>An sRGB channel as light.</summary>
    private static double Linear(double channel) => channel <= 0.04045 ? channel / 12.92 : Math.Pow((channel + 0.055) / 1.055, 2.4);
}
