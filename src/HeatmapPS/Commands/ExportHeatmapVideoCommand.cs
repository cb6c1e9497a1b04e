using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;
using HeatmapPS.Engine.Video;
using HeatmapPS.Engine.Writing;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Writes image objects, files and videos as one heatmap video or animation.</summary>
[Cmdlet(VerbsData.Export, "HeatmapVideo", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed partial class ExportHeatmapVideoCommand : ImageObjectCommand
{
    [ParameterBlock(ParameterPlace.Destination)]
    private readonly ExistingFileParameters _existing = new();

    [ParameterBlock(ParameterPlace.Colors)]
    private readonly VideoScaleParameters _parameters = new();
    private readonly List<VideoFrameInput> _waiting = [];
    private readonly PixelStore _store = new();
    private VideoTarget _target = null!;
    private VideoSettings _settings = null!;
    private HeatmapStyle _style = null!;
    private RangeRule _rule = null!;
    private HeatmapScale? _given;
    private SharedScale? _shared;
    private FrameScales? _scales;
    private FrameComposer _composer = null!;
    private VideoOutput? _output;
    private string _path = string.Empty;
    private string? _ownColorsRefused;
    private bool _isWanted;
    private long _count;

    /// <summary>Image objects, arrays of numbers, image files, or videos.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object? InputObject { get; set; }

    /// <summary>The file to write; its extension selects the container.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Frames per second: 25, 29.97 or 30000/1001.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FrameRateCompleter))]
    public string FrameRate { get; set; } = "25";

    /// <summary>Compression; by default the first codec for the extension.</summary>
    [Parameter]
    public VideoCodec Codec { get; set; }

    /// <summary>Quality on one scale for all codecs, 1 to 100. 75 by default; heatmaps in WebP are lossless by default.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Quality { get; set; } = VideoSettings.DefaultQuality;

    /// <summary>The encoder's own constant rate factor, instead of -Quality.</summary>
    [Parameter]
    [ValidateRange(0, 63)]
    public int Crf { get; set; }

    /// <summary>The trade-off between speed and size, by the encoder's own name, such as veryfast or slow.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VideoPresetCompleter))]
    public string? Preset { get; set; }

    /// <summary>How to store pixels, by ffmpeg's names.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PixelFormatCompleter))]
    public string? PixelFormat { get; set; }

    /// <summary>Number of times that an animation plays; 0 repeats it forever.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Loop { get; set; }

    /// <summary>Adds a colorbar beside the frames.</summary>
    [Parameter]
    public SwitchParameter Colorbar { get; set; }

    /// <summary>Text over the frames, with {Name}, {Time} and {Index}.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FrameLabelCompleter))]
    public string? Label { get; set; }

    /// <summary>Size of all pictures: 1280x720, 1280x or x720.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SizeTransformation(AsText = true)]
    public string? Size { get; set; }

    /// <summary>How to handle frames whose size differs from the first frame's.</summary>
    [Parameter]
    public ImageFit Fit { get; set; }

    /// <summary>Path of ffmpeg, or of its folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FfmpegPath { get; set; }

    /// <summary>Seconds that ffmpeg may be inactive before it is stopped.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int FfmpegTimeout { get; set; } = 60;

    /// <summary>Emits the written file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _path = Require(() => FilePaths.ResolveOutput(this, Path), Path);
        _target = Require(() => VideoTarget.From(_path, Codec), Path);
        _settings = Require(MakeSettings);
        _rule = Require(_parameters.ToFrameRule);
        _given = Require(() => _parameters.ToGivenScale(ResolveLiteral), _parameters.Scale);
        _style = Require(MakeStyle, _parameters.Colormap);
        _composer = Require(MakeComposer);
        _ownColorsRefused = NamesOfScaleAndStyle();
        FfmpegProgram? program = _target.NeedsFfmpeg ? Require(() => FfmpegProgram.Find(_settings.FfmpegPath)) : null;
        ExistingFile existing = Require(_existing.ToExistingFile);
        if (!Require(() => OutputTarget.IsWanted(_path, existing, Inputs), _path))
        {
            WriteVerbose($"{_path}: skipped, because it exists.");
            return;
        }

        _isWanted = ShouldProcess(_path, $"Write {_target.Codec} video");
        if (!_isWanted)
            return;
        _output = new VideoOutput(
            this, new VideoWriter(_path, existing == ExistingFile.Replace, _target, _settings, program, _composer,
                Environment.ProcessorCount, StopToken), _path);
        HeatmapScale? known = _given ?? (_rule.IsComplete ? _rule.FromTypes([], unit: null) : null);
        if (known is not null || _parameters.PerFrameScale || _parameters.SmoothScale > 0)
            _scales = new FrameScales(_rule, known, _parameters.SmoothScale);
        else
            _shared = new SharedScale(_rule);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_isWanted)
            TakeObject(InputObject!);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        if (input.LocalPath is { } source)
        {
            Inputs.Add(source);
            if (Inputs.Contains(_path))
                throw OutputErrors.IsInput(_path);
        }

        _count++;
        var frame = new VideoFrameInput(input) { IsVideo = input.Path is { } path && VideoFiles.IsVideo(path) };
        if (_shared is null || (_waiting.Count == 0 && input.Image is Heatmap))
        {
            AddFrames(frame);
            return;
        }

        _waiting.Add(frame);
        if (input.Image is Raster raster && (raster.Source is MemorySource || raster.Path is null))
            frame.Opened = VideoFrameInput.Prepare(_store.Keep(raster, StopToken));
        RunInBackground(input.Target, (progress, stop) => Gather(frame, progress, stop));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_isWanted)
            return;
        Drain();
        if (_waiting.Count > 0)
        {
            HeatmapScale? scale = _shared!.Count > 0 ? Require(() => _shared.Resolve(StopToken)) : null;
            if (scale is not null)
                WriteVerbose($"One scale for all frames: {scale}.");
            if (_shared.UnitWarning is { } warning)
                WriteWarning(warning);
            _scales = new FrameScales(_rule, scale, smoothFrames: 0);
            _output!.Total = _waiting.Exists(frame => frame.IsVideo) ? null : _count;
            foreach (VideoFrameInput frame in _waiting)
                AddFrames(frame);
        }

        _output!.Total ??= _waiting.Exists(frame => frame.IsVideo) ? null : _count;
        _output.Finish();
        foreach (string warning in _composer.Warnings)
            WriteWarning(warning);
        if (PassThru)
            Emit(new FileInfo(_path));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _output?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A video without one of its frames would be a wrong one, so that any error ends it.</summary>
    private protected override void Report(Exception error, object? target) =>
        ThrowTerminatingError(error.ToErrorRecord(target));

    private VideoSettings MakeSettings()
    {
        var settings = new VideoSettings
        {
            FrameRate = Engine.Video.FrameRate.Parse(FrameRate),
            Codec = _target.Codec,
            Quality = IsBound(nameof(Quality)) ? Quality : null,
            Crf = IsBound(nameof(Crf)) ? Crf : null,
            Preset = Preset,
            PixelFormat = PixelFormat,
            Loop = Loop,
            FfmpegPath = FfmpegPath is null ? null : ResolveLiteral(FfmpegPath),
            Patience = TimeSpan.FromSeconds(FfmpegTimeout),
        };
        CodecProfile.Validate(_target.Codec, settings);
        return settings;
    }

    private HeatmapStyle MakeStyle()
    {
        bool isDeep = PixelFormat is not null && FramePixelFormat.Find(PixelFormat).Bits > 8;
        return _parameters.ToStyle(this, isDeep ? 16 : 8);
    }

    private FrameComposer MakeComposer()
    {
        FrameSize? size = Size is null ? null : FrameSize.Parse(Size);
        FrameLabel? label = Label is null ? null : new FrameLabel(Label, _settings.FrameRate);
        if (label?.Warning is { } warning)
            WriteWarning(warning);

        // Where frames do not set the limits themselves, values may lie beyond them.
        bool isGiven = _parameters.SmoothScale > 1 || _given is not null || _rule.Minimum is not null || _rule.Maximum is not null
            || _rule.Percentile is not null || _rule.StandardDeviation is not null;
        return new FrameComposer(size, Fit, label, Colorbar, isGiven ? true : null);
    }

    /// <summary>The parameters given that colour numbers, for the error of a frame that has its own colours; null for none.</summary>
    private string? NamesOfScaleAndStyle()
    {
        IEnumerable<string> names = typeof(VideoScaleParameters).GetProperties().Select(property => property.Name);
        string[] given = [.. names.Where(IsBound)];
        return given.Length == 0 ? null : "-" + string.Join(", -", given);
    }

    private WorkOutcome Gather(VideoFrameInput frame, IProgress<double> progress, CancellationToken stop)
    {
        if (frame.IsVideo)
            GatherVideo(frame.Input.Path!, stop);
        else if (frame.Open() is Raster { Bands: 1 } raster)
            _shared!.Add(raster, stop, progress);
        return new WorkOutcome();
    }

    private void GatherVideo(string path, CancellationToken stop)
    {
        using IFrameReader reader = VideoFiles.Open(path, ReadOptions, _settings.FfmpegPath, stop);
        while (reader.Read(stop) is { } frame)
        {
            // The number alone: a frame that is held for reading it again would hold its pixels.
            long index = frame.Index ?? 1;
            (Raster raster, ReleasablePixels pixels) = ReleasablePixels.From(frame, () => ReadAgain(path, index, stop));
            _shared!.Add(raster, stop);
            pixels.Release();
        }
    }

    private Raster ReadAgain(string path, long index, CancellationToken stop)
    {
        using IFrameReader reader = VideoFiles.Open(path, ReadOptions with { First = index }, _settings.FfmpegPath, stop);
        Raster? last = null;
        while (reader.Read(stop) is { } frame)
            last = frame;
        return last ?? throw ImageErrors.SourceChanged(path);
    }

    private VideoReadOptions ReadOptions => VideoReadOptions.Default with { Patience = _settings.Patience };

    private void AddFrames(VideoFrameInput frame)
    {
        if (!frame.IsVideo)
        {
            FrameScales.FrameScale? scale = _scales?.Next();
            _output!.Add(new FrameRequest(frame.Input.Target, stop => Color(frame.Open(), scale, stop)));
            return;
        }

        using IFrameReader reader = VideoFiles.Open(frame.Input.Path!, ReadOptions, _settings.FfmpegPath, StopToken);
        WriteVerbose(reader.Note);
        while (reader.Read(StopToken) is { } raster)
        {
            FrameScales.FrameScale? scale = _scales?.Next();
            _output!.Add(new FrameRequest(frame.Input.Target, stop => Color(raster, scale, stop)));
        }
    }

    private ImageObject Color(ImageObject image, FrameScales.FrameScale? scale, CancellationToken stop)
    {
        if (image is Raster { Bands: 1 } raster)
            return new Heatmap(raster, scale!.Resolve(raster, stop)!, _style);
        _ = scale?.Resolve(null, stop);
        return _ownColorsRefused is null ? image : throw VideoErrors.OwnColors(_ownColorsRefused, image.Name);
    }
}
