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

/// <summary>Writes a report of images and measurements: one HTML page with everything in it, a fragment of one, or a message that can be
/// sent.</summary>
[Cmdlet(VerbsData.Export, "HeatmapReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed partial class ExportHeatmapReportCommand : ImageObjectCommand
{
    /// <summary>Pixels on the longer side of a picture in a message: mail programs show no more, and servers refuse large
    /// messages.</summary>
    private const int MailPictureSize = 640;

    /// <summary>Bytes that many servers still take.</summary>
    private const long LargeMessage = 20L << 20;

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

    /// <summary>The file to write; its name ends in .html or .htm, or in .eml for a message.</summary>
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

    /// <summary>Parts of each image that are measured too, and that the thresholds are for: 'rect x,y,width,height', 'circle x,y,radius',
    /// hashtables with these numbers and a Name, or mask images whose pixels other than 0 count.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public object? Region { get; set; }

    /// <summary>.NET format of all values, such as F1.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NumberFormatCompleter))]
    public string? NumberFormat { get; set; }

    /// <summary>Maximum number of pixels on the longer side of a picture and its value field; 0 for all. In a message, 640 by
    /// default.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int PictureSize { get; set; }

    /// <summary>Writes the pictures into a folder beside the report instead of embedding them.</summary>
    [Parameter]
    public SwitchParameter PictureFolder { get; set; }

    /// <summary>The form of the report; by default what the extension of the path says.</summary>
    [Parameter]
    public ReportForm As { get; set; }

    /// <summary>Subject of the message; the title by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Subject { get; set; } = string.Empty;

    /// <summary>Sender of the message.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string From { get; set; } = string.Empty;

    /// <summary>Recipients of the message.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] To { get; set; } = [];

    /// <summary>Recipients of copies of the message.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Cc { get; set; } = [];

    /// <summary>Emits the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _path = FilePaths.ResolveOutput(this, Path);
        _options = Require(MakeOptions);
        _coloring = RequireColoring(_parameters, bitDepth: 8);
        _shared = SharedScale ? new SharedScale(_coloring.Rule) : null;
        _gathered = new GatheredImages<HeldImage>(this);
        Require(CheckPath, Path);
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
        ReportForm form = IsBound(nameof(As)) ? As : HasExtension(".EML") ? ReportForm.Mail : ReportForm.Document;
        foreach (string parameter in new[] { nameof(Subject), nameof(From), nameof(To), nameof(Cc) })
        {
            if (IsBound(parameter) && form != ReportForm.Mail)
                throw InputErrors.Misplaced($"-{parameter} is for messages. Add -As Mail, and give -Path a name that ends in .eml.");
        }

        if (PictureFolder && form == ReportForm.Mail)
            throw InputErrors.Misplaced("-PictureFolder is for pages: a message contains its pictures. Leave -PictureFolder out.");
        return new ReportOptions
        {
            Title = Title,
            Notes = [.. Note],
            Above = IsBound(nameof(ThresholdAbove)) ? ThresholdAbove : null,
            Below = IsBound(nameof(ThresholdBelow)) ? ThresholdBelow : null,
            Regions = RegionArgument.Resolve(this, Inputs, Region, StopToken),
            NumberFormat = NumberFormat,
            PictureSize = form == ReportForm.Mail && !IsBound(nameof(PictureSize)) ? MailPictureSize : PictureSize,
            PictureFolder = PictureFolder,
            Form = form,
            Envelope = new MailEnvelope
            {
                Subject = IsBound(nameof(Subject)) ? Subject : null,
                From = IsBound(nameof(From)) ? Mailbox.Parse(From, "-From") : null,
                To = [.. To.Select(address => Mailbox.Parse(address, "-To"))],
                Cc = [.. Cc.Select(address => Mailbox.Parse(address, "-Cc"))],
            },
            AnchorPrefix = form switch
            {
                ReportForm.Fragment => $"heatmap-{Guid.NewGuid():N}"[..16],
                ReportForm.Mail => $"{Guid.NewGuid():N}",
                _ => new ReportOptions().AnchorPrefix,
            },
        }.Validate();
    }

    private bool HasExtension(params string[] extensions) =>
        extensions.Contains(System.IO.Path.GetExtension(_path), StringComparer.OrdinalIgnoreCase);

    private bool CheckPath()
    {
        if (_options.Form == ReportForm.Mail)
            return HasExtension(".EML") ? true : throw ReportErrors.NotMessage(_path);
        return HasExtension(".HTML", ".HTM") ? true : throw ReportErrors.NotHtml(_path);
    }

    /// <summary>A report that would replace one of its images is not made: the image would be in the report, and nowhere else.</summary>
    private void CheckInput(string source)
    {
        string real = Inputs.Add(source);
        bool isPicture = _options.PictureFolder && InputFiles.IsBelow(real, Inputs.RealPath(ReportBuilder.PictureFolder(_path)));
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
        report.Write(stop);
        var outcome = new WorkOutcome();
        var file = new FileInfo(_path);
        if (_options.Form == ReportForm.Mail && file.Length > LargeMessage)
            outcome.Warnings.Add(FormattableString.Invariant($"The message '{file.Name}' has {file.Length >> 20} MB, which many mail servers refuse. Use a smaller -PictureSize, or fewer images."));
        if (PassThru)
            outcome.Outputs.Add(file);
        return outcome;
    }

    /// <summary>An image that waits for the scale of all.</summary>
    private sealed record HeldImage(int Number, Heatmap? Given, Raster Raster);
}
