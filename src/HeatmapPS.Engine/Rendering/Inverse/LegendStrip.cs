using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Rendering.Inverse;

/// <summary>The coloured strip of a legend inside a picture.</summary>
/// <param name="X">First column, from 0.</param>
/// <param name="Y">First row, from 0.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct LegendStrip(int X, int Y, int Width, int Height)
{
    /// <summary>Least variance, in OKLab, of a strip that shows a map; grey noise of one level has less.</summary>
    private const double MinVariance = 1e-5;

    /// <summary>Reads the map that the strip shows. The direction is the one along which colours change; low values are
    /// at the left, or at the bottom.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="isReversed">Whether low values are at the right, or at the top.</param>
    /// <param name="badColor">Colour of bad values in the picture, or null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="HeatmapException">RegionInvalid, LegendInvalid, NotColor.</exception>
    public ColorCurve Read(Raster picture, bool isReversed, ColorValue? badColor, CancellationToken cancellationToken)
    {
        HeatmapInversion.CheckColors(picture);
        if (X < 0 || Y < 0 || Width < 1 || Height < 1 || (long)X + Width > picture.Width || (long)Y + Height > picture.Height)
            throw InversionErrors.LegendOutside(picture.Name, FormattableString.Invariant($"{X},{Y},{Width},{Height}"), picture.Width, picture.Height);
        ColorValue[] pixels = ReadPixels(picture, cancellationToken);
        ColorValue[] across = Profile(pixels, Width, Height, alongRows: true);
        ColorValue[] down = Profile(pixels, Width, Height, alongRows: false);
        double horizontal = Variance(across), vertical = Variance(down);
        if (Math.Max(horizontal, vertical) < MinVariance)
            throw InversionErrors.LegendPlain(picture.Name);
        bool isVertical = vertical > horizontal;
        ColorValue[] colors = isVertical ? down : across;
        if (isVertical != isReversed)
            Array.Reverse(colors);
        // A pixel shows the middle of its share of the range.
        double[] positions = [.. Enumerable.Range(0, colors.Length).Select(i => (i + 0.5) / colors.Length)];
        var curve = new ColorCurve(colors, positions, isContinuous: true);
        if (badColor is { A: > 0 } bad)
            curve.AddPoint(bad, double.NaN);
        return curve;
    }

    private ColorValue[] ReadPixels(Raster picture, CancellationToken cancellationToken)
    {
        (int x, int y, int width, int height) = this;
        int bands = picture.Bands;
        int green = picture.ColorModel == ColorModel.Gray ? 0 : 1, blue = 2 * green;
        double scale = 1 / picture.FullIntensity;
        var pixels = new ColorValue[checked(width * height)];
        byte[] row = new byte[picture.Layout.RowBytes];
        double[] values = new double[picture.Layout.RowSamples];
        using RowReader rows = picture.OpenRows();
        for (int line = 0; line < y + height; line++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Read(row);
            if (line < y)
                continue;
            Samples.ToDoubles(row, picture.SampleType, values);
            for (int column = 0; column < width; column++)
            {
                int p = (x + column) * bands;
                pixels[((line - y) * width) + column] = new ColorValue(values[p] * scale, values[p + green] * scale, values[p + blue] * scale);
            }
        }

        return pixels;
    }

    /// <summary>The median colour of each column (or row), of the middle half of its pixels: free of frames and tick marks.</summary>
    private static ColorValue[] Profile(ColorValue[] pixels, int width, int height, bool alongRows)
    {
        int length = alongRows ? width : height, depth = alongRows ? height : width;
        int first = depth / 4, count = Math.Max(1, depth - (2 * first));
        var profile = new ColorValue[length];
        double[] samples = new double[count];
        for (int i = 0; i < length; i++)
        {
            int place = i;
            profile[i] = new ColorValue(Median(color => color.R), Median(color => color.G), Median(color => color.B));

            double Median(Func<ColorValue, double> channel)
            {
                for (int j = 0; j < count; j++)
                    samples[j] = channel(alongRows ? pixels[((first + j) * width) + place] : pixels[(place * width) + first + j]);
                Array.Sort(samples);
                return samples[count / 2];
            }
        }

        return profile;
    }

    private static double Variance(ColorValue[] profile)
    {
        OkLabColor[] colors = Array.ConvertAll(profile, color => OkLabColor.FromStored(color.R, color.G, color.B));
        double l = colors.Average(color => color.L), a = colors.Average(color => color.A), b = colors.Average(color => color.B);
        return colors.Average(color => Square(color.L - l) + Square(color.A - a) + Square(color.B - b));

        static double Square(double value) => value * value;
    }
}
