using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Reporting;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;
using HeatmapPS.Engine.Writing;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Writes a report of images and measurements: one HTML page with everything in it, a fragment of one, or a message.</summary>
[Cmdlet(VerbsData.Export, "HeatmapReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo), typeof(PSObject))]
public sealed partial class ExportHeatmapReportCommand : ImageObjectCommand
{
    private const string PictureTypeName = "HeatmapPS.ReportPicture";

    [ParameterBlock(ParameterPlace.Colors)]
    private readonly ImageScaleParameters _parameters = new();
    [ParameterBlock(ParameterPlace.Destination)]
    private readonly ExistingFileParameters _existing = new();

    private readonly HeldPixels _held = new();
    private GatheredImages<HeldImage> _gathered = null!;
    private ReportBuilder? _report;
    private ReportOptions _options = null!;
    private Coloring _coloring = null!;
    private SharedScale? _shared;
    private string _path = string.Empty;
    private int _number;
    private int _ownRanges;

    /// <summary>Image objects, arrays of numbers, image files, or output of Measure-Heatmap.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object? InputObject { get; set; }

    /// <summary>The file to write; its name ends in .html or .htm.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Heading of the report.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = new ReportOptions().Title;

    /// <summary>Paragraphs under the heading.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Note { get; set; } = [];

    /// <summary>Marks images whose largest value is at or above this value, and puts them first.</summary>
    [Parameter]
    public double ThresholdAbove { get; set; }

    /// <summary>Marks images whose smallest value is at or below this value, and puts them first.</summary>
    [Parameter]
    public double ThresholdBelow { get; set; }

    /// <summary>Maximum number of pixels on the longer side of a picture and its value field; 0 for all.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int PictureSize { get; set; }

    /// <summary>Writes the pictures into a folder beside the report instead of embedding them.</summary>
    [Parameter]
    public SwitchParameter PictureFolder { get; set; }

    /// <summary>The form of the report.</summary>
    [Parameter]
    public ReportForm As { get; set; }

    /// <summary>Emits the file, or with -As Mail the pictures of the message with their content ids.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _options = Require(MakeOptions);
        _coloring = RequireColoring(_parameters, bitDepth: 8);
        _shared = SharedScale ? new SharedScale(_coloring.Rule) : null;
        _gathered = new GatheredImages<HeldImage>(this);
        _path = Require(CheckPath, Path);
        ExistingFile existing = Require(_existing.ToExistingFile);
        if (!Require(() => OutputTarget.IsWanted(_path, existing, Inputs), _path))
            WriteVerbose($"{_path}: skipped, because it exists.");
        else if (ShouldProcess(_path, "Write heatmap report"))
            _report = Require(() => new ReportBuilder(_path, _options, existing == ExistingFile.Replace), _path);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        object value = InputObject is PSObject wrapped ? wrapped.BaseObject : InputObject!;
        if (value is object[] list && list.Any(item => MeasurementObject.TryRead(item, number: 0) is not null))
        {
            foreach (object item in list)
                TakeItem(item);
        }
        else
        {
            TakeItem(InputObject!);
        }
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        if (input.LocalPath is { } source)
            CheckInput(source);
        int number = ++_number;
        if (_report is null)
            return;
        if (_shared is null)
            RunInBackground(input.Target, (progress, stop) => Add(number, Open(input), input.Image as Heatmap, null, progress, stop));
        else
            _gathered.Add(input.Target, (_, _, stop) => Gather(number, input, _shared, stop));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Drain();
        if (_report is null)
            return;
        if (_shared is not null)
            AddGathered(_shared);
        if (_report is { Count: 0, HasFailed: false })
        {
            WriteError(ReportErrors.Empty().ToErrorRecord(_path));
            return;
        }

        RunInBackground(_path, (_, stop) => Finish(_report, stop));
        Drain();
        ColoringWarnings.OwnRanges(this, _ownRanges);

        // Of one scale for different units more is said already.
        if (_shared?.UnitWarning is null && _report.Units.Warning is { } warning)
            WriteWarning(warning);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        _report?.Dispose();
        _held.Dispose();
    }

    /// <inheritdoc/>
    private protected override void Report(Exception error, object? target)
    {
        base.Report(error, target);
        string? path = (target as FileInfo)?.FullName ?? target as string;
        string name = path is null ? (target as ImageObject)?.Name ?? "input" : System.IO.Path.GetFileName(path);
        _report?.Add(new ReportFailure(name, error.Message));
    }

    private ReportOptions MakeOptions()
    {
        if (!double.IsFinite(ThresholdAbove))
            throw ReportErrors.ThresholdInvalid("-" + nameof(ThresholdAbove), ThresholdAbove);
        if (!double.IsFinite(ThresholdBelow))
            throw ReportErrors.ThresholdInvalid("-" + nameof(ThresholdBelow), ThresholdBelow);
        return new ReportOptions
        {
            Title = Title,
            Notes = [.. Note],
            Above = IsBound(nameof(ThresholdAbove)) ? ThresholdAbove : null,
            Below = IsBound(nameof(ThresholdBelow)) ? ThresholdBelow : null,
            PictureSize = PictureSize,
            PictureFolder = PictureFolder,
            Form = As,
            AnchorPrefix = As == ReportForm.Fragment ? $"heatmap-{Guid.NewGuid():N}"[..16] : new ReportOptions().AnchorPrefix,
        };
    }

    private string CheckPath()
    {
        string path = FilePaths.ResolveOutput(this, Path);
        if (System.IO.Path.GetExtension(path).ToUpperInvariant() is not (".HTML" or ".HTM"))
            throw ReportErrors.NotHtml(path);
        return path;
    }

    /// <summary>A report that would replace one of its images is not made: the image would be in the report, and nowhere else.</summary>
    private void CheckInput(string source)
    {
        string real = Inputs.Add(source);
        bool isPicture = _options.HasPictureFiles && InputFiles.IsBelow(real, Inputs.RealPath(ReportBuilder.PictureFolder(_path)));
        if (isPicture || Inputs.Contains(_path))
            ThrowTerminatingError(OutputErrors.IsInput(isPicture ? source : _path).ToErrorRecord(source));
    }

    private void TakeItem(object item)
    {
        if (MeasurementObject.TryRead(item, _number + 1) is { } entry)
        {
            _number++;
            _report?.Add(entry);
        }
        else
        {
            TakeObject(item);
        }
    }

    /// <summary>The numbers of an input, or its colours where it is a colour picture.</summary>
    private static Raster Open(ImageInput input)
    {
        Raster raster = input.Image switch
        {
            Heatmap heatmap => heatmap.Raster,
            Raster given => given,
            _ => ImageImport.Open(input.Path!, page: 1, ImportOptions.Default),
        };
        return Coloring.HasOwnColors(raster) ? raster : Grayscale.Apply(raster);
    }

    private HeldImage Gather(int number, ImageInput input, SharedScale shared, CancellationToken stop)
    {
        Raster raster = Open(input);
        if (!Coloring.HasOwnColors(raster))
            shared.Add(raster, stop);
        return new HeldImage(number, input.Image as Heatmap, _held.Keep(raster, stop));
    }

    private void AddGathered(SharedScale shared)
    {
        HeatmapScale? scale = _gathered.Resolve(shared);
        _gathered.Finish((image, progress, stop) => Add(image.Number, image.Raster, image.Given, scale, progress, stop));
    }

    /// <summary>Numbers in colours, as ConvertTo-Heatmap makes them; a heatmap keeps what no parameter changes.</summary>
    private WorkOutcome Add(int number, Raster raster, Heatmap? given, HeatmapScale? shared, IProgress<double> progress,
        CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        ImageObject image = raster;
        if (!Coloring.HasOwnColors(raster))
        {
            if (_coloring.GivesOwnRange(raster, given, shared))
                Interlocked.Increment(ref _ownRanges);
            image = _coloring.Color(raster, given, shared, stop);
        }

        _report!.Add(number, image, progress, stop);
        var outcome = new WorkOutcome();
        outcome.Verbose.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{raster.Path ?? raster.Name}: {raster.Codec ?? "memory"}, {raster.Width}×{raster.Height} {raster.SampleType}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms."));
        return outcome;
    }

    private WorkOutcome Finish(ReportBuilder report, CancellationToken stop)
    {
        IReadOnlyList<ReportPicture> pictures = report.Write(stop);
        var outcome = new WorkOutcome();
        if (!PassThru)
            return outcome;
        if (As == ReportForm.Mail)
            outcome.Outputs.AddRange(pictures.Select(ToOutput));
        else
            outcome.Outputs.Add(new FileInfo(_path));
        return outcome;
    }

    private static PSObject ToOutput(ReportPicture picture)
    {
        var output = new PSObject();
        output.TypeNames.Insert(0, PictureTypeName);
        output.Properties.Add(new PSNoteProperty(nameof(picture.Name), picture.Name));
        output.Properties.Add(new PSNoteProperty(nameof(picture.ContentId), picture.ContentId));
        output.Properties.Add(new PSNoteProperty(nameof(picture.Path), picture.Path));
        return output;
    }

    /// <summary>An image that waits for the scale of all.</summary>
    private sealed record HeldImage(int Number, Heatmap? Given, Raster Raster);
}
