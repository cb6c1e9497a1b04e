using System.Runtime.InteropServices;

namespace HeatmapPS.Engine.Imaging;

/// <summary>Widens sample types without loss.</summary>
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
}
