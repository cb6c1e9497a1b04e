using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Codecs;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>The part of a picture that shows a legend.</summary>
/// <param name="X">Left column, from 0.</param>
/// <param name="Y">Upper row, from 0.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal sealed record LegendRegion(int X, int Y, int Width, int Height)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{X},{Y},{Width},{Height}");
}

/// <summary>Reads a map out of a picture of it: a strip or bar, drawn or photographed.</summary>
/// <remarks>The direction is the one along which the colours change more. Across it the median of each channel is taken,
/// so that ticks, scratches and noise do not count. A lying bar is read from left to right, a standing one from bottom to
/// top, as legends are.</remarks>
internal static class LegendImage
{
    private const long MaxPixels = 16_000_000;
    private const int DefaultCount = 256;

    /// <summary>Reads a map.</summary>
    /// <param name="path">Full path of the picture.</param>
    /// <param name="region">The part that shows the colours, or <c>null</c> for all of it.</param>
    /// <param name="count">Colours of the map; <c>null</c> for one a pixel, at most 256.</param>
    /// <exception cref="HeatmapException">RegionInvalid, ColormapFileInvalid, and what reading images throws.</exception>
    public static Colormap Read(string path, LegendRegion? region, int? count)
    {
        Raster raster = ImageImport.Open(path, page: 1, ImportOptions.Default);
        if (raster.SampleType != SampleType.UInt8 && raster.SampleType != SampleType.UInt16)
            throw ColormapFileErrors.Invalid(path, string.Empty, "a picture of 8 or 16 bits a channel", $"{raster.SampleType} values");
        LegendRegion area = region ?? new LegendRegion(0, 0, raster.Width, raster.Height);
        if (area.X < 0 || area.Y < 0 || area.Width < 1 || area.Height < 1 || (long)area.X + area.Width > raster.Width || (long)area.Y + area.Height > raster.Height)
            throw ColormapFileErrors.RegionInvalid(area.ToString(), raster.Width, raster.Height);
        if ((long)area.Width * area.Height > MaxPixels) throw ColormapFileErrors.RegionNeeded(path, (long)area.Width * area.Height, MaxPixels);
        ushort[] pixels = ReadArea(raster, area);
        bool lying = ChangesAlongRows(pixels, area.Width, area.Height);
        int length = lying ? area.Width : area.Height;
        if (length < 2) throw ColormapFileErrors.Invalid(path, string.Empty, "a strip of two pixels or more", $"{area.Width} × {area.Height}");
        int colors = Math.Min(count ?? DefaultCount, length);
        var table = new ColorValue[colors];
        for (int i = 0; i < colors; i++)
            table[i] = Median(pixels, area, lying, (int)((long)i * length / colors), (int)((long)(i + 1) * length / colors), raster.FullIntensity);
        var map = Colormap.FromTable(table, Path.GetFileNameWithoutExtension(path));
        return count is { } wanted && wanted != map.Count ? map.Interpolate(wanted) : map;
    }

    /// <summary>Red, green and blue of an area, interleaved; grey is made three equal channels.</summary>
    private static ushort[] ReadArea(Raster raster, LegendRegion area)
    {
        ushort[] pixels = new ushort[area.Width * area.Height * 3];
        bool gray = raster.Bands < 3;
        bool wide = raster.SampleType == SampleType.UInt16;
        using RowReader rows = raster.OpenRows();
        byte[] row = new byte[rows.Layout.RowBytes];
        int to = 0;
        for (int y = 0; y < area.Y + area.Height; y++)
        {
            rows.Read(row);
            if (y < area.Y) continue;
            for (int x = area.X; x < area.X + area.Width; x++)
            {
                int at = x * raster.Bands;
                for (int channel = 0; channel < 3; channel++)
                {
                    int sample = at + (gray ? 0 : channel);
                    pixels[to++] = wide ? BitConverter.ToUInt16(row, sample * 2) : row[sample];
                }
            }
        }

        return pixels;
    }

    /// <summary>Whether the means of columns differ more from each other than those of rows.</summary>
    private static bool ChangesAlongRows(ushort[] pixels, int width, int height)
    {
        double[] columns = new double[width * 3];
        double[] lines = new double[height * 3];
        int at = 0;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    double value = pixels[at++];
                    columns[(x * 3) + channel] += value / height;
                    lines[(y * 3) + channel] += value / width;
                }
            }
        }

        double along = Variance(columns);
        double down = Variance(lines);
        return along == down ? width >= height : along > down;
    }

    private static double Variance(double[] means)
    {
        double variance = 0;
        for (int channel = 0; channel < 3; channel++)
        {
            double mean = 0;
            for (int i = channel; i < means.Length; i += 3) mean += means[i] / (means.Length / 3);
            for (int i = channel; i < means.Length; i += 3) variance += (means[i] - mean) * (means[i] - mean) / (means.Length / 3);
        }

        return variance;
    }

    private static ColorValue Median(ushort[] pixels, LegendRegion area, bool lying, int start, int end, double scale)
    {
        int across = lying ? area.Height : area.Width;
        ushort[] samples = new ushort[across * (end - start)];
        Span<double> medians = stackalloc double[3];
        for (int channel = 0; channel < 3; channel++)
        {
            int n = 0;
            for (int place = start; place < end; place++)
            {
                for (int i = 0; i < across; i++)
                {
                    int pixel = lying ? (i * area.Width) + place : ((area.Height - 1 - place) * area.Width) + i;
                    samples[n++] = pixels[(pixel * 3) + channel];
                }
            }

            Array.Sort(samples);
            medians[channel] = (samples[(n - 1) / 2] + samples[n / 2]) / 2.0 / scale;
        }

        return new ColorValue(Math.Min(1, medians[0]), Math.Min(1, medians[1]), Math.Min(1, medians[2]));
    }
}
