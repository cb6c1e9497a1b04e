using System.Management.Automation;
using HeatmapPS.Abstractions;
using HeatmapPS.Completion;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Writing;
using HeatmapPS.Errors;

namespace HeatmapPS.Commands;

/// <summary>Writes image objects to files, in the format of the extension.</summary>
[Cmdlet(VerbsData.Export, "HeatmapImage", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportHeatmapImageCommand : ImageObjectCommand
{
    private ImageOutput _output = null!;

    /// <summary>Image objects, arrays of numbers, or image files to convert.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object? InputObject { get; set; }

    /// <summary>The file to write, or a folder (created when missing) for files named after their sources.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Template of the names inside a folder, without extension: {BaseName}, {Index}, {Extension}, {Parent}, {Page}.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OutputNameCompleter))]
    public string? Name { get; set; }

    /// <summary>Format, by name or extension; the one of the file's extension, or PNG in a folder, where nothing is said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OutputFormatCompleter))]
    public string? Format { get; set; }

    /// <summary>Bits a channel: 8 → 16 is ×257, 16 → 8 is round(v / 257). The image's own where nothing is said.</summary>
    [Parameter]
    [ValidateSet("8", "16")]
    public int BitDepth { get; set; }

    /// <summary>Quality of lossy formats, 1 to 100.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Quality { get; set; }

    /// <summary>Compression of lossless formats.</summary>
    [Parameter]
    public ImageCompression Compression { get; set; }

    /// <summary>Writes the numbers under a heatmap rather than its colours.</summary>
    [Parameter]
    public SwitchParameter Data { get; set; }

    /// <summary>Writes heatmaps with a colorbar at their right, outside the picture; see Add-Colorbar for more.</summary>
    [Parameter]
    public SwitchParameter Colorbar { get; set; }

    /// <summary>Writes TIFF files in tiles, with smaller copies of the image in them, for viewers of large images.</summary>
    [Parameter]
    public SwitchParameter Pyramid { get; set; }

    /// <summary>Pixels of a cell in pictures of grids: one number for both sides, or width and height.</summary>
    [Parameter]
    [ValidateCount(1, 2)]
    [ValidateRange(1, 4096)]
    public int[] CellSize { get; set; } = [];

    /// <summary>Writes the value of each cell into it, in pictures of grids.</summary>
    [Parameter]
    public SwitchParameter CellValue { get; set; }

    /// <summary>.NET format of these values, such as N1; it implies -CellValue.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NumberFormatCompleter))]
    public string? CellFormat { get; set; }

    /// <summary>Columns of a flat array.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Width { get; set; }

    /// <summary>Rows of a flat array.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Height { get; set; }

    /// <summary>Replaces existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Passes over images whose file exists.</summary>
    [Parameter]
    public SwitchParameter SkipExisting { get; set; }

    /// <summary>Passes over images whose file exists and is not older than their source; replaces it otherwise.</summary>
    [Parameter]
    public SwitchParameter IfNewer { get; set; }

    /// <summary>Folder whose sub-folders are kept below the folder written to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RelativeTo { get; set; }

    /// <summary>Images worked on at once. The number of processors where nothing is said.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    /// <summary>Emits the files written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override int WorkLimit => ThrottleLimit;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        ExistingFile existing = Require(() => ExistingFiles.FromSwitches(Force, SkipExisting, IfNewer));
        if (Colorbar && Data)
            _ = Require<object>(() => throw InputErrors.Conflict("one of -Data and -Colorbar"));
        var grids = new GridComposer(Require(() => ToGridOptions().Validate(), CellFormat));
        var options = new WriteOptions
        {
            Encode = EncodeOptions.From(Quality, Compression),
            BitDepth = BitDepth == 0 ? null : BitDepth,
            Data = Data,
            Pyramid = Pyramid,
            Colorbar = Colorbar ? new ColorbarComposer(ColorbarOptions.Default, grids: grids) : null,
            Grid = grids,
        };
        _output = Require(() => new ImageOutput(this, Path, Format, Name, RelativeTo is null ? null : ResolveLiteral(RelativeTo), existing, options), Path);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => TakeObject(InputObject!, Width, Height);

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        (int page, int pageCount) = input.Image switch
        {
            Raster raster => (raster.Page, raster.PageCount),
            Heatmap heatmap => (heatmap.Raster.Page, heatmap.Raster.PageCount),
            _ => (1, 1),
        };
        Guard(input.Target, () => _output.Plan(input.SourcePath, input.LocalPath, page, pageCount, path =>
            RunInBackground(input.Target, (progress, stop) => Write(input, path, progress, stop))));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _output.ReleaseHeld();
        Drain();
    }

    private GridOptions ToGridOptions() => new()
    {
        CellSize = CellSize.Length == 0 ? null : (CellSize[0], CellSize[^1]),
        CellValue = CellValue || CellFormat is not null,
        CellFormat = CellFormat,
    };

    private WorkOutcome Write(ImageInput input, string path, IProgress<double> progress, CancellationToken stop)
    {
        var outcome = new WorkOutcome();
        ImageObject image = input.Image ?? ImageImport.Open(input.Path!, page: 1, ImportOptions.Default);
        FileInfo file = _output.Write(image, path, outcome, progress, stop);
        if (PassThru)
            outcome.Outputs.Add(file);
        return outcome;
    }
}
