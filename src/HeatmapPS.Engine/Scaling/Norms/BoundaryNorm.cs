using System.Collections.Immutable;

namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>One colour between each two boundaries: matplotlib's BoundaryNorm. A value on a boundary belongs to the region
/// above it, so that the last boundary is over.</summary>
/// <param name="boundaries">At least two, rising.</param>
internal sealed class BoundaryNorm(ImmutableArray<double> boundaries) : Norm(boundaries[0], boundaries[^1])
{
    /// <summary>With boundaries, which are its limits too.</summary>
    public static NormDefinition Definition { get; } = new(scale => new BoundaryNorm(scale.Boundaries))
    {
        Parameter = "-Boundary",
        IsImplied = rule => !rule.Boundaries.IsEmpty,
        Limits = NormLimits.Own,
        RuleFault = (rule, _, _) => Fault(rule.Boundaries.AsSpan()),
        ScaleFault = scale => Fault(scale.Boundaries.AsSpan())
            ?? (scale.Minimum == scale.Boundaries[0] && scale.Maximum == scale.Boundaries[^1] ? null
                : LimitFault(scale.Boundaries[0], scale.Boundaries[^1], scale)),
    };

    /// <inheritdoc/>
    public override (double First, double Last)? WholeNumbers => (Math.Ceiling(Minimum), Math.Ceiling(Maximum) - 1);

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
    /// <remarks>The middle of the nearest region.</remarks>
    public override double Invert(double position)
    {
        int region = Regions == 1 ? 0 : (int)Math.Round(position * (Regions - 1));
        return (boundaries[region] + boundaries[region + 1]) / 2;
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

    /// <summary>What is wrong with boundaries, as "X, but got Z", or null.</summary>
    public static FormattableString? Fault(ReadOnlySpan<double> boundaries)
    {
        if (boundaries.Length < 2)
            return $"at least two boundaries, but got {boundaries.Length}";
        for (int i = 0; i < boundaries.Length; i++)
        {
            if (!double.IsFinite(boundaries[i]))
                return $"finite boundaries, but got {boundaries[i]}";
            if (i > 0 && boundaries[i] <= boundaries[i - 1])
                return $"rising boundaries, but got {boundaries[i - 1]} before {boundaries[i]}";
        }

        return null;
    }

    private static FormattableString LimitFault(double first, double last, HeatmapScale scale) =>
        $"limits at the first and last boundary, {first} and {last}, but got {scale.Minimum} and {scale.Maximum}";

    /// <inheritdoc/>
    public override bool IsClipped(double value) => value < Minimum || value >= Maximum;

    /// <inheritdoc/>
    public override double BarPosition(double value)
    {
        int region = Math.Clamp(Region(value), 0, Regions - 1);
        return (region + ((value - boundaries[region]) / (boundaries[region + 1] - boundaries[region]))) / Regions;
    }

    /// <inheritdoc/>
    /// <remarks>Every region has an equal share, as in matplotlib.</remarks>
    public override int[] BarCells(int length, int colors)
    {
        int[] cells = new int[length];
        for (int i = 0; i < length; i++)
            cells[i] = ColorIndex(boundaries[(int)((long)i * Regions / length)], colors);
        return cells;
    }

    /// <inheritdoc/>
    protected override TickChoice ChooseTicks(int intervals) => new(Choose(intervals), [.. boundaries], TickNotation.Exact);

    /// <summary>Every boundary, or every n-th where there are too many; among those the ones nearest zero, as matplotlib does.</summary>
    private double[] Choose(int intervals)
    {
        int step = Math.Max(1, (boundaries.Length + intervals) / (intervals + 1));
        int first = 0;
        double nearest = double.PositiveInfinity;
        for (int start = 0; start < step; start++)
        {
            for (int i = start; i < boundaries.Length; i += step)
            {
                if (Math.Abs(boundaries[i]) < nearest)
                    (nearest, first) = (Math.Abs(boundaries[i]), start);
            }
        }

        var chosen = new List<double>();
        for (int i = first; i < boundaries.Length; i += step)
            chosen.Add(boundaries[i]);
        return [.. chosen];
    }

    /// <summary>Number of boundaries not above the value, less one.</summary>
    private int Region(double value)
    {
        int found = boundaries.BinarySearch(value);
        return found >= 0 ? found : ~found - 1;
    }
}
