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
