using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HeatmapPS.Engine.Color.Mixing;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>How colours become one grey value.</summary>
public enum GrayscaleMethod
{
    /// <summary>0.299 R + 0.587 G + 0.114 B on the stored values, in OpenCV's integer arithmetic: the same as <c>cvtColor</c>.</summary>
    Rec601,

    /// <summary>0.2126 R + 0.7152 G + 0.0722 B on the stored values (ITU-R BT.709).</summary>
    Rec709,

    /// <summary>(R + G + B) / 3.</summary>
    Average,

    /// <summary>CIE L* of the sRGB colour, 0..100 stretched to the sample type's range (to 0..1 for floating point).</summary>
    Lightness,

    /// <summary>The largest of R, G, B (the V of HSV).</summary>
    Maximum,

    /// <summary>Red alone.</summary>
    Red,

    /// <summary>Green alone.</summary>
    Green,

    /// <summary>Blue alone.</summary>
    Blue,

    /// <summary>Alpha alone; the largest value where the image has none.</summary>
    Alpha,
}

/// <summary>Turns colour rasters into one band.</summary>
internal static class Grayscale
{
    /// <summary>Weights of 15 fractional bits that OpenCV's <c>cvtColor</c> uses at 8 and 16 bits.</summary>
    private const int Red15 = 9798, Green15 = 19235, Blue15 = 3735, Half15 = 1 << 14;

    /// <summary>The raster as one band of the same sample type.</summary>
    /// <param name="raster">Grey (with or without alpha) or RGB(A).</param>
    /// <param name="method">How.</param>
    /// <exception cref="HeatmapException">NotGray when the bands have no colour meaning.</exception>
    public static Raster Apply(Raster raster, GrayscaleMethod method = GrayscaleMethod.Rec601)
    {
        if (method == GrayscaleMethod.Alpha)
            return Alpha(raster);
        if (raster.Bands == 1)
            return raster;
        if (raster.Metadata.ColorSpace is { } space and not ImageColorSpace.RGB)
            return Apply(ColorSpaceConversion.Apply(raster, space, ImageColorSpace.RGB), method);
        if (raster.ColorModel == ColorModel.Gray)
            return BandSelection.Apply(raster, [1]);
        if (raster.ColorModel != ColorModel.Rgb)
            throw ImageErrors.NotGray(raster.Name, raster.Bands);
        int single = method - GrayscaleMethod.Red;
        if (single >= 0)
            return BandSelection.Apply(raster, [single + 1]);
        RasterLayout layout = raster.Layout with { Bands = 1 };
        RasterMetadata metadata = raster.Metadata with { ColorModel = ColorModel.Gray, HasAlpha = false, IccProfile = null };
        RowTransform transform = Transform(method, layout.SampleType, raster.Bands, raster.FullIntensity);
        if (raster.NoDataValues.Length > 0)
            return MarkedGrayscale.Apply(raster, isMean: method != GrayscaleMethod.Lightness, transform);
        return raster.Derive(layout, metadata, rows => new TransformedRows(layout, rows, transform));
    }

    private static Raster Alpha(Raster raster)
    {
        // What means "no data" among the colours is a cover like any other here.
        raster = raster.With(raster.Metadata with { NoDataValues = [] });
        if (raster.HasAlpha)
            return BandSelection.Apply(raster, [raster.Bands]);
        RasterLayout layout = raster.Layout with { Bands = 1 };
        double opaque = raster.FullIntensity;
        RasterMetadata metadata = raster.Metadata with { ColorModel = ColorModel.Gray, HasAlpha = false, IccProfile = null };
        return raster.Derive(layout, metadata, rows => new TransformedRows(layout, rows, (source, destination) =>
        {
            double[] values = new double[destination.Length / layout.SampleType.Size];
            Array.Fill(values, opaque);
            Samples.FromDoubles(values, layout.SampleType, destination);
        }));
    }

    private static RowTransform Transform(GrayscaleMethod method, SampleType type, int bands, double full) => (method, type) switch
    {
        (GrayscaleMethod.Rec601, SampleType.UInt8) => (source, destination) => Rec601(source, destination, bands),
        (GrayscaleMethod.Rec601, SampleType.UInt16) => (source, destination) =>
            Rec601(MemoryMarshal.Cast<byte, ushort>(source), MemoryMarshal.Cast<byte, ushort>(destination), bands),
        _ => (source, destination) => Weighted(source, destination, method, type, bands, full),
    };

    private static void Rec601(ReadOnlySpan<byte> source, Span<byte> destination, int bands)
    {
        int done = Rec601Vectors(source, destination, bands);
        for (int i = done, p = done * bands; i < destination.Length; i++, p += bands)
            destination[i] = (byte)(((Red15 * source[p]) + (Green15 * source[p + 1]) + (Blue15 * source[p + 2]) + Half15) >> 15);
    }

    /// <summary>The same, sixteen pixels at a time.</summary>
    /// <returns>How many pixels were done.</returns>
    [MethodImpl(HotLoop.Options)]
    private static int Rec601Vectors(ReadOnlySpan<byte> source, Span<byte> destination, int bands)
    {
        const int Pixels = 4, MostBands = 4;
        if (bands > MostBands)
            return 0;
        ref byte first = ref MemoryMarshal.GetReference(source);
        Vector128<byte> reds = Places(0, bands), greens = Places(1, bands), blues = Places(2, bands);
        int step = Pixels * bands, at = 0, p = 0;
        for (; at <= destination.Length - (4 * Pixels) && p + (3 * step) + Vector128<byte>.Count <= source.Length; at += 4 * Pixels)
        {
            Vector128<uint> one = Rec601(Vector128.LoadUnsafe(ref first, (nuint)p), reds, greens, blues);
            Vector128<uint> two = Rec601(Vector128.LoadUnsafe(ref first, (nuint)(p + step)), reds, greens, blues);
            Vector128<uint> three = Rec601(Vector128.LoadUnsafe(ref first, (nuint)(p + (2 * step))), reds, greens, blues);
            Vector128<uint> four = Rec601(Vector128.LoadUnsafe(ref first, (nuint)(p + (3 * step))), reds, greens, blues);
            Vector128<ushort> left = Vector128.Narrow(one, two), right = Vector128.Narrow(three, four);
            Vector128.Narrow(left, right).CopyTo(destination[at..]);
            p += 4 * step;
        }

        return at;
    }

    /// <summary>The grey of four pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Rec601(Vector128<byte> colors, Vector128<byte> reds, Vector128<byte> greens, Vector128<byte> blues)
    {
        Vector128<uint> red = Vector128.Shuffle(colors, reds).AsUInt32() * Red15;
        Vector128<uint> green = Vector128.Shuffle(colors, greens).AsUInt32() * Green15;
        Vector128<uint> blue = Vector128.Shuffle(colors, blues).AsUInt32() * Blue15;
        return (red + green + blue + Vector128.Create((uint)Half15)) >> 15;
    }

    /// <summary>Where four pixels have a band, each place as the lowest of four bytes; the others are beyond the vector, which gives
    /// zeros.</summary>
    private static Vector128<byte> Places(int band, int bands) =>
        (Vector128.Create((uint)band, (uint)(bands + band), (uint)((2 * bands) + band), (uint)((3 * bands) + band))
            | Vector128.Create(0xFFFFFF00)).AsByte();

    [MethodImpl(HotLoop.Options)]
    private static void Rec601(ReadOnlySpan<ushort> source, Span<ushort> destination, int bands)
    {
        for (int i = 0, p = 0; i < destination.Length; i++, p += bands)
        {
            destination[i] =
                (ushort)(((uint)(Red15 * source[p]) + (uint)(Green15 * source[p + 1]) + (uint)(Blue15 * source[p + 2]) + Half15) >> 15);
        }
    }

    private static void Weighted(ReadOnlySpan<byte> source, Span<byte> destination, GrayscaleMethod method, SampleType type, int bands,
        double full)
    {
        double[] colors = new double[source.Length / type.Size];
        double[] grays = new double[destination.Length / type.Size];
        Samples.ToDoubles(source, type, colors);
        for (int i = 0, p = 0; i < grays.Length; i++, p += bands)
        {
            double r = colors[p], g = colors[p + 1], b = colors[p + 2];
            grays[i] = method switch
            {
                GrayscaleMethod.Rec601 => (0.299 * r) + (0.587 * g) + (0.114 * b),
                GrayscaleMethod.Rec709 => (0.2126 * r) + (0.7152 * g) + (0.0722 * b),
                GrayscaleMethod.Average => (r + g + b) / 3,
                GrayscaleMethod.Maximum => Math.Max(r, Math.Max(g, b)),
                _ => Lightness(r / full, g / full, b / full) / 100 * full,
            };
        }

        Samples.FromDoubles(grays, type, destination);
    }

    /// <summary>CIE 1976 L* of an sRGB colour (IEC 61966-2-1 transfer, D65 luminance weights).</summary>
    private static double Lightness(double r, double g, double b)
    {
        double y = (0.212671 * Srgb.ToLinear(r)) + (0.715160 * Srgb.ToLinear(g)) + (0.072169 * Srgb.ToLinear(b));
        return y > 216.0 / 24389 ? (116 * Math.Cbrt(y)) - 16 : y * 24389 / 27;
    }
}

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
