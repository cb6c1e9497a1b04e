using System.Management.Automation;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging;
using HeatmapPS.Parameters;

namespace HeatmapPS.Pipeline;

/// <summary>A cmdlet that makes one image of any number of images, pixel by pixel.</summary>
public abstract class MergeCommand : ImageGatherCommand
{
    [ParameterBlock(ParameterPlace.Action)]
    private protected readonly MergeParameters Merging = new();

    /// <summary>Makes one image; pixels may be read when the result is.</summary>
    private protected abstract ImageObject Combine(IReadOnlyList<ImageObject> images, MergeSettings settings);

    /// <inheritdoc/>
    private protected sealed override ImageObject Combine(
        IReadOnlyList<ImageObject> images, WorkOutcome outcome, IProgress<double> progress, CancellationToken stop) =>
        Combine(images, new MergeSettings
        {
            Fit = Merging.Fit,
            Anchor = Merging.Anchor,
            Grayscale = Merging.Grayscale,
            IgnoreNaN = Merging.IgnoreNaN,
            Parallelism = Work.ThrottleLimit,
            Progress = progress,
            CancellationToken = stop,
        });

    /// <summary>Parameters for merging any number of images pixel by pixel.</summary>
    private protected sealed class MergeParameters
    {
        /// <summary>How to handle images whose size differs from the first image's.</summary>
        [Parameter]
        public ImageFit Fit { get; set; }

        /// <summary>The part of an image that stays in place when -Fit crops or pads it.</summary>
        [Parameter]
        public ImageAnchor Anchor { get; set; }

        /// <summary>Converts colours to grey (Rec601) first.</summary>
        [Parameter]
        public SwitchParameter Grayscale { get; set; }

        /// <summary>Ignores NaN and nodata values instead of making the result NaN or nodata.</summary>
        [Parameter]
        public SwitchParameter IgnoreNaN { get; set; }
    }
}
