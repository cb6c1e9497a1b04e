using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging.Blends;
using HeatmapPS.Engine.Merging.Overlay;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Lays heatmaps over a photo.</summary>
[Cmdlet(VerbsData.Merge, "Overlay", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(FileInfo))]
public sealed partial class MergeOverlayCommand : ImageOutputCommand
{
    [ParameterBlock(ParameterPlace.Colors)]
    private readonly ImageScaleParameters _parameters = new();
    private readonly HeldPixels _held = new();
    private readonly ColorbarComposer _composer = new(ColorbarOptions.Default);
    private GatheredImages<PlannedOverlay> _gathered = null!;
    private Raster? _photo;
    private Lazy<Raster>? _decodedPhoto;
    private OverlayOptions _options = null!;
    private Coloring _coloring = null!;
    private SharedScale? _shared;
    private int _ownRanges;

    /// <summary>The photo: an image object, a file, or a path. Grey or RGB, of 8 or 16 bits.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Photo { get; set; }

    /// <summary>Uses the photograph inside each thermal camera file as the photo, and places the heatmap as stored in the file.</summary>
    [Parameter]
    public SwitchParameter Embedded { get; set; }

    /// <summary>Number of photo pixels to move the heatmap right and down.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    [ValidateRange(-100_000, 100_000)]
    public int[] Shift { get; set; } = [0, 0];

    /// <summary>Opacity of the heatmap, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Opacity { get; set; } = 0.5;

    /// <summary>Whether the opacity is the same everywhere or rises with the value.</summary>
    [Parameter]
    public OverlayAlpha AlphaFrom { get; set; }

    /// <summary>Shows only the photo where values, in the unit of the data, are below this one.</summary>
    [Parameter]
    public double? Threshold { get; set; }

    /// <summary>How to blend the colours of the heatmap with the photo.</summary>
    [Parameter]
    public BlendMode BlendMode { get; set; }

    /// <summary>How to resample the numbers of the heatmap to the photo's size.</summary>
    [Parameter]
    public ResampleKernel Resample { get; set; } = ResampleKernel.Bilinear;

    /// <summary>Adds a colorbar to the right of the picture; see Add-Colorbar for more.</summary>
    [Parameter]
    public SwitchParameter Colorbar { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Threshold is { } threshold && !double.IsFinite(threshold))
            _ = Require<object>(() => throw OverlayErrors.ValueInvalid(nameof(Threshold), "a finite number", threshold));
        _coloring = RequireColoring(_parameters, bitDepth: 8);
        _shared = SharedScale ? new SharedScale(_coloring.Rule) : null;
        _gathered = new GatheredImages<PlannedOverlay>(this);
        _photo = Require(OpenPhoto, Photo);
        if (_photo is { } photo)
            _decodedPhoto = new Lazy<Raster>(() => Decode(photo));
        _options = new OverlayOptions { Opacity = Opacity, AlphaFrom = AlphaFrom, Threshold = Threshold, Mode = BlendMode,
            Kernel = Resample };
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        Guard(input.Target, () => PlanOutput(input, path =>
        {
            if (_shared is null)
            {
                RunInBackground(
                    input.Target, (progress, stop) => Overlay(OpenNumbers(input), input.Image as Heatmap, null, path, progress, stop));
                return;
            }

            _gathered.Add(input.Target, (_, _, stop) => Gather(input, path, _shared, stop));
        }));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ReleaseHeldOutput();
        Drain();
        if (_shared is not null && _gathered.Resolve(_shared) is { } scale)
            _gathered.Finish((planned, progress, stop) => Overlay(planned.Numbers, planned.Given, scale, planned.Path, progress, stop));
        ColoringWarnings.OwnRanges(this, _ownRanges);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _held.Dispose();
    }

    private Raster OpenNumbers(ImageInput input) => Grayscale.Apply(Open(input));

    private PlannedOverlay Gather(ImageInput input, string? path, SharedScale shared, CancellationToken stop)
    {
        Raster numbers = OpenNumbers(input);
        shared.Add(numbers, stop);
        return new PlannedOverlay(path, input.Image as Heatmap, _held.Keep(numbers, stop));
    }

    /// <param name="numbers">What is laid over the photo.</param>
    /// <param name="given">The heatmap that they come from, or null.</param>
    /// <param name="shared">The one scale of all images, or null.</param>
    /// <param name="path">The file to write, or null for an object.</param>
    /// <param name="progress">Receives the fraction of rows done.</param>
    /// <param name="stop">Stops between strips.</param>
    private WorkOutcome Overlay(
        Raster numbers, Heatmap? given, HeatmapScale? shared, string? path, IProgress<double> progress, CancellationToken stop)
    {
        var outcome = new WorkOutcome();
        if (_coloring.GivesOwnRange(numbers, given, shared))
            Interlocked.Increment(ref _ownRanges);
        Heatmap heatmap = _coloring.Color(numbers, given, shared, stop);
        Raster photo = (path is null ? _photo : _decodedPhoto?.Value) ?? OpenEmbedded(numbers);
        Raster merged = OverlayImage.Apply(photo, heatmap, FindArea(numbers, photo, outcome), _options);
        if (Colorbar)
        {
            ComposedColorbar composed = _composer.Compose(merged, heatmap, stop);
            outcome.Verbose.Add($"{heatmap.Name}: {composed}.");
            outcome.Warnings.AddRange(composed.Warnings);
            merged = composed.Raster;
        }

        outcome.Outputs.Add(path is null ? merged : Output!.Write(merged, path, outcome, progress, stop));
        return outcome;
    }

    private Raster? OpenPhoto()
    {
        if (Embedded && Photo is not null)
            throw OverlayErrors.PhotoTwice();
        if (Embedded)
            return null;
        return Photo is null ? throw OverlayErrors.PhotoMissing() : ImageArgument.Open(this, Inputs, Photo, asPicture: true);
    }

    /// <summary>The photo with its pixels in memory, where they have room there: it is decoded once for all heatmaps.</summary>
    private Raster Decode(Raster photo)
    {
        if (photo.Layout.ByteCount > DecodedPixels.DefaultCapacity)
            return photo;
        using RowReader rows = photo.OpenRows();
        return new Raster(new MemorySource(photo.Layout, RowPump.ReadAll(rows, StopToken)), photo.Metadata, photo.Origin);
    }

    private static Raster OpenEmbedded(Raster thermal) => thermal.Origin is { Path: { } path, IsElsewhere: false }
        ? ImageImport.Open(path, page: 1, ImportOptions.Default with { Thermal = new ThermalOptions { Embedded = true } })
        : throw OverlayErrors.NoFile(thermal);

    /// <summary>Where the heatmap lies: on all of the photo, but in its place on the photograph of its own file.</summary>
    private PhotoArea FindArea(Raster thermal, Raster photo, WorkOutcome outcome)
    {
        var area = new PhotoArea(0, 0, photo.Width, photo.Height);
        if (PhotoRegistration.IsPhotoOf(photo, thermal))
        {
            if (PhotoRegistration.Find(thermal, photo) is { } found)
                area = found;
            else
                outcome.Warnings.Add($"'{thermal.Path}' does not specify the position of its photograph, so the heatmap covers the whole photo. Check that the two match.");
        }

        area = area.Move(Shift[0], Shift[1]);
        outcome.Verbose.Add($"{thermal.Path ?? thermal.Name}: covers columns {area.Left} to {area.Left + area.Width - 1}, rows {area.Top} to {area.Top + area.Height - 1} of the photo of {photo.Width}×{photo.Height}.");
        return area;
    }

    /// <summary>Numbers that wait for the scale of all, the heatmap that they come from, and the file to write.</summary>
    private sealed record PlannedOverlay(string? Path, Heatmap? Given, Raster Numbers);
}
