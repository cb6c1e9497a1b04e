using System.Management.Automation;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging;
using HeatmapPS.Engine.Merging.Stacks;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Works out a statistic over the values that a stack of images has at each pixel.</summary>
[Cmdlet(VerbsData.Merge, "Stack", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(Heatmap), typeof(FileInfo))]
public sealed partial class MergeStackCommand : MergeCommand
{
    /// <summary>The statistic to calculate.</summary>
    [Parameter]
    public StackStatistic Statistic { get; set; }

    /// <summary>The percentile, 0 to 100, for -Statistic Percentile.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double Percentile { get; set; } = 50;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        bool isGiven = IsBound(nameof(Percentile));
        _ = Require(() => (isGiven, Statistic == StackStatistic.Percentile) switch
        {
            (true, false) => throw RangeErrors.Invalid($"-Statistic Percentile with -Percentile, but got {Statistic}"),
            (false, true) => throw RangeErrors.Invalid($"a -Percentile from {0} to {100} for -Statistic Percentile, but got none"),
            _ => true,
        });
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    private protected override ImageObject Combine(IReadOnlyList<ImageObject> images, MergeSettings settings) =>
        ImageStack.Apply(images, Statistic, Percentile, settings);
}
