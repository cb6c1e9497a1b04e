using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Abstractions;

/// <summary>A cmdlet that makes one raster of each image, by its colours: a heatmap is taken as it shows.</summary>
public abstract class ImageTransformCommand : ImageOutputCommand
{
    /// <summary>Makes the result of one image; called on a background thread.</summary>
    private protected abstract Raster Transform(Raster raster);

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
        Raster result = Transform(raster);
        var outcome = new WorkOutcome();
        outcome.Outputs.Add(path is null ? result : Output!.Write(result, path, outcome, progress, stop));
        return outcome;
    }
}
