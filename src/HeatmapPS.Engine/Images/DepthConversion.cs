using System.Collections.Immutable;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Between 8 and 16 bits: 8 → 16 is ×257 (exact), 16 → 8 is round(v / 257). Samples of 9 to 15 bits run to 2ⁿ − 1.</summary>
internal static class DepthConversion
{
    /// <summary>The raster at 8 or 16 bits a sample; itself when it has them already. Grey numbers of 9 to 15 bits stay what they are
    /// at 16 bits.</summary>
    /// <param name="raster">UInt8 or UInt16.</param>
    /// <param name="bits">8 or 16.</param>
    public static Raster Apply(Raster raster, int bits)
    {
        SampleType target = bits == 16 ? SampleType.UInt16 : SampleType.UInt8;
        if (raster.SampleType == target)
            return IsShallowPicture(raster) ? Spread(raster) : raster;
        if (raster.SampleType is not (SampleType.UInt8 or SampleType.UInt16))
            throw ImageErrors.DepthMismatch(raster.SampleType.ToString(), $"{bits}-bit output");
        RasterLayout layout = raster.Layout with { SampleType = target };
        RowTransform transform = bits == 16 ? Widen : raster.NoDataValues.IsEmpty && !IsShallow(raster)
            ? Narrow
            : ByTable(raster, byte.MaxValue);
        return raster.Derive(layout, Describe(raster, bits), rows => new TransformedRows(layout, rows, transform));
    }

    /// <summary>Whether colours or alpha of 9 to 15 bits lie in 16, where others would take them for dark and transparent.</summary>
    public static bool IsShallowPicture(Raster raster) => IsShallow(raster) && (raster.ColorModel == ColorModel.Rgb || raster.HasAlpha);

    /// <summary>A picture at 8 or 16 bits, at its brightness: grey of 9 to 15 bits is spread too.</summary>
    /// <inheritdoc cref="Apply"/>
    public static Raster ToPicture(Raster raster, int bits) => bits == 16 && IsShallow(raster) ? Spread(raster) : Apply(raster, bits);

    private static bool IsShallow(Raster raster) => raster.SampleType == SampleType.UInt16 && raster.FullIntensity < ushort.MaxValue;

    private static Raster Spread(Raster raster)
    {
        RowTransform transform = ByTable(raster, ushort.MaxValue);
        return raster.Derive(raster.Layout, Describe(raster, 16), rows => new TransformedRows(raster.Layout, rows, transform));
    }

    private static RasterMetadata Describe(Raster raster, int bits)
    {
        double full = bits == 16 ? ushort.MaxValue : byte.MaxValue;
        return raster.Metadata with { BitDepth = bits,
            NoDataValues = [.. raster.NoDataValues.Select(value => Convert(value, raster.FullIntensity, full))] };
    }

    private static double Convert(double value, double from, double to) => Math.Min(Math.Floor((value * to / from) + 0.5), to);

    private static void Widen(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(destination);
        for (int i = 0; i < source.Length; i++)
            wide[i] = (ushort)(source[i] * 257);
    }

    private static void Narrow(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ReadOnlySpan<ushort> wide = MemoryMarshal.Cast<byte, ushort>(source);
        for (int i = 0; i < wide.Length; i++)
            destination[i] = (byte)((wide[i] + 128u) / 257);
    }

    /// <summary>Converts 16-bit samples so that no value that is there becomes one that means "no data".</summary>
    private static RowTransform ByTable(Raster raster, double full)
    {
        double from = raster.FullIntensity;
        SampleType type = full > byte.MaxValue ? SampleType.UInt16 : SampleType.UInt8;
        ImmutableArray<double> noData = raster.NoDataValues;
        double[] marks = [.. noData.Select(value => Convert(value, from, full))];
        ushort[] table = [.. Enumerable.Range(0, ushort.MaxValue + 1).Select(value => (ushort)(noData.Contains(value)
            ? Convert(value, from, full)
            : NoData.Avoid(Math.Min(value * full / from, full), type, marks)))];
        return (source, destination) =>
        {
            ReadOnlySpan<ushort> samples = MemoryMarshal.Cast<byte, ushort>(source);
            Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(destination);
            for (int i = 0; i < samples.Length; i++)
            {
                if (type == SampleType.UInt16)
                    wide[i] = table[samples[i]];
                else
                    destination[i] = (byte)table[samples[i]];
            }
        };
    }
}

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
