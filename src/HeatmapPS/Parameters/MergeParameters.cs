using System.Management.Automation;
using HeatmapPS.Engine.Merging;

namespace HeatmapPS.Parameters;

/// <summary>The parameters of merges of any number of images, pixel by pixel.</summary>
internal sealed class MergeParameters
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

    /// <summary>Skips NaN and nodata values, rather than let them make the result NaN or nodata.</summary>
    [Parameter]
    public SwitchParameter IgnoreNaN { get; set; }
}
