using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Pipeline;

/// <summary>A cmdlet that makes one image of each image.</summary>
public abstract class ImageTransformCommand : ImageOutputCommand
{
    /// <summary>Makes the result of one raster; called on a background thread.</summary>
    private protected abstract Raster Transform(Raster raster);

    /// <summary>Makes the result of one input, of its colours by default: a heatmap is taken as it shows.</summary>
    private protected virtual ImageObject Transform(ImageInput input) =>
        Transform(input.Image is Heatmap heatmap ? heatmap.Render(heatmap.BitDepth) : Open(input));

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        Guard(input.Target, () => PlanOutput(input,
            path => RunInBackground(input.Target, (progress, stop) => Convert(input, path, progress, stop))));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ReleaseHeldOutput();
        Drain();
    }

    private WorkOutcome Convert(ImageInput input, string? path, IProgress<double> progress, CancellationToken stop)
    {
        ImageObject result = Transform(input);
        var outcome = new WorkOutcome();
        outcome.Outputs.Add(path is null ? result : Output!.Write(result, path, outcome, progress, stop));
        return outcome;
    }
}
