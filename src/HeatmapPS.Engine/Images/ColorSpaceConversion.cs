using System.Buffers;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Converts images between colour spaces at their own depth.</summary>
internal static class ColorSpaceConversion
{
    /// <summary>The image in another space, worked out when its pixels are read. Alpha stays.</summary>
    /// <param name="raster">UInt8, UInt16 or floating point with the bands of the space, perhaps with alpha.</param>
    /// <param name="from">What its bands are, whatever the file's reader took them for.</param>
    /// <param name="to">What they shall be.</param>
    /// <exception cref="HeatmapException">BandsDiffer, DepthMismatch.</exception>
    public static Raster Apply(Raster raster, ImageColorSpace from, ImageColorSpace to)
    {
        SampleType type = raster.SampleType;
        if (type is not (SampleType.UInt8 or SampleType.UInt16 or SampleType.Float32 or SampleType.Float64))
            throw ColorErrors.DepthMismatch(raster.Name, type.ToString());
        if (from != to && type == SampleType.UInt16)
            raster = DepthConversion.Apply(raster, 16);
        ColorEncoding source = ColorEncoding.Of(from, type), target = ColorEncoding.Of(to, type);
        int alpha = raster.Bands - source.Count;
        // Four bands named as CMYK are that, though a reader took the fourth for alpha.
        if (alpha is not (0 or 1) || (alpha == 1 && !raster.HasAlpha))
            throw ColorErrors.BandsDiffer(raster.Name, from.ToString(), source.Count, raster.Bands);
        RasterLayout layout = raster.Layout with { Bands = target.Count + alpha };
        bool isRgb = to is ImageColorSpace.RGB or ImageColorSpace.BGR;
        RasterMetadata metadata = raster.Metadata with
        {
            ColorModel = isRgb ? ColorModel.Rgb : ColorModel.Multiband,
            ColorSpace = to,
            HasAlpha = alpha == 1,
            Unit = null,
            NoDataValues = [],
            IccProfile = to == ImageColorSpace.RGB && from is ImageColorSpace.RGB or ImageColorSpace.BGR
                ? raster.Metadata.IccProfile
                : null,
        };
        if (from == to)
            return raster.With(metadata with { IccProfile = raster.Metadata.IccProfile });
        var pixel = new Conversion(from, to, source, target, alpha, type);
        return raster.Derive(layout, metadata, rows => new TransformedRows(layout, rows, pixel.Convert));
    }

    private sealed record Conversion(ImageColorSpace From, ImageColorSpace To, ColorEncoding Source, ColorEncoding Target, int Alpha,
        SampleType Type)
    {
        public void Convert(ReadOnlySpan<byte> source, Span<byte> destination)
        {
            int count = source.Length / Type.Size, results = destination.Length / Type.Size;
            double[] samples = ArrayPool<double>.Shared.Rent(count);
            double[] converted = ArrayPool<double>.Shared.Rent(results);
            Samples.ToDoubles(source, Type, samples.AsSpan(0, count));
            int bands = Source.Count + Alpha, resultBands = Target.Count + Alpha;
            bool isInteger = !Type.IsFloat;
            Span<double> pixel = stackalloc double[4];
            for (int p = 0, i = 0; p < count; p += bands, i += resultBands)
            {
                samples.AsSpan(p, Source.Count).CopyTo(pixel);
                Source.Decode(pixel);
                ColorFormulas.ToRgb(From, Source.IsLinear, pixel);
                if (isInteger && From != ImageColorSpace.RGB)
                    Clamp(pixel);
                ColorFormulas.FromRgb(To, Target.IsLinear, pixel);
                Target.Encode(pixel, isInteger);
                pixel[..Target.Count].CopyTo(converted.AsSpan(i));
                if (Alpha == 1)
                    converted[i + Target.Count] = samples[p + Source.Count];
            }

            Samples.FromDoubles(converted.AsSpan(0, results), Type, destination);
            ArrayPool<double>.Shared.Return(samples);
            ArrayPool<double>.Shared.Return(converted);
        }

        private static void Clamp(Span<double> rgb)
        {
            for (int i = 0; i < 3; i++)
                rgb[i] = Math.Clamp(rgb[i], 0, 1);
        }
    }
}
