namespace HeatmapPS.Engine.Scaling;

/// <summary>How values between the limits spread over the colours.</summary>
public enum NormKind
{
    /// <summary>(x − lo) / (hi − lo).</summary>
    Linear,

    /// <summary>(ln x − ln lo) / (ln hi − ln lo); x ≤ 0 is bad.</summary>
    Log,

    /// <summary>Logarithmic on both sides of zero, linear within ± the linear threshold (matplotlib's SymLogNorm, base 10, linscale 1).</summary>
    SymmetricLog,

    /// <summary>((x − lo) / (hi − lo))^γ.</summary>
    Power,

    /// <summary>Two straight pieces that meet at the centre, which takes the middle colour (matplotlib's TwoSlopeNorm).</summary>
    TwoSlope,

    /// <summary>One colour between each two boundaries (matplotlib's BoundaryNorm).</summary>
    Boundary,

    /// <summary>The cumulative histogram, so that every colour covers the same area (scikit-image's equalize_hist).</summary>
    Equalize,
}
