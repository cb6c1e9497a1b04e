using System;

namespace HeatmapPS.Tests;

/// <summary>CIEDE2000 between sRGB pictures (Sharma, Wu, Dalal 2005).</summary>
public static class ColorDifference
{
    /// <summary>Mean ΔE2000 over all pixels.</summary>
    /// <param name="a">Red, green, blue a pixel, 8 bits.</param>
    /// <param name="b">As many.</param>
    public static double Mean(byte[] a, byte[] b)
    {
        if (a.Length != b.Length)
            throw new ArgumentException($"expected {b.Length} samples, but got {a.Length}");
        double sum = 0;
        for (int i = 0; i < a.Length; i += 3)
            sum += Between(Lab(a, i), Lab(b, i));
        return sum / (a.Length / 3);
    }

    /// <summary>ΔE2000 of two colours in CIE Lab.</summary>
    public static double Between((double L, double A, double B) one, (double L, double A, double B) two)
    {
        double c1 = Math.Sqrt((one.A * one.A) + (one.B * one.B)), c2 = Math.Sqrt((two.A * two.A) + (two.B * two.B));
        double mean7 = Math.Pow((c1 + c2) / 2, 7), power = Math.Pow(25, 7);
        double g = 0.5 * (1 - Math.Sqrt(mean7 / (mean7 + power)));
        double a1 = (1 + g) * one.A, a2 = (1 + g) * two.A;
        double p1 = Math.Sqrt((a1 * a1) + (one.B * one.B)), p2 = Math.Sqrt((a2 * a2) + (two.B * two.B));
        double h1 = Hue(a1, one.B), h2 = Hue(a2, two.B);
        double dl = two.L - one.L, dc = p2 - p1, dh = 0;
        if (p1 * p2 != 0)
        {
            dh = h2 - h1;
            if (dh > 180) dh -= 360;
            else if (dh < -180) dh += 360;
        }

        double bigH = 2 * Math.Sqrt(p1 * p2) * Math.Sin(Radians(dh / 2));
        double l = (one.L + two.L) / 2, c = (p1 + p2) / 2, h = h1 + h2;
        if (p1 * p2 != 0)
            h = Math.Abs(h1 - h2) <= 180 ? h / 2 : h < 360 ? (h + 360) / 2 : (h - 360) / 2;
        double t = 1 - (0.17 * Math.Cos(Radians(h - 30))) + (0.24 * Math.Cos(Radians(2 * h)))
            + (0.32 * Math.Cos(Radians((3 * h) + 6))) - (0.20 * Math.Cos(Radians((4 * h) - 63)));
        double turn = 30 * Math.Exp(-Math.Pow((h - 275) / 25, 2));
        double c7 = Math.Pow(c, 7);
        double rc = 2 * Math.Sqrt(c7 / (c7 + power));
        double off = (l - 50) * (l - 50);
        double sl = 1 + (0.015 * off / Math.Sqrt(20 + off)), sc = 1 + (0.045 * c), sh = 1 + (0.015 * c * t);
        double rt = -Math.Sin(Radians(2 * turn)) * rc;
        return Math.Sqrt(Math.Pow(dl / sl, 2) + Math.Pow(dc / sc, 2) + Math.Pow(bigH / sh, 2) + (rt * (dc / sc) * (bigH / sh)));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;

    private static double Hue(double a, double b)
    {
        if (a == 0 && b == 0)
            return 0;
        double hue = Math.Atan2(b, a) * 180 / Math.PI;
        return hue < 0 ? hue + 360 : hue;
    }

    private static (double L, double A, double B) Lab(byte[] pixels, int at)
    {
        double r = Linear(pixels[at]), g = Linear(pixels[at + 1]), b = Linear(pixels[at + 2]);
        double x = F(((0.4124564 * r) + (0.3575761 * g) + (0.1804375 * b)) / 0.95047);
        double y = F((0.2126729 * r) + (0.7151522 * g) + (0.0721750 * b));
        double z = F(((0.0193339 * r) + (0.1191920 * g) + (0.9503041 * b)) / 1.08883);
        return ((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }

    private static double Linear(byte value)
    {
        double c = value / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }

    private static double F(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : ((24389.0 / 27 * t) + 16) / 116;
}
