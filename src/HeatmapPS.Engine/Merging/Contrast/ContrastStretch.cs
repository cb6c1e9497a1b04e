using System.Buffers;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Merging.Contrast;

/// <summary>Spreads the samples of an image between black and white by one scale a band; alpha keeps its value at the new depth.</summary>
internal static class ContrastStretch
{
    /// <summary>Bands that are not alpha.</summary>
    public static int ColorBands(Raster raster) => Math.Max(1, raster.Bands - (raster.HasAlpha ? 1 : 0));

    /// <summary>The stretched image: UInt8 or UInt16, worked out when pixels are read.</summary>
    /// <param name="raster">Any type, any bands.</param>
    /// <param name="scales">One for all bands, or one a band. What has no place on them becomes black.</param>
    /// <param name="gamma">Exponent of the level, 0..1, after the stretch.</param>
    /// <param name="bits">8 or 16.</param>
    public static Raster Apply(Raster raster, IReadOnlyList<HeatmapScale> scales, double gamma, int bits)
    {
        int colors = ColorBands(raster);
        double[] noData = [.. raster.NoDataValues];
        double white = bits == 16 ? 65535 : 255;
        SampleType type = raster.SampleType;
        var levels = new Func<double, double>[raster.Bands];
        for (int band = 0; band < levels.Length; band++)
        {
            HeatmapScale scale = scales[scales.Count == 1 ? 0 : Math.Min(band, scales.Count - 1)];
            levels[band] = band >= colors
                ? value => Math.Clamp(value / type.MaxValue, 0, 1) * white
                : value => Level(scale, value, noData, gamma) * white;
        }

        return type.Size <= 2
            ? SampleTables.Apply(raster, Array.ConvertAll(levels, level => Tabulate(type, level)), bits)
            : Derive(raster, bits, (source, destination) => Stretch(source, destination, type, levels, bits));
    }

    /// <summary>A raster of the same size and meaning of its bands with samples of 8 or 16 bits.</summary>
    internal static Raster Derive(Raster raster, int bits, RowTransform transform)
    {
        RasterLayout layout = raster.Layout with { SampleType = bits == 16 ? SampleType.UInt16 : SampleType.UInt8 };
        return raster.Derive(layout, Describe(raster, bits), rows => new TransformedRows(layout, rows, transform));
    }

    /// <summary>What a stretched image still is: levels have no unit, and black is no sign of missing data.</summary>
    internal static RasterMetadata Describe(Raster raster, int bits) =>
        raster.Metadata with { BitDepth = bits, Unit = null, NoDataValues = [] };

    private static double Level(HeatmapScale scale, double value, double[] noData, double gamma)
    {
        if (noData.Length > 0 && Array.IndexOf(noData, value) >= 0)
            return 0;
        double x = scale.Normalize(value);
        if (double.IsNaN(x) || x <= 0)
            return 0;
        return x >= 1 ? 1 : gamma == 1 ? x : Math.Pow(x, gamma);
    }

    private static ushort[] Tabulate(SampleType type, Func<double, double> level)
    {
        ushort[] table = new ushort[type.Size == 1 ? 256 : 65536];
        for (int bits = 0; bits < table.Length; bits++)
            table[bits] = (ushort)Math.Round(level(ColorIndexer.ValueOf(bits, type)));
        return table;
    }

    private static void Stretch(ReadOnlySpan<byte> source, Span<byte> destination, SampleType type, Func<double, double>[] levels, int bits)
    {
        int count = source.Length / type.Size;
        double[] rented = ArrayPool<double>.Shared.Rent(count);
        Span<double> values = rented.AsSpan(0, count);
        Samples.ToDoubles(source, type, values);
        for (int i = 0; i < count;)
        {
            foreach (Func<double, double> level in levels)
            {
                values[i] = level(values[i]);
                i++;
            }
        }

        Samples.FromDoubles(values, bits == 16 ? SampleType.UInt16 : SampleType.UInt8, destination);
        ArrayPool<double>.Shared.Return(rented);
    }
}
