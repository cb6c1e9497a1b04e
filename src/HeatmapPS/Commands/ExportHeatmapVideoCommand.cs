using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Scaling.Norms;
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
    private readonly PixelStore _store = new();
    private GatheredImages<VideoFrameInput> _gathered = null!;
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
        _gathered = new GatheredImages<VideoFrameInput>(this);
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
        if (_shared is null || (_gathered.Count == 0 && input.Image is Heatmap))
        {
            AddFrames(frame);
            return;
        }

        if (input.Image is Raster raster && (raster.Source is MemorySource || raster.Path is null))
            frame.Opened = VideoFrameInput.Prepare(_store.Keep(raster, StopToken));
        _gathered.Add(input.Target, (_, progress, stop) => Gather(frame, _shared, progress, stop));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_isWanted)
            return;
        Drain();
        IReadOnlyList<VideoFrameInput> gathered = _gathered.Readable;
        _output!.Total = gathered.Any(frame => frame.IsVideo) ? null : _count;
        if (_shared is not null && gathered.Count > 0)
        {
            HeatmapScale? scale = _gathered.Resolve(_shared);
            if (scale is not null)
                WriteVerbose($"One scale for all frames: {scale}.");
            _scales = new FrameScales(_rule, scale, smoothFrames: 0);
            foreach (VideoFrameInput frame in gathered)
                AddFrames(frame);
        }

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

    private VideoFrameInput Gather(VideoFrameInput frame, SharedScale shared, IProgress<double> progress, CancellationToken stop)
    {
        if (frame.IsVideo)
            GatherVideo(frame.Input.Path!, shared, stop);
        else if (frame.Open() is Raster { Bands: 1 } raster)
            shared.Add(raster, stop, progress);
        return frame;
    }

    private void GatherVideo(string path, SharedScale shared, CancellationToken stop)
    {
        using IFrameReader reader = VideoFiles.Open(path, ReadOptions, _settings.FfmpegPath, stop);
        while (reader.Read(stop) is { } frame)
        {
            // The number alone: a frame that is held for reading it again would hold its pixels.
            long index = frame.Index ?? 1;
            (Raster raster, ReleasablePixels pixels) = ReleasablePixels.From(frame, () => ReadAgain(path, index, stop));
            shared.Add(raster, stop);
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

    /// <summary>One input of a video: numbers to be coloured, or what has colours of its own.</summary>
    /// <param name="Input">The file or object.</param>
    private sealed record VideoFrameInput(ImageInput Input)
    {
        /// <summary>The raster once its header was read.</summary>
        public Raster? Opened { get; set; }

        /// <summary>Whether the whole input is a video, of many frames.</summary>
        public bool IsVideo { get; init; }

        /// <summary>The heatmap, or the raster: of a file its header is read.</summary>
        /// <exception cref="HeatmapException">What opening throws, NotGray, DepthMismatch.</exception>
        public ImageObject Open() => Input.Image as Heatmap ?? (ImageObject)(Opened
            ??= Prepare(Input.Image as Raster ?? ImageImport.Open(Input.Path!, page: 1, ImportOptions.Default)));

        /// <summary>One band of numbers; or RGB(A) of 8 or 16 bits, which has colours of its own.</summary>
        public static Raster Prepare(Raster raster)
        {
            if (raster.ColorModel == ColorModel.Rgb)
            {
                return raster.SampleType is SampleType.UInt8 or SampleType.UInt16
                    ? raster
                    : throw ImageErrors.DepthMismatch(raster.SampleType.ToString(), "a video");
            }

            return Grayscale.Apply(raster);
        }
    }

    /// <summary>Parameters that give the frames of a video their scale: one for all by default.</summary>
    private sealed class VideoScaleParameters : ColoringParameters
    {
        /// <summary>Uses a separate scale for each frame.</summary>
        [Parameter]
        public SwitchParameter PerFrameScale { get; set; }

        /// <summary>Number of frames over which the limits follow those of the frames.</summary>
        [Parameter]
        [ValidateRange(1, 100_000)]
        public int SmoothScale { get; set; }

        /// <inheritdoc/>
        internal override bool SetsScale => base.SetsScale || PerFrameScale || SmoothScale > 0;

        /// <summary>Checks that the parameters can be combined.</summary>
        /// <returns>The rule that they make.</returns>
        /// <exception cref="HeatmapException">RangeInvalid.</exception>
        internal RangeRule ToFrameRule()
        {
            RangeRule rule = ToRule();
            if (PerFrameScale && SmoothScale > 0)
                throw RangeErrors.Conflict("-PerFrameScale", "-SmoothScale");
            if (SmoothScale > 0 && rule.Norm.Definition.Limits is NormLimits.Own or NormLimits.Histogram)
                throw RangeErrors.Invalid($"a norm whose limits can follow the frames for -SmoothScale, but got {rule.Norm.Kind}");
            return rule;
        }
    }
}
