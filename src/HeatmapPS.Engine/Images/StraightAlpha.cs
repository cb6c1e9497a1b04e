using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Takes alpha out of colours that were multiplied with it.</summary>
internal static class StraightAlpha
{
    /// <summary>A transform of rows whose last band is alpha. Integers are cut to whole numbers, as libvips and Pillow do it; where alpha
    /// is 0 all bands are.</summary>
    /// <param name="layout">Layout of the rows.</param>
    /// <param name="opaque">Alpha of an opaque pixel.</param>
    public static RowTransform Of(RasterLayout layout, double opaque) => (source, destination) =>
    {
        SampleType type = layout.SampleType;
        int bands = layout.Bands, alpha = bands - 1;
        double[] values = new double[source.Length / type.Size];
        Samples.ToDoubles(source, type, values);
        for (int at = 0; at < values.Length; at += bands)
        {
            double cover = values[at + alpha];
            for (int band = 0; band < alpha; band++)
            {
                double value = cover == 0 ? 0 : values[at + band] * opaque / cover;
                values[at + band] = type.IsFloat ? value : Math.Min(Math.Floor(value), opaque);
            }
        }

        Samples.FromDoubles(values, type, destination);
    };
}
