using System.Management.Automation;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging;
using HeatmapPS.Engine.Merging.Blends;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Merges images by the smallest value of each band of each pixel.</summary>
[Cmdlet(VerbsData.Merge, "Darken", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(Heatmap), typeof(FileInfo))]
public sealed partial class MergeDarkenCommand : MergeCommand
{
    /// <inheritdoc/>
    private protected override ImageObject Combine(IReadOnlyList<ImageObject> images, MergeSettings settings) =>
        ImageBlend.Apply(images, BlendMode.Darken, opacity: 1, settings);
}
