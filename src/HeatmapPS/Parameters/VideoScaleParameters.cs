using System.Management.Automation;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Scaling.Norms;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Parameters;

/// <summary>Parameters that give the frames of a video their scale: one for all by default.</summary>
public sealed class VideoScaleParameters : ColoringParameters
{
    /// <summary>Uses a separate scale for each frame.</summary>
    [Parameter]
    public SwitchParameter PerFrameScale { get; set; }

    /// <summary>Number of frames over which the limits follow those of the frames.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int SmoothScale { get; set; }

    /// <inheritdoc/>
    internal override bool SetsScale => base.SetsScale || PerFrameScale || SmoothScale > 0;

    /// <summary>Checks that the parameters can be combined.</summary>
    /// <returns>The rule that they make.</returns>
    /// <exception cref="HeatmapException">RangeInvalid.</exception>
    internal RangeRule ToFrameRule()
    {
        RangeRule rule = ToRule();
        if (PerFrameScale && SmoothScale > 0)
            throw RangeErrors.Conflict("-PerFrameScale", "-SmoothScale");
        if (SmoothScale > 0 && rule.Norm.Definition.Limits is NormLimits.Own or NormLimits.Histogram)
            throw RangeErrors.Invalid($"a norm whose limits can follow the frames for -SmoothScale, but got {rule.Norm.Kind}");
        return rule;
    }
}
