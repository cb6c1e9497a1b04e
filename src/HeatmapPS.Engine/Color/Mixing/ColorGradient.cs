using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color.Mixing;

/// <summary>Makes maps that run through given colours at given places.</summary>
internal static class ColorGradient
{
    /// <summary>A map through colours at places, mixed in a space.</summary>
    /// <param name="colors">Two or more colours, from low to high.</param>
    /// <param name="positions">A place for each, from 0 to 1, never falling; two equal ones are a jump. <c>null</c> spreads
    /// them evenly.</param>
    /// <param name="count">Colours of the map.</param>
    /// <param name="gamma">Entry i is the gradient at (i / (count − 1))^gamma.</param>
    /// <param name="space">The space to mix in.</param>
    /// <param name="name">Name of the map.</param>
    /// <remarks>In RGB the numbers of matplotlib's <c>LinearSegmentedColormap.from_list(name, colors, count, gamma)</c>,
    /// operation by operation.</remarks>
    /// <exception cref="HeatmapException">ColormapInvalid.</exception>
    public static Colormap Create(
        IReadOnlyList<ColorValue> colors, IReadOnlyList<double>? positions, int count, double gamma, ColorSpace space, string name)
    {
        if (colors.Count is < Colormap.MinCount or > Colormap.MaxCount) throw ColorErrors.ColormapSizeInvalid(colors.Count);
        if (count is < Colormap.MinCount or > Colormap.MaxCount) throw ColorErrors.ColormapSizeInvalid(count);
        double[] places = Places(positions, colors.Count, count);
        var table = new ColorValue[count];
        (table[0], table[^1]) = (colors[0], colors[^1]);
        int stop = 1;
        double step = 1.0 / (count - 1);
        for (int i = 1; i < count - 1; i++)
        {
            double x = (count - 1) * (gamma == 1 ? i * step : Math.Pow(i * step, gamma));
            while (stop < places.Length - 1 && places[stop] < x) stop++;
            double distance = (x - places[stop - 1]) / (places[stop] - places[stop - 1]);
            table[i] = ColorMixers.Of(space)(colors[stop - 1], colors[stop], distance);
        }

        return Colormap.FromTable(table, name);
    }

    private static double[] Places(IReadOnlyList<double>? positions, int stops, int count)
    {
        double[] places = new double[stops];
        for (int i = 0; i < stops; i++)
        {
            double position = positions is not null ? positions[i] : i == stops - 1 ? 1 : i * (1.0 / (stops - 1));
            places[i] = position * (count - 1);
        }

        return places;
    }
}
