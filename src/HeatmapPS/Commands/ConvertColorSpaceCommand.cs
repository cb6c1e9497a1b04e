using System.Management.Automation;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Images;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Says what the bands of images are, and converts them to another colour space at their own depth.</summary>
[Cmdlet(VerbsData.Convert, "ColorSpace", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(FileInfo))]
public sealed partial class ConvertColorSpaceCommand : ImageTransformCommand
{
    /// <summary>What the bands are; what the image itself says, else RGB, where it is not given.</summary>
    [Parameter]
    public ImageColorSpace? From { get; set; }

    /// <summary>What the bands shall be.</summary>
    [Parameter(Mandatory = true)]
    public ImageColorSpace To { get; set; }

    /// <inheritdoc/>
    private protected override Raster Transform(Raster raster) => ColorSpaceConversion.Apply(raster, From ?? raster.ColorSpace ?? ImageColorSpace.RGB, To);
}
