using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Jobs;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Writing;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;
using HeatmapPS.Remoting;

namespace HeatmapPS.Commands;

/// <summary>Turns grey images of any depth into heatmaps: a field of numbers, a scale and a colormap.</summary>
[Cmdlet(VerbsData.ConvertTo, "Heatmap", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Heatmap), typeof(FileInfo))]
public sealed partial class ConvertToHeatmapCommand : ImageOutputCommand, IDynamicParameters
{
    [ParameterBlock(ParameterPlace.Colors)]
    private readonly ImageScaleParameters _parameters = new();

    [ParameterBlock(ParameterPlace.Encoding)]
    private readonly HeatmapFileParameters _files = new();

    [ParameterBlock(ParameterPlace.Encoding)]
    private readonly EmbeddingParameters _embedding = new();

    [ParameterBlock(ParameterPlace.Work)]
    private readonly SessionParameters _sessions = new();

    private GatheredImages<PlannedHeatmap> _gathered = null!;
    private ConversionElsewhere? _elsewhere;
    private Coloring _coloring = null!;
    private HeatmapConversion _conversion = null!;
    private readonly Dictionary<string, string> _requests = [];
    private string _choices = string.Empty;

    /// <inheritdoc/>
    private protected override WriteOptions WriteOptions => _embedding.Apply(base.WriteOptions with
    {
        Verify = Verify,
        Colorbar = Colorbar ? new ColorbarComposer(ColorbarOptions.Default) : null,
        Grid = new GridComposer(GridOptions.Default),
    });

    /// <inheritdoc/>
    public object? GetDynamicParameters() => SessionSide();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _coloring = RequireColoring(_parameters, BitDepth);
        if (Colorbar && Destination is null)
            _ = Require<object>(() => throw ColorbarErrors.NeedsFiles());
        if (IncludeData && Destination is null)
            _ = Require<object>(() => throw EmbeddingErrors.NeedsFiles());
        Require(CheckRegions);
        BeginSessions(_sessions);
        base.BeginProcessing();
        _conversion = new HeatmapConversion(_coloring, countsEnds: Colorbar);
        _gathered = new GatheredImages<PlannedHeatmap>(this);
        _choices = WritesFiles ? WriteOptions.Choices : string.Empty;
        if (Elsewhere is not null)
            _elsewhere = new ConversionElsewhere(this, Elsewhere);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        string? request = WritesFiles && !SharedScale ? RequestOf(input.Reading ?? string.Empty) : null;
        if (input.Job is { } job)
        {
            RunInBackground(input.Target, (progress, stop) => Convert(input, job.Output, request, progress, stop));
            return;
        }

        Guard(input.Target, () =>
        {
            ImageJob? sent = Elsewhere?.Job(input);
            PlanOutput(input, path =>
            {
                if (sent is not null)
                    _elsewhere!.Add(input, sent with { Output = path });
                else if (SharedScale)
                    _gathered.Add(input.Target, (outcome, _, stop) => Gather(input, path, outcome, stop));
                else
                    RunInBackground(input.Target, (progress, stop) => Convert(input, path, request, progress, stop));
            }, request, decidesLater: SharedScale);
        });
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ReleaseHeldOutput();
        Drain();
        if (Answers is not null)
            return;
        if (_elsewhere is not null)
            _elsewhere.Complete();
        else if (_gathered.Resolve(_conversion.Shared) is { } scale)
            WriteShared(scale);
        else if (WritesFiles)
            ColoringWarnings.OwnRanges(this, _conversion.OwnRanges);
    }

    /// <summary>Each region between two boundaries needs a colour of its own.</summary>
    private int CheckRegions()
    {
        int regions = (_coloring.Scale?.Boundaries ?? _coloring.Rule.Norm.Boundaries).Length - 1;
        int colors = regions > 0 ? _coloring.Style.For(NormKind.Boundary).Table(BitDepth, alpha: false).Count : 0;
        return regions <= colors || regions <= 0
            ? colors
            : throw RangeErrors.Invalid($"at most {colors} regions, one for each colour of the colormap, but got {regions}");
    }

    /// <summary>The numbers of an input; of a colour picture its grey, with a warning.</summary>
    private Raster OpenNumbers(ImageInput input, WorkOutcome outcome)
    {
        Raster raster = Open(input);
        if (Coloring.HasOwnColors(raster))
            ColoringWarnings.TookGray(outcome, raster);
        return Grayscale.Apply(raster);
    }

    private WorkOutcome Convert(ImageInput input, string? path, string? request, IProgress<double> progress, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        var outcome = new WorkOutcome();
        Raster raster = OpenNumbers(input, outcome);
        Func<Heatmap, object>? write = Writer(path, request, outcome, progress, stop, input.Job?.Overwrites);
        Tell(_conversion.Convert(raster, write, progress, stop), start, outcome);
        if (Answers is not null)
            outcome.Answer = new JobAnswer(0) { HasOwnRange = _coloring.GivesOwnRange(raster) };
        return outcome;
    }

    /// <summary>What is asked of a picture; of most images the same.</summary>
    private string RequestOf(string reading)
    {
        if (!_requests.TryGetValue(reading, out string? request))
            _requests.Add(reading, request = PictureRequest.Of(_coloring, _choices, reading));
        return request;
    }

    private PlannedHeatmap Gather(ImageInput input, string? path, WorkOutcome outcome, CancellationToken stop) =>
        new(input, path, _conversion.Gather(OpenNumbers(input, outcome), stop));

    private void WriteShared(HeatmapScale scale)
    {
        WriteVerbose(ScaleLine(_gathered.Readable.Count, scale));
        _gathered.Finish((planned, progress, stop) =>
        {
            long start = Stopwatch.GetTimestamp();
            var outcome = new WorkOutcome();
            string? request = planned.Path is null ? null : PictureRequest.Of(scale, _coloring.Style, _choices, planned.Input.Reading);
            if (planned.Path is { } path && Output!.IsCurrent(planned.Input, path, request!, outcome))
            {
                planned.Numbers.Kept?.Dispose();
                return outcome;
            }

            Func<Heatmap, object>? write = Writer(planned.Path, request, outcome, progress, stop);
            Tell(_conversion.Convert(planned.Numbers, scale, write, progress, stop), start, outcome);
            return outcome;
        });
    }

    private static string ScaleLine(int images, HeatmapScale scale) => string.Create(CultureInfo.InvariantCulture,
        $"One scale for {images} images: {scale.Minimum:G9} to {scale.Maximum:G9}.");

    private Func<Heatmap, object>? Writer(string? path, string? request, WorkOutcome outcome, IProgress<double> progress,
        CancellationToken stop, bool? overwrites = null) =>
        path is null ? null : heatmap => Output!.Write(heatmap, path, outcome, progress, stop, request: request, overwrites: overwrites);

    private static void Tell(ConvertedHeatmap converted, long start, WorkOutcome outcome)
    {
        Heatmap heatmap = converted.Heatmap;
        Raster raster = heatmap.Raster;
        ColoringWarnings.Outside(outcome, heatmap, converted.Outside);
        outcome.Verbose.Insert(0, string.Create(
            CultureInfo.InvariantCulture,
            $"{raster.Path ?? raster.Name}: {raster.Codec ?? "memory"}, {raster.Width}×{raster.Height} {raster.SampleType.ToString()}, range {heatmap.Minimum:G9} to {heatmap.Maximum:G9}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms."));
        outcome.Outputs.Add(converted.Output);
    }

    /// <summary>Numbers that wait for the scale of all, and the file to write, or null for an object.</summary>
    private sealed record PlannedHeatmap(ImageInput Input, string? Path, HeatmapConversion.GatheredNumbers Numbers);

    /// <summary>The conversion on other machines: what is decided here, and what they do.</summary>
    private sealed class ConversionElsewhere
    {
        private readonly ConvertToHeatmapCommand _command;
        private readonly SessionWork _work;
        private readonly SessionScale? _scale;
        private readonly HostRound? _round;
        private readonly List<GatheredJob> _gathered = [];
        private int _ownRanges;

        public ConversionElsewhere(ConvertToHeatmapCommand command, SessionWork work)
        {
            _command = command;
            _work = work;
            if (!command.WritesFiles)
                _ = command.Require<object>(() => throw JobErrors.NeedsFiles());
            if (command.SharedScale)
                _scale = new SessionScale(work, command._coloring.Rule);
            else
                _round = Begin(command._coloring.Scale);
        }

        /// <summary>Adds an image whose output is planned.</summary>
        public void Add(ImageInput input, ImageJob planned)
        {
            ImageJob job = planned with { Overwrites = _command.Output!.Overwrites };
            if (_scale is null)
            {
                Send(_round!, job, input.Target);
                return;
            }

            var gathered = new GatheredJob(input, job);
            _gathered.Add(gathered);
            _scale.Gather(job, input.Target, answer => gathered.Stamp = answer.Stamp);
        }

        /// <summary>Does what had to wait for all images.</summary>
        public void Complete()
        {
            _round?.Complete();
            if (_scale is null)
            {
                ColoringWarnings.OwnRanges(_command, _ownRanges);
                return;
            }

            GatheredJob[] readable = [.. _gathered.Where(image => image.Stamp is not null)];
            if (readable.Length == 0)
                return;
            _command.Require(_scale.Complete);
            if (_command._gathered.Resolve(_scale.Shared) is { } scale)
                Finish(readable, scale);
        }

        private void Finish(GatheredJob[] images, HeatmapScale scale)
        {
            _command.WriteVerbose(ScaleLine(images.Length, scale));
            HostRound round = Begin(scale);
            foreach ((ImageInput input, ImageJob job, string? stamp) in images)
            {
                var outcome = new WorkOutcome();
                string request = PictureRequest.Of(scale, _command._coloring.Style, _command._choices, input.Reading);
                if (_command.Output!.IsCurrent(input, job.Output!, request, outcome))
                    _command.RunElsewhere(Task.FromResult(outcome));
                else
                    Send(round, job with { Stamp = stamp }, input.Target);
            }

            round.Complete();
            _command.Drain();
        }

        private HostRound Begin(HeatmapScale? scale)
        {
            ImageOutput output = _command.Output!;
            var parameters = new Dictionary<string, object?>
            {
                [nameof(Destination)] = output.Destination,
                [nameof(Format)] = output.FormatName,
            };

            // A name means the same map everywhere; the path of a file may mean another one there.
            if (_command.IsBound(nameof(Colormap)) && !(_command.Colormap is string name && ColormapCatalog.Default.TryFind(name, out _)))
                parameters[nameof(Colormap)] = PortableObjectData.ToBag(ColormapArgument.Resolve(_command.Colormap, _command));
            if (scale is not null)
                parameters[nameof(Scale)] = ScaleJson.ToText(scale);
            return _work.Begin(parameters, knowsScale: scale is not null);
        }

        private void Send(HostRound round, ImageJob job, object target) => _work.Send(round, job, target, (answer, outcome) =>
        {
            if (answer.HasOwnRange)
                Interlocked.Increment(ref _ownRanges);
            if (_scale is not null)
                outcome.WarningsOnce.RemoveAll(warning => warning.Kind == WarningKind.Outside);
            outcome.Outputs.Add(new FileInfo(job.Output!));
        });

        /// <summary>An image that waits for the scale of all, and what its file was when it was read; null until then.</summary>
        private sealed record GatheredJob(ImageInput Input, ImageJob Job)
        {
            public string? Stamp { get; set; }

            public void Deconstruct(out ImageInput input, out ImageJob job, out string? stamp) => (input, job, stamp) = (Input, Job, Stamp);
        }
    }

    /// <summary>The parameters of heatmap files.</summary>
    private sealed class HeatmapFileParameters
    {
        /// <summary>Bits per channel of the written files.</summary>
        [Parameter]
        [ValidateSet("8", "16")]
        public int BitDepth { get; set; } = 8;

        /// <summary>Adds a colorbar to the right of the picture in the written files; see Add-Colorbar for more.</summary>
        [Parameter]
        public SwitchParameter Colorbar { get; set; }

        /// <summary>Checks the compressed data of PNG files that are copied without decoding.</summary>
        [Parameter]
        public SwitchParameter Verify { get; set; }
    }
}
