using System.Management.Automation;
using HeatmapPS.Engine.Codecs;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Abstractions;

/// <summary>A cmdlet that reads images: which bands and pages, nodata, limits.</summary>
public abstract class ImageReaderCommand : ImageInputCommand
{
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

    /// <summary>Takes every page of multi-page files.</summary>
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

    /// <inheritdoc/>
    private protected override int WorkLimit => ThrottleLimit;

    /// <summary>How files are read.</summary>
    private protected virtual ImportOptions Import => new()
    {
        Bands = [.. Band],
        NoDataValues = [.. NoDataValue],
        MaxPixels = MaxPixels,
        AllowDepthLoss = AllowDepthLoss,
    };

    /// <summary>The pages of one input that were asked for. Reads a file's header only when its number of pages matters.</summary>
    private protected IReadOnlyList<ImagePage> Pages(ImageInput input)
    {
        if (input.Path is not { } path || (!AllPages && Page.Length == 0))
            return [new ImagePage(input, (input.Image as Raster)?.Page ?? 1, 1)];
        if (!AllPages && Page.Length == 1)
            return [new ImagePage(input, Page[0], 1)];
        int count = ImageImport.CountPages(path, Import);
        return [.. (AllPages ? Enumerable.Range(1, count) : Page).Select(page => new ImagePage(input, page, count))];
    }

    /// <summary>The raster of a page: of a file, of a raster, or the numbers under a heatmap.</summary>
    private protected static Raster Open(ImagePage page, ImportOptions options) => page.Input switch
    {
        { Path: { } path } => ImageImport.Open(path, page.Page, options),
        { Image: Heatmap heatmap } => ImageImport.Interpret(heatmap.Raster, options),
        { Image: Raster raster } => ImageImport.Interpret(raster, options),
        _ => throw new InvalidOperationException("An input is a file or an image object."),
    };
}

/// <summary>One page of an input.</summary>
/// <param name="Input">The input.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="PageCount">Pages the input has, as far as names must tell them apart.</param>
internal sealed record ImagePage(ImageInput Input, int Page, int PageCount);
