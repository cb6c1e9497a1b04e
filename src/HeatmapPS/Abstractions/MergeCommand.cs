using System.Management.Automation;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging;

namespace HeatmapPS.Abstractions;

/// <summary>A cmdlet that makes one image of any number of images, pixel by pixel.</summary>
public abstract class MergeCommand : ImageGatherCommand
{
    /// <summary>What is done with images of another size than the first.</summary>
    [Parameter]
    public ImageFit Fit { get; set; }

    /// <summary>Which part of an image stays in place when -Fit crops or pads it.</summary>
    [Parameter]
    public ImageAnchor Anchor { get; set; }

    /// <summary>Makes colours grey (Rec601) first.</summary>
    [Parameter]
    public SwitchParameter Grayscale { get; set; }

    /// <summary>Passes over NaN and nodata values, rather than let them make the result NaN or nodata.</summary>
    [Parameter]
    public SwitchParameter IgnoreNaN { get; set; }

    /// <summary>Makes one image; pixels may be read when the result is.</summary>
    private protected abstract ImageObject Combine(IReadOnlyList<ImageObject> images, MergeSettings settings);

    /// <inheritdoc/>
    private protected sealed override ImageObject Combine(
        IReadOnlyList<ImageObject> images, WorkOutcome outcome, IProgress<double> progress, CancellationToken stop) =>
        Combine(images, new MergeSettings
        {
            Fit = Fit,
            Anchor = Anchor,
            Grayscale = Grayscale,
            IgnoreNaN = IgnoreNaN,
            MaxPixels = MaxPixels,
            Parallelism = ThrottleLimit,
            Progress = progress,
            CancellationToken = stop,
        });
}
