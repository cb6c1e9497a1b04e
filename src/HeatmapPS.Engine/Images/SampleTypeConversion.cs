using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Turns samples into samples of another type.</summary>
internal static class SampleTypeConversion
{
    /// <summary>The raster as doubles, which hold every value of every sample type.</summary>
    public static Raster ToFloat64(Raster raster)
    {
        SampleType stored = raster.SampleType;
        if (stored == SampleType.Float64)
            return raster;
        RasterLayout layout = raster.Layout with { SampleType = SampleType.Float64 };
        return raster.Derive(layout, raster.Metadata, rows => new TransformedRows(layout, rows,
            (source, destination) => Samples.ToDoubles(source, stored, MemoryMarshal.Cast<byte, double>(destination))));
    }

    /// <summary>The raster in an integer type: rounded to the nearest, ties to even; what does not fit takes the nearest limit. Reading
    /// a row with NaN, which no integer stands for, throws DepthMismatch.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="type">An integer type.</param>
    public static Raster Round(Raster raster, SampleType type)
    {
        SampleType stored = raster.SampleType;
        RasterLayout layout = raster.Layout with { SampleType = type };
        RasterMetadata metadata = raster.Metadata with { BitDepth = type.Size * 8, RoundsTo = null };
        return raster.Derive(layout, metadata, rows => new TransformedRows(layout, rows, (source, destination) =>
        {
            double[] values = new double[source.Length / stored.Size];
            Samples.ToDoubles(source, stored, values);
            if (values.Any(double.IsNaN))
                throw ImageErrors.ValueMissing(raster.Name, type.ToString());
            Samples.FromDoubles(values, type, destination);
        }));
    }
}
