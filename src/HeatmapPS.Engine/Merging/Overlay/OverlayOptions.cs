using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging.Blends;

namespace HeatmapPS.Engine.Merging.Overlay;

/// <summary>What decides how opaque a heatmap is over its photo.</summary>
public enum OverlayAlpha
{
    /// <summary>The opacity alone: the same everywhere.</summary>
    Constant,

    /// <summary>The opacity times the value's place between the limits: nothing at the lowest, full opacity at the highest.</summary>
    Value,
}

/// <summary>How a heatmap is laid over a photo.</summary>
internal sealed record OverlayOptions
{
    /// <summary>Opacity of the heatmap, 0..1.</summary>
    public double Opacity { get; init; } = 0.5;

    /// <summary>What else the opacity depends on.</summary>
    public OverlayAlpha AlphaFrom { get; init; }

    /// <summary>Values below it show the photo alone; null shows all.</summary>
    public double? Threshold { get; init; }

    /// <summary>How colours mix.</summary>
    public BlendMode Mode { get; init; }

    /// <summary>How the numbers are brought to the photo's size.</summary>
    public ResampleKernel Kernel { get; init; } = ResampleKernel.Linear;
}
