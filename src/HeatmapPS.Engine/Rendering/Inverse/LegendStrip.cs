using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Rendering.Inverse;

/// <summary>The part of a picture that shows a legend.</summary>
/// <param name="X">Left column, from 0.</param>
/// <param name="Y">Upper row, from 0.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal sealed record LegendRegion(int X, int Y, int Width, int Height)
{
    /// <summary>Whether it has pixels, all of them inside the picture.</summary>
    public bool IsIn(Raster picture) =>
        X >= 0 && Y >= 0 && Width >= 1 && Height >= 1 && (long)X + Width <= picture.Width && (long)Y + Height <= picture.Height;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{X},{Y},{Width},{Height}");
}

/// <summary>The colours of a legend in a picture: a strip or bar, drawn or photographed.</summary>
/// <remarks>The direction is the one along which colours change more. Across it the median of each channel is taken over the
/// middle half, so that frames, ticks, scratches and noise do not count. A lying strip is read from left to right, a standing one
/// from bottom to top, as legends are.</remarks>
internal sealed class LegendStrip
{
    /// <summary>Least variance, in OKLab, of a strip that shows a map; grey noise of one level has less.</summary>
    private const double MinVariance = 1e-5;

    private readonly ushort[] _pixels;
    private readonly LegendRegion _region;
    private readonly bool _isLying;
    private readonly double _variance;

    private LegendStrip(ushort[] pixels, LegendRegion region)
    {
        _pixels = pixels;
        _region = region;
        double along = Variance(Profile(region.Width, isLying: true)), down = Variance(Profile(region.Height, isLying: false));
        _isLying = along == down ? region.Width >= region.Height : along > down;
        _variance = Math.Max(along, down);
    }

    /// <summary>Pixels along the strip.</summary>
    public int Length => _isLying ? _region.Width : _region.Height;

    /// <summary>Whether the strip has one colour.</summary>
    public bool IsPlain => _variance < MinVariance;

    /// <summary>Reads the pixels of a strip.</summary>
    /// <param name="picture">Grey or colours, with or without alpha, of any type.</param>
    /// <param name="region">The strip, inside the picture.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static LegendStrip Read(Raster picture, LegendRegion region, CancellationToken cancellationToken = default)
    {
        int green = picture.Bands < 3 ? 0 : 1, blue = 2 * green;
        double scale = 65535 / picture.FullIntensity;
        ushort[] pixels = new ushort[checked(region.Width * region.Height * 3)];
        byte[] row = new byte[picture.Layout.RowBytes];
        double[] values = new double[picture.Layout.RowSamples];
        int to = 0;
        using RowReader rows = picture.OpenRows();
        for (int y = 0; y < region.Y + region.Height; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Read(row);
            if (y < region.Y)
                continue;
            Samples.ToDoubles(row, picture.SampleType, values);
            for (int x = region.X; x < region.X + region.Width; x++)
            {
                int at = x * picture.Bands;
                pixels[to++] = HeatmapInversion.Word(values[at] * scale);
                pixels[to++] = HeatmapInversion.Word(values[at + green] * scale);
                pixels[to++] = HeatmapInversion.Word(values[at + blue] * scale);
            }
        }

        return new LegendStrip(pixels, region);
    }

    /// <summary>The colours from the low end to the high end.</summary>
    /// <param name="count">How many, at most as many as there are pixels along the strip.</param>
    public ColorValue[] Colors(int count)
    {
        ColorValue[] colors = Profile(count, _isLying);
        if (!_isLying)
            Array.Reverse(colors);
        return colors;
    }

    /// <summary>The median colours of equal parts of the strip, from left to right or from top to bottom.</summary>
    private ColorValue[] Profile(int count, bool isLying)
    {
        (int length, int depth) = isLying ? (_region.Width, _region.Height) : (_region.Height, _region.Width);
        int first = depth / 4, across = Math.Max(1, depth - (2 * first));
        var profile = new ColorValue[count];
        for (int i = 0; i < count; i++)
        {
            int start = (int)((long)i * length / count), end = (int)((long)(i + 1) * length / count);
            ushort[] samples = new ushort[across * (end - start)];
            profile[i] = new ColorValue(Median(0), Median(1), Median(2));

            double Median(int channel)
            {
                int n = 0;
                for (int place = start; place < end; place++)
                {
                    for (int j = first; j < first + across; j++)
                    {
                        int pixel = isLying ? (j * _region.Width) + place : (place * _region.Width) + j;
                        samples[n++] = _pixels[(pixel * 3) + channel];
                    }
                }

                Array.Sort(samples);
                return (samples[(n - 1) / 2] + samples[n / 2]) / 2.0 / 65535;
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
