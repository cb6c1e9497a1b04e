using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Contrast;

/// <summary>Looks samples of 8 or 16 bits up in a table a band.</summary>
internal static class SampleTables
{
    /// <summary>The image with each sample replaced by its table's entry.</summary>
    /// <param name="raster">Samples of 1 or 2 bytes.</param>
    /// <param name="tables">A table for each band, alpha too, with an entry for each pattern of bits.</param>
    /// <param name="bits">8 or 16 bits of the result.</param>
    public static Raster Apply(Raster raster, ushort[][] tables, int bits) =>
        ContrastStretch.Derive(raster, bits, Transform(raster.SampleType.Size, bits, tables));

    private static RowTransform Transform(int size, int bits, ushort[][] tables) => (size, bits) switch
    {
        (1, 8) => (source, destination) => Look(source, destination, tables),
        (1, _) => (source, destination) => Look(source, MemoryMarshal.Cast<byte, ushort>(destination), tables),
        (_, 8) => (source, destination) => Look(MemoryMarshal.Cast<byte, ushort>(source), destination, tables),
        _ => (source, destination) => Look(MemoryMarshal.Cast<byte, ushort>(source), MemoryMarshal.Cast<byte, ushort>(destination), tables),
    };

    [MethodImpl(HotLoop.Options)]
    private static void Look<TSource, TResult>(ReadOnlySpan<TSource> source, Span<TResult> destination, ushort[][] tables)
        where TSource : unmanaged, IBinaryInteger<TSource>
        where TResult : unmanaged, IBinaryInteger<TResult>
    {
        int bands = tables.Length;
        for (int band = 0; band < bands; band++)
        {
            ushort[] table = tables[band];
            for (int i = band; i < source.Length; i += bands)
                destination[i] = TResult.CreateTruncating(table[int.CreateTruncating(source[i])]);
        }
    }
}
