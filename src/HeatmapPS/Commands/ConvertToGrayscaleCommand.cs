using System.Management.Automation;
using HeatmapPS.Engine.Images;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Turns colour images into one band of grey at their own depth.</summary>
[Cmdlet(VerbsData.ConvertTo, "Grayscale", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(FileInfo))]
public sealed partial class ConvertToGrayscaleCommand : ImageTransformCommand
{
    /// <summary>How to convert colours to grey.</summary>
    [Parameter]
    public GrayscaleMethod Method { get; set; }

    /// <inheritdoc/>
    private protected override Raster Transform(Raster raster) => Grayscale.Apply(raster, Method);
}
