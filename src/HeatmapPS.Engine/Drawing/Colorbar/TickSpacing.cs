using System.Collections.Immutable;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Keeps numbers from running into one another where a norm crowds them.</summary>
internal static class TickSpacing
{
    /// <summary>Share of an interval that two numbers must be apart.</summary>
    private const double Share = 0.6;

    /// <summary>Least distance of two numbers on a bar of this many intervals.</summary>
    public static double MinGap(int intervals) => Share / intervals;

    /// <summary>Leaves out numbers that are too close to one kept before: the anchor first, then from low to high.</summary>
    public static ImmutableArray<ColorbarTick> Thin(IReadOnlyList<ColorbarTick> ticks, TickChoice choice)
    {
        if (choice.MinGap <= 0)
            return [.. ticks];
        var kept = new List<ColorbarTick>();
        kept.AddRange(ticks.Where(tick => tick.Value == choice.Anchor).Take(1));
        foreach (ColorbarTick tick in ticks)
        {
            if (kept.TrueForAll(other => Math.Abs(other.Position - tick.Position) >= choice.MinGap))
                kept.Add(tick);
        }

        return [.. kept.OrderBy(tick => tick.Position)];
    }
}
