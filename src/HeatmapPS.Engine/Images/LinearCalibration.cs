using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Counts to physical values: value = counts × gain + offset.</summary>
internal static class LinearCalibration
{
    /// <summary>The raster in physical values: Float32 from samples of up to 16 bits and Float32, else Float64.</summary>
    /// <remarks>Samples that mean "no data" become NaN, since a value equal to the mark may now be real.</remarks>
    /// <param name="raster">The counts.</param>
    /// <param name="gain">Units a count.</param>
    /// <param name="offset">Value of count 0.</param>
    /// <param name="unit">Label of the values, or null to keep the present one.</param>
    public static Raster Apply(Raster raster, double gain, double offset, string? unit)
    {
        if (gain == 1 && offset == 0)
            return unit is null ? raster : raster.With(raster.Metadata with { Unit = unit });
        SampleType source = raster.SampleType;
        SampleType target = source.Size <= 2 || source == SampleType.Float32 ? SampleType.Float32 : SampleType.Float64;
        RasterLayout layout = raster.Layout with { SampleType = target };
        double[] noData = [.. raster.NoDataValues];
        RasterMetadata metadata = raster.Metadata with { Unit = unit ?? raster.Unit, NoDataValues = [], BitDepth = target.Size * 8,
            IccProfile = null, RoundsTo = null };
        return raster.Derive(layout, metadata, rows => new TransformedRows(layout, rows, (input, output) =>
        {
            double[] values = new double[input.Length / source.Size];
            Samples.ToDoubles(input, source, values);
            for (int i = 0; i < values.Length; i++)
                values[i] = noData.Contains(values[i]) ? double.NaN : (values[i] * gain) + offset;
            Samples.FromDoubles(values, target, output);
        }));
    }
}
