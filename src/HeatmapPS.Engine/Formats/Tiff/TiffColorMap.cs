using System.Collections.Immutable;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Shows the indices of a palette page as its colours: as one band where all of them are grey.</summary>
internal static class TiffColorMap
{
    /// <summary>Bands of the colours.</summary>
    /// <param name="map">Red, green and blue of each index.</param>
    public static int BandsOf(ImmutableArray<ushort> map)
    {
        var plane = map.Length / 3;
        for (var i = 0; i < plane; i++)
        {
            if (map[i] != map[plane + i] || map[i] != map[(2 * plane) + i])
                return 3;
        }

        return 1;
    }

    /// <summary>The rows in colour.</summary>
    /// <param name="indices">Rows of 1 band of UInt8; disposed with the result.</param>
    /// <param name="map">Red, green and blue of each index.</param>
    public static RowReader Open(RowReader indices, ImmutableArray<ushort> map)
    {
        var plane = map.Length / 3;

        // Some writers put 8 bits where 16 belong.
        var shift = map.Any(value => value > byte.MaxValue) ? 8 : 0;
        var colors = Enumerable.Range(0, plane).Select(i => new Rgba32(At(i), At(plane + i), At((2 * plane) + i))).ToImmutableArray();
        if (BandsOf(map) == 3)
            return new PaletteRows(indices, new Palette(colors, HasAlpha: false));
        return new TransformedRows(indices.Layout, indices, (source, destination) =>
        {
            for (var i = 0; i < source.Length; i++)
                destination[i] = colors[source[i]].R;
        });

        byte At(int index) => (byte)(map[index] >> shift);
    }
}
