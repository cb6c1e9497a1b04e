using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Parameters;

namespace HeatmapPS.Pipeline;

/// <summary>A cmdlet that reads images, files by default.</summary>
/// <remarks>How a file is read otherwise (bands, pages, nodata, temperatures) is said once, by Import-HeatmapImage.</remarks>
public abstract class ImageInputCommand : ImagePathCommand
{
    [ParameterBlock(ParameterPlace.Work)]
    private protected readonly WorkParameters Work = new();

    private readonly ThermalNotes _thermal = new();

    /// <inheritdoc/>
    private protected override int WorkLimit => Work.ThrottleLimit;

    /// <summary>The raster of an input: of a file, of a raster, or the numbers under a heatmap.</summary>
    private protected Raster Open(ImageInput input) => input switch
    {
        { Path: { } path } => OpenFile(path, page: 1, ImportOptions.Default),
        { Image: Heatmap heatmap } => heatmap.Raster,
        { Image: Raster raster } => raster,
        _ => throw new InvalidOperationException("An input is a file or an image object."),
    };

    /// <summary>A page of a file; what is read of a thermal camera's file goes to -Verbose.</summary>
    private protected Raster OpenFile(string path, int page, ImportOptions options)
    {
        Raster opened = ImageImport.Open(path, page, options);
        _thermal.Add(opened, options.Thermal);
        return opened;
    }

    /// <inheritdoc/>
    private protected override void WriteNotes() => _thermal.Write(this);
}
