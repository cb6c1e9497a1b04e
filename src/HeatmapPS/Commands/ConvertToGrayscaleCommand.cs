using System.Management.Automation;
using HeatmapPS.Abstractions;
using HeatmapPS.Engine.Codecs;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Commands;

/// <summary>Turns colour images into one band of grey at their own depth.</summary>
[Cmdlet(VerbsData.ConvertTo, "Grayscale", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(FileInfo))]
public sealed class ConvertToGrayscaleCommand : ImageOutputCommand
{
    /// <summary>How colours become grey.</summary>
    [Parameter]
    public GrayscaleMethod Method { get; set; }

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
        Raster gray = Grayscale.Apply(raster, Method);
        var outcome = new WorkOutcome();
        outcome.Outputs.Add(path is null ? gray : Output!.Write(gray, path, outcome, progress, stop));
        return outcome;
    }
}
