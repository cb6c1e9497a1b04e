using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Chooses bands of a raster, in any order.</summary>
internal static class BandSelection
{
    /// <summary>The raster with the chosen bands only.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="bands">Band numbers from 1; empty means all.</param>
    /// <exception cref="HeatmapException">BandNotFound.</exception>
    public static Raster Apply(Raster raster, ImmutableArray<int> bands)
    {
        if (bands.IsDefaultOrEmpty)
            return raster;
        foreach (int band in bands)
        {
            if (band < 1 || band > raster.Bands)
                throw ImageErrors.BandNotFound(raster.Name, band, raster.Bands);
        }

        if (bands.SequenceEqual(Enumerable.Range(1, raster.Bands)))
            return raster;
        bool color = bands.Length == 3 && raster.ColorModel is (ColorModel.Rgb or ColorModel.Multiband);
        RasterMetadata metadata = raster.Metadata with
        {
            ColorModel = bands.Length == 1 ? ColorModel.Gray : color ? ColorModel.Rgb : ColorModel.Multiband,
            ColorSpace = null,
            HasAlpha = false,
            IccProfile = color ? raster.Metadata.IccProfile : null,
        };
        RasterLayout layout = raster.Layout with { Bands = bands.Length };
        int[] offsets = [.. bands.Select(band => (band - 1) * layout.SampleType.Size)];
        int pixelBytes = raster.Bands * layout.SampleType.Size;
        int sampleBytes = layout.SampleType.Size;
        return raster.Derive(layout, metadata, rows => new TransformedRows(layout, rows,
            (source, destination) => Select(source, destination, offsets, pixelBytes, sampleBytes)));
    }

    private static void Select(ReadOnlySpan<byte> source, Span<byte> destination, int[] offsets, int pixelBytes, int sampleBytes)
    {
        int written = 0;
        for (int pixel = 0; pixel < source.Length; pixel += pixelBytes)
        {
            foreach (int offset in offsets)
            {
                source.Slice(pixel + offset, sampleBytes).CopyTo(destination[written..]);
                written += sampleBytes;
            }
        }
    }
}
