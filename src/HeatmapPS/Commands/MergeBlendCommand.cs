using System.Management.Automation;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging;
using HeatmapPS.Engine.Merging.Blends;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Blends images one over the other, the first one the backdrop.</summary>
[Cmdlet(VerbsData.Merge, "Blend", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(Heatmap), typeof(FileInfo))]
public sealed partial class MergeBlendCommand : MergeCommand
{
    /// <summary>How to blend the colours of an image with those below it.</summary>
    [Parameter]
    public BlendMode Mode { get; set; }

    /// <summary>Opacity of each image except the first, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Opacity { get; set; } = 1;

    /// <inheritdoc/>
    private protected override ImageObject Combine(IReadOnlyList<ImageObject> images, MergeSettings settings) =>
        ImageBlend.Apply(images, Mode, Opacity, settings);
}
