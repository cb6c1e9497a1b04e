using System.Management.Automation;
using HeatmapPS.Engine.Merging;

namespace HeatmapPS.Parameters;

/// <summary>Parameters for merging any number of images pixel by pixel.</summary>
internal sealed class MergeParameters
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
