using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace HeatmapPS.Engine.Imaging;

/// <summary>Between 8 and 16 bits: 8 → 16 is ×257 (exact), 16 → 8 is round(v / 257).</summary>
internal static class DepthConversion
{
    /// <summary>The raster at 8 or 16 bits a sample; itself when it has them already.</summary>
    /// <param name="raster">UInt8 or UInt16.</param>
    /// <param name="bits">8 or 16.</param>
    public static Raster Apply(Raster raster, int bits)
    {
        SampleType target = bits == 16 ? SampleType.UInt16 : SampleType.UInt8;
        if (raster.SampleType == target)
            return raster;
        if (raster.SampleType is not (SampleType.UInt8 or SampleType.UInt16))
            throw Errors.ImageErrors.DepthMismatch(raster.SampleType.ToString(), $"{bits}-bit output");
        RasterLayout layout = raster.Layout with { SampleType = target };
        RowTransform transform = bits == 16 ? Widen : raster.NoDataValues.IsEmpty ? Narrow : NarrowBeside(raster.NoDataValues);
        RasterMetadata metadata = raster.Metadata with { BitDepth = bits, NoDataValues = [.. raster.NoDataValues.Select(value => Convert(value, bits))] };
        return raster.Derive(layout, metadata, rows => new TransformedRows(layout, rows, transform));
    }

    private static double Convert(double value, int bits) => bits == 16 ? value * 257 : Math.Floor((value + 128) / 257);

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

    /// <summary>Narrows so that no value that is there becomes one that means "no data".</summary>
    private static RowTransform NarrowBeside(ImmutableArray<double> noData)
    {
        double[] marks = [.. noData.Select(value => Convert(value, 8))];
        byte[] table = [.. Enumerable.Range(0, ushort.MaxValue + 1)
            .Select(value => (byte)(noData.Contains(value) ? Convert(value, 8) : NoData.Avoid(value / 257.0, SampleType.UInt8, marks)))];
        return (source, destination) =>
        {
            ReadOnlySpan<ushort> wide = MemoryMarshal.Cast<byte, ushort>(source);
            for (int i = 0; i < wide.Length; i++)
                destination[i] = table[wide[i]];
        };
    }
}
