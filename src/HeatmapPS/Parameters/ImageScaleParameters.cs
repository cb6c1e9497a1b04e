using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Parameters;

/// <summary>The parameters that give images their scale: one worked out by them, or a saved one.</summary>
public class SavedScaleParameters : ScaleParameters
{
    /// <summary>A saved scale, used for every image: a scale, what JSON made of one, the path of such a file, or a heatmap.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Scale { get; set; }

    /// <summary>The saved scale, or null.</summary>
    /// <param name="resolvePath">Makes a path of PowerShell a full one.</param>
    /// <exception cref="HeatmapException">ScaleInvalid; RangeInvalid when other parameters of a scale were given with it.</exception>
    internal HeatmapScale? ToGivenScale(Func<string, string> resolvePath)
    {
        if (Scale is null)
            return null;
        return SetsScale
            ? throw RangeErrors.Invalid($"-Scale alone to set the scale, but got other parameters of one with it")
            : ScaleArgument.Resolve(Scale, resolvePath);
    }
}

/// <summary>The parameters that give images their scale: a new one each, one for all, or a saved one.</summary>
public sealed class ImageScaleParameters : ColoringParameters
{
    /// <summary>One scale for all images of the pipeline. Off (:$false) it also silences the warning about ranges that differ.</summary>
    [Parameter]
    public SwitchParameter SharedScale { get; set; }

    /// <inheritdoc/>
    internal override bool SetsScale => base.SetsScale || SharedScale;
}
