using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color.Mixing;

/// <summary>Makes maps of parts of other maps.</summary>
internal static class ColormapParts
{
    /// <summary>A part of a map, spread over the whole range; entry j is the colour at place
    /// (low + (high − low)·j/(count − 1))·(N − 1), mixed linearly.</summary>
    /// <param name="map">The map.</param>
    /// <param name="low">Where the part begins, from 0.</param>
    /// <param name="high">Where it ends, to 1.</param>
    /// <param name="count">Colours of the new map.</param>
    /// <exception cref="HeatmapException">ColormapInvalid.</exception>
    public static Colormap Cut(Colormap map, double low, double high, int count)
    {
        if (count is < Colormap.MinCount or > Colormap.MaxCount) throw ColorErrors.ColormapSizeInvalid(count);
        var colors = new ColorValue[count];
        for (int j = 0; j < count; j++) colors[j] = At(map, low + ((high - low) * j / (count - 1)));
        return Colormap.FromTable(colors, map.Name, map.Kind).WithExtremes(map.UnderColor, map.OverColor, map.BadColor);
    }

    /// <summary>Maps one after the other.</summary>
    /// <param name="maps">Two or more maps.</param>
    /// <param name="shares">How much of the new map each takes; sums to 1.</param>
    /// <param name="count">Colours of the new map; each part has round(count · share).</param>
    /// <param name="name">Name of the new map.</param>
    /// <exception cref="HeatmapException">ColormapInvalid: too few colours for so many parts.</exception>
    public static Colormap Join(IReadOnlyList<Colormap> maps, IReadOnlyList<double> shares, int count, string name)
    {
        if (count is < Colormap.MinCount or > Colormap.MaxCount) throw ColorErrors.ColormapSizeInvalid(count);
        var colors = new List<ColorValue>(count);
        double share = 0;
        for (int m = 0; m < maps.Count; m++)
        {
            share += shares[m];
            int end = m == maps.Count - 1 ? count : (int)Math.Round(count * share, MidpointRounding.AwayFromZero);
            int part = end - colors.Count;
            if (part < 1)
            {
                throw ColorErrors.ColormapInvalid("at least one colour for each part",
                    $"none for part {m + 1} of {maps.Count} with {count} colours");
            }

            for (int j = 0; j < part; j++) colors.Add(At(maps[m], part == 1 ? 0.5 : (double)j / (part - 1)));
        }

        return Colormap.FromTable(colors, name)
            .WithExtremes(maps[0].UnderColor, maps[^1].OverColor, maps.FirstOrDefault(map => map.BadColor is not null)?.BadColor);
    }

    private static ColorValue At(Colormap map, double x)
    {
        double place = Math.Clamp(x, 0, 1) * (map.Count - 1);
        int entry = Math.Min((int)place, map.Count - 2);
        return ColorMixers.Rgb(map[entry], map[entry + 1], place - entry);
    }
}
