using System.Collections.Immutable;

namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>One colour between each two boundaries: matplotlib's BoundaryNorm. A value on a boundary belongs to the region
/// above it, so that the last boundary is over.</summary>
/// <param name="boundaries">At least two, rising.</param>
internal sealed class BoundaryNorm(ImmutableArray<double> boundaries) : Norm
{
    private int Regions => boundaries.Length - 1;

    /// <summary>Position of the region's colour along the map: i / (n − 1) for region i of n, the middle for a single one.</summary>
    public override double Normalize(double value)
    {
        int region = Region(value);
        if (region < 0)
            return double.NegativeInfinity;
        if (region == Regions)
            return double.PositiveInfinity;
        return Regions == 1 ? 0.5 : (double)region / (Regions - 1);
    }

    /// <inheritdoc/>
    /// <remarks>⌊i·(N − 1) / (n − 1)⌋ in integers; matplotlib multiplies by a rounded quotient, which is one too low for some.</remarks>
    public override int ColorIndex(double value, int colors)
    {
        int region = Region(value);
        if (region < 0)
            return colors;
        if (region == Regions)
            return colors + 1;
        return Regions == 1 ? (colors - 1) / 2 : (int)((long)region * (colors - 1) / (Regions - 1));
    }

    /// <summary>Number of boundaries not above the value, less one.</summary>
    private int Region(double value)
    {
        int found = boundaries.BinarySearch(value);
        return found >= 0 ? found : ~found - 1;
    }
}
