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
    /// <summary>Colour space of the bands. By default the one recorded in the image, or RGB.</summary>
    [Parameter]
    public ImageColorSpace? From { get; set; }

    /// <summary>Colour space to convert to.</summary>
    [Parameter(Mandatory = true)]
    public ImageColorSpace To { get; set; }

    /// <inheritdoc/>
    private protected override Raster Transform(Raster raster) =>
        ColorSpaceConversion.Apply(raster, From ?? raster.ColorSpace ?? ImageColorSpace.RGB, To);
}
