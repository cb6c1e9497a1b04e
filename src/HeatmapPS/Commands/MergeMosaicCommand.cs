using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Pyramids;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging;
using HeatmapPS.Engine.Merging.Mosaic;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Writing;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Puts images side by side on one sheet, at full resolution.</summary>
[Cmdlet(VerbsData.Merge, "Mosaic", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(FileInfo))]
public sealed partial class MergeMosaicCommand : ImageGatherCommand
{
    [ParameterBlock(ParameterPlace.Colors)]
    private readonly ImageScaleParameters _parameters = new();
    private MosaicOptions _options = null!;
    private bool _areHeatmaps;

    /// <summary>Number of images per row; by default as many as there are rows, or one more.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int ColumnCount { get; set; }

    /// <summary>Pixels between the cells, and around the sheet.</summary>
    [Parameter]
    [ValidateRange(0, 10_000)]
    public int Spacing { get; set; } = 8;

    /// <summary>Colour of all areas that no image covers; can be transparent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ColorTransformation]
    [ArgumentCompleter(typeof(ColorCompleter))]
    public string Background { get; set; } = "white";

    /// <summary>Text under each image, with placeholders such as {Name} and {Maximum:N1}.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MosaicLabelCompleter))]
    public string? Label { get; set; }

    /// <summary>Text size of labels and colorbar in pixels; proportional to the tiles by default.</summary>
    [Parameter]
    [ValidateRange(4, 4000)]
    public int FontSize { get; set; }

    /// <summary>Width and height of the tiles; the largest width and height of the images by default.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    [ValidateRange(1, 100_000)]
    [SizeTransformation]
    public int[]? TileSize { get; set; }

    /// <summary>Scales each image to fill its tile with this kernel. By default, small images are enlarged by integer factors, and large
    /// ones shrunk with Bilinear.</summary>
    [Parameter]
    public ResampleKernel? Resample { get; set; }

    /// <summary>Does not enlarge images smaller than their tile.</summary>
    [Parameter]
    public SwitchParameter NoEnlarge { get; set; }

    /// <summary>Position of an image in a cell that is larger than the image.</summary>
    [Parameter]
    public ImageAnchor Anchor { get; set; }

    /// <summary>Adds one colorbar beside the sheet.</summary>
    [Parameter]
    public SwitchParameter Colorbar { get; set; }

    /// <summary>Bits per channel; the deepest picture's by default.</summary>
    [Parameter]
    [ValidateSet("8", "16")]
    public int BitDepth { get; set; }

    /// <summary>Writes a tiled TIFF with smaller copies of the sheet.</summary>
    [Parameter]
    public SwitchParameter Pyramid { get; set; }

    /// <inheritdoc/>
    private protected override WriteOptions WriteOptions => base.WriteOptions with { Pyramid = Pyramid };

    /// <inheritdoc/>
    private protected override PyramidShrink? Shrink => _areHeatmaps ? PyramidShrink.Nearest : null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Coloring coloring = RequireColoring(_parameters, BitDepth == 16 ? 16 : 8);
        _options = Require(() => MakeOptions(coloring));
        if (Pyramid && Destination is null)
            _ = Require<object>(() => throw CodecErrors.PyramidNeedsTiff());
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    private protected override ImageObject Combine(IReadOnlyList<ImageObject> images, WorkOutcome outcome, IProgress<double> progress,
        CancellationToken stop)
    {
        var settings = new MergeSettings { Parallelism = Work.ThrottleLimit, Progress = progress, CancellationToken = stop };
        var sheet = MosaicSheet.Create(images, _options, settings);
        if (sheet.Warning is { } warning && !outcome.Warnings.Contains(warning))
            outcome.Warnings.Add(warning);
        if (sheet.UnitWarning is { } units && !outcome.Warnings.Contains(units))
            outcome.Warnings.Add(units);
        _areHeatmaps = sheet.AreHeatmaps;
        return sheet.Raster;
    }

    private MosaicOptions MakeOptions(Coloring coloring) => new()
    {
        Columns = ColumnCount == 0 ? null : ColumnCount,
        Spacing = Spacing,
        Background = ColorValue.Parse(Background),
        Label = Label is null ? null : MosaicLabel.Parse(Label),
        FontSize = FontSize == 0 ? null : FontSize,
        TileSize = TileSize is { } size ? (size[0], size[1]) : null,
        Kernel = Resample,
        Enlarges = !NoEnlarge,
        Anchor = Anchor,
        BitDepth = BitDepth == 0 ? null : BitDepth,
        AllowsAlpha = HoldsAlpha(),
        Colorbar = Colorbar,
        Coloring = coloring,
        SharedScale = SharedScale || !IsBound(nameof(SharedScale)),
    };

    /// <summary>Whether the destination can be transparent.</summary>
    private bool HoldsAlpha()
    {
        if (Destination is null || ImageFormats.FromExtension(System.IO.Path.GetExtension(Destination)) is not { } format)
            return true;
        var metadata = new RasterMetadata { ColorModel = ColorModel.Rgb, HasAlpha = true };
        return CodecRegistry.FindEncoder(format)?.CanHold(new RasterLayout(1, 1, 4, SampleType.UInt8), metadata) ?? true;
    }
}
