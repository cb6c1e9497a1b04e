using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Parameters;

/// <summary>Parameters that give images their scale: a calculated or a saved one.</summary>
public class SavedScaleParameters : ScaleParameters
{
    /// <summary>A saved scale for all images: a scale, its JSON form, the path of a JSON file, or a heatmap.</summary>
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
            ? throw RangeErrors.Conflict("-Scale", "other parameters of the scale")
            : ScaleArgument.Resolve(Scale, resolvePath);
    }
}

/// <summary>Parameters that give images their scale: one for each image, one for all, or a saved one.</summary>
public sealed class ImageScaleParameters : ColoringParameters
{
    /// <summary>Uses one scale for all images of the pipeline. -SharedScale:$false silences the warning about different ranges.</summary>
    [Parameter]
    public SwitchParameter SharedScale { get; set; }

    /// <inheritdoc/>
    internal override bool SetsScale => base.SetsScale || SharedScale;
}
