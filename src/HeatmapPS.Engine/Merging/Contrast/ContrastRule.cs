using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Merging.Contrast;

/// <summary>How the limits of a display stretch are found.</summary>
internal sealed record ContrastRule
{
    /// <summary>One rule for all bands, or one a band.</summary>
    public required ImmutableArray<RangeRule> Bands { get; init; }

    /// <summary>Whether all bands take one range, from all their samples together, so that the balance of colours stays.</summary>
    public bool IsJoint { get; init; }

    /// <summary>The rule of a band.</summary>
    /// <param name="band">Number of the band, from 0.</param>
    public RangeRule Of(int band) => Bands[Bands.Length == 1 ? 0 : band];

    /// <summary>Checks what can be checked before any file is read.</summary>
    /// <exception cref="HeatmapException">RangeInvalid.</exception>
    public ContrastRule Validate()
    {
        foreach (RangeRule rule in Bands)
            rule.Validate();
        return !IsJoint || Bands.Length == 1
            ? this
            : throw RangeErrors.Invalid($"one limit for all bands with -Joint, but got {Bands.Length}");
    }
}
