using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Writing;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Writes image objects to files, in the format of the extension.</summary>
[Cmdlet(VerbsData.Export, "HeatmapImage", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed partial class ExportHeatmapImageCommand : ImageObjectCommand
{
    [ParameterBlock(ParameterPlace.Destination)]
    private readonly NamingParameters _naming = new();

    [ParameterBlock(ParameterPlace.Destination)]
    private readonly SourcedFileParameters _existing = new();

    [ParameterBlock(ParameterPlace.Encoding)]
    private readonly EncodingParameters _encoding = new();

    [ParameterBlock(ParameterPlace.Encoding)]
    private readonly EmbeddingParameters _embedding = new();

    [ParameterBlock(ParameterPlace.Work)]
    private readonly WorkParameters _work = new();

    private ImageOutput _output = null!;
    private string _choices = string.Empty;

    /// <summary>Image objects, arrays of numbers, or image files to convert.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object? InputObject { get; set; }

    /// <summary>The file to write, or a folder (created if missing) for files named after their sources.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Bits per channel: 8 → 16 is ×257, 16 → 8 is round(v / 257). The image's own by default.</summary>
    [Parameter]
    [ValidateSet("8", "16")]
    public int BitDepth { get; set; }

    /// <summary>Writes the numbers of a heatmap instead of its colours.</summary>
    [Parameter]
    public SwitchParameter Data { get; set; }

    /// <summary>Adds a colorbar to the right of each heatmap; see Add-Colorbar for more.</summary>
    [Parameter]
    public SwitchParameter Colorbar { get; set; }

    /// <summary>Writes TIFF files in tiles, with smaller copies of the image, for viewers of large images.</summary>
    [Parameter]
    public SwitchParameter Pyramid { get; set; }

    /// <summary>Size of a cell in pixels in pictures of grids: one number for both sides, or width and height.</summary>
    [Parameter]
    [ValidateCount(1, 2)]
    [ValidateRange(1, 4096)]
    [SizeTransformation]
    public int[] CellSize { get; set; } = [];

    /// <summary>Writes the value into each cell, in pictures of grids.</summary>
    [Parameter]
    public SwitchParameter CellValue { get; set; }

    /// <summary>.NET format of the values in cells, such as N1; implies -CellValue.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NumberFormatCompleter))]
    public string? CellFormat { get; set; }

    /// <summary>Emits the written files.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override int WorkLimit => _work.ThrottleLimit;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        ExistingFile existing = Require(_existing.ToExistingFile);
        if (Colorbar && Data)
            _ = Require<object>(() => throw InputErrors.Conflict("-Data and -Colorbar"));
        var grids = new GridComposer(Require(() => ToGridOptions().Validate(), CellFormat));
        WriteOptions options = Require(() => _embedding.Apply(new WriteOptions
        {
            Encode = _encoding.ToEncodeOptions(),
            BitDepth = BitDepth == 0 ? null : BitDepth,
            Data = Data,
            Pyramid = Pyramid,
            Colorbar = Colorbar ? new ColorbarComposer(ColorbarOptions.Default, grids: grids) : null,
            Grid = grids,
        }));
        _choices = options.Choices;
        _output = Require(() => new ImageOutput(this, Path, _naming.Format, _naming.Name,
            _naming.RelativeTo is { } folder ? ResolveLiteral(folder) : null, existing, options), Path);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => TakeObject(InputObject!);

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        string? request = input.Image is Heatmap heatmap
            ? PictureRequest.Of(heatmap, _choices, input.Reading)
            : null;
        Guard(input.Target, () => _output.Plan(input, path =>
            RunInBackground(input.Target, (progress, stop) => Write(input, path, request, progress, stop)), request));
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

    private WorkOutcome Write(ImageInput input, string path, string? request, IProgress<double> progress, CancellationToken stop)
    {
        var outcome = new WorkOutcome();
        ImageObject image = input.Image ?? ImageImport.Open(input.Path!, page: 1, ImportOptions.Default);
        FileInfo file = _output.Write(image, path, outcome, progress, stop, request: request);
        if (PassThru)
            outcome.Outputs.Add(file);
        return outcome;
    }
}
