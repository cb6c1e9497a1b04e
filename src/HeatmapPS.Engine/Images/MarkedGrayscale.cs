using System.Collections.Immutable;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Grey of colours of which some samples mean "no data": where red, green or blue is missing, so is the grey.</summary>
internal static class MarkedGrayscale
{
    private const int Colors = 3;

    /// <summary>The raster as one band: of the same type where no grey can be taken for the mark, else as floats with NaN.</summary>
    /// <param name="raster">RGB with values that mean "no data".</param>
    /// <param name="isMean">Whether the grey lies between the least and the greatest of the three colours.</param>
    /// <param name="gray">Makes grey of colours, in the raster's type.</param>
    public static Raster Apply(Raster raster, bool isMean, RowTransform gray)
    {
        SampleType type = raster.SampleType;
        ImmutableArray<double> marks = raster.NoDataValues;

        // A mean of values above the least one is above it too, and so below the greatest.
        bool keeps = !type.IsFloat && isMean && marks is [var mark] && (mark == type.MinValue || mark == type.MaxValue);
        SampleType target = keeps || type.IsFloat ? type : type.Size <= 2 ? SampleType.Float32 : SampleType.Float64;
        double missing = keeps ? marks[0] : double.NaN;
        RasterLayout layout = raster.Layout with { Bands = 1, SampleType = target };
        RasterMetadata metadata = raster.Metadata with
        {
            ColorModel = ColorModel.Gray,
            HasAlpha = false,
            IccProfile = null,
            NoDataValues = keeps ? marks : [],
            BitDepth = target == type ? raster.BitDepth : target.Size * 8,
        };
        int bands = raster.Bands;
        return raster.Derive(layout, metadata, rows => new TransformedRows(layout, rows, (source, destination) =>
        {
            double[] colors = new double[source.Length / type.Size];
            double[] values = new double[colors.Length / bands];
            byte[] grays = new byte[values.Length * type.Size];
            Samples.ToDoubles(source, type, colors);
            gray(source, grays);
            Samples.ToDoubles(grays, type, values);
            for (int i = 0; i < values.Length; i++)
            {
                ReadOnlySpan<double> color = colors.AsSpan(i * bands, Colors);
                if (color.ContainsAny(marks.AsSpan()))
                    values[i] = missing;
            }

            Samples.FromDoubles(values, target, destination);
        }));
    }
}
