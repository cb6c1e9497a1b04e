using System.Management.Automation;
using HeatmapPS.Abstractions;
using HeatmapPS.Engine.Codecs;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Commands;

/// <summary>Says what the bands of images are, and converts them to another colour space at their own depth.</summary>
[Cmdlet(VerbsData.Convert, "ColorSpace", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(FileInfo))]
public sealed class ConvertColorSpaceCommand : ImageOutputCommand
{
    /// <summary>What the bands are; what the image itself says, else RGB, where it is not given.</summary>
    [Parameter]
    public ImageColorSpace? From { get; set; }

    /// <summary>What the bands shall be.</summary>
    [Parameter(Mandatory = true)]
    public ImageColorSpace To { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        foreach (ImagePage page in Pages(input))
            Guard(input.Target, () => PlanOutput(page, path => RunInBackground(input.Target, (progress, stop) => Convert(page, path, progress, stop))));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ReleaseHeldOutput();
        Drain();
    }

    private WorkOutcome Convert(ImagePage page, string? path, IProgress<double> progress, CancellationToken stop)
    {
        Raster raster = page.Input.Image is Heatmap heatmap
            ? ImageImport.Interpret(heatmap.Render(heatmap.BitDepth), Import)
            : Open(page, Import);
        Raster converted = ColorSpaceConversion.Apply(raster, From ?? raster.ColorSpace ?? ImageColorSpace.RGB, To);
        var outcome = new WorkOutcome();
        outcome.Outputs.Add(path is null ? converted : Output!.Write(converted, path, outcome, progress, stop));
        return outcome;
    }
}
