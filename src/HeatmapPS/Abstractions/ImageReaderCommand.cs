using System.Collections.Immutable;
using System.Management.Automation;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Abstractions;

/// <summary>A cmdlet that reads images: which bands and pages, nodata, limits, temperatures.</summary>
public abstract class ImageReaderCommand : ImageInputCommand
{
    private readonly ThermalReading _thermal = new();
    private readonly SequenceIndex _sequences = new();

    /// <summary>Bands to take, counted from 1.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    public int[] Band { get; set; } = [];

    /// <summary>Pages of multi-page files to take, counted from 1. The first where nothing is said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    public int[] Page { get; set; } = [];

    /// <summary>Takes every page of multi-page files but the masks and smaller copies of a TIFF.</summary>
    [Parameter]
    public SwitchParameter AllPages { get; set; }

    /// <summary>Values that mean "no data", besides those a file declares.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public double[] NoDataValue { get; set; } = [];

    /// <summary>Pixels that may be decoded into memory; streaming is not bounded by it.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaxPixels { get; set; } = ImportOptions.Default.MaxPixels;

    /// <summary>Reads files whose samples the only codec at hand cannot hold at full depth, at less depth.</summary>
    [Parameter]
    public SwitchParameter AllowDepthLoss { get; set; }

    /// <summary>Files worked on at once. The number of processors where nothing is said.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    /// <summary>What is read of files that have temperatures under their picture.</summary>
    [Parameter]
    public RadiometricMode Radiometric { get; set; }

    /// <summary>Emissivity of the object, instead of the file's.</summary>
    [Parameter]
    [ValidateRange(0.001, 1.0)]
    public double Emissivity { get; set; }

    /// <summary>Distance to the object in metres, instead of the file's.</summary>
    [Parameter]
    [ValidateRange(0.0, 1e6)]
    public double Distance { get; set; }

    /// <summary>Relative humidity of the air instead of the file's: to 1 a share, above it percent.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double RelativeHumidity { get; set; }

    /// <summary>Temperature that the object reflects instead of the file's, in the unit of -TemperatureUnit.</summary>
    [Parameter]
    public double ReflectedTemperature { get; set; }

    /// <summary>Temperature of the air instead of the file's, in the unit of -TemperatureUnit.</summary>
    [Parameter]
    public double AtmosphericTemperature { get; set; }

    /// <summary>The unit that temperatures are read in.</summary>
    [Parameter]
    public TemperatureUnit TemperatureUnit { get; set; }

    /// <inheritdoc/>
    private protected override int WorkLimit => ThrottleLimit;

    /// <summary>How files are read.</summary>
    private protected virtual ImportOptions Import => new()
    {
        Bands = [.. Band],
        NoDataValues = [.. NoDataValue],
        MaxPixels = MaxPixels,
        AllowDepthLoss = AllowDepthLoss,
        Thermal = _thermal.Options(this),
        Sequences = _sequences,
    };

    /// <summary>The pages of one input that were asked for. Reads a file's header only when its number of pages matters.</summary>
    private protected IReadOnlyList<ImagePage> Pages(ImageInput input)
    {
        if (input.Path is not { } path || (!AllPages && Page.Length == 0))
            return [new ImagePage(input, (input.Image as Raster)?.Page ?? 1, 1)];
        if (!AllPages && Page.Length == 1)
            return [new ImagePage(input, Page[0], 1)];
        if (!AllPages)
        {
            int count = ImageImport.CountPages(path, Import);
            return [.. Page.Select(page => new ImagePage(input, page, count))];
        }

        ImmutableArray<int> images = ImageImport.ImagePages(path, Import);
        return [.. images.Select(page => new ImagePage(input, page, images.Length == 1 ? 1 : images[^1]))];
    }

    /// <summary>The raster of a page: of a file, of a raster, or the numbers under a heatmap.</summary>
    private protected Raster Open(ImagePage page, ImportOptions options)
    {
        switch (page.Input)
        {
            case { Path: { } path }:
                Raster opened = ImageImport.Open(path, page.Page, options);
                _thermal.Note(opened, options.Thermal);
                return opened;
            case { Image: Heatmap heatmap }:
                return ImageImport.Interpret(heatmap.Raster, options);
            case { Image: Raster raster }:
                return ImageImport.Interpret(raster, options);
            default:
                throw new InvalidOperationException("An input is a file or an image object.");
        }
    }

    /// <inheritdoc/>
    private protected override void WriteNotes() => _thermal.WriteNotes(this);
}

/// <summary>One page of an input.</summary>
/// <param name="Input">The input.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="PageCount">Pages the input has, as far as names must tell them apart.</param>
internal sealed record ImagePage(ImageInput Input, int Page, int PageCount);
