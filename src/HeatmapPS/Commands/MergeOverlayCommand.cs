using System.Management.Automation;
using HeatmapPS.Abstractions;
using HeatmapPS.Completion;
using HeatmapPS.Engine.Blending;
using HeatmapPS.Engine.Codecs;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Normalization;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Commands;

/// <summary>Lays heatmaps over a photo.</summary>
[Cmdlet(VerbsData.Merge, "Overlay", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(FileInfo))]
public sealed class MergeOverlayCommand : ImageOutputCommand, IDynamicParameters
{
    private readonly ScaleParameters _parameters = new();
    private Raster _photo = null!;
    private OverlayOptions _options = null!;
    private HeatmapStyle _style = null!;
    private RangeRule _rule = null!;

    /// <summary>The photo: an image object, a file, or a path. Grey or RGB, of 8 or 16 bits.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNull]
    public object Photo { get; set; } = null!;

    /// <summary>Opacity of the heatmap, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Opacity { get; set; } = 0.5;

    /// <summary>Whether the opacity is the same everywhere, or rises with the value.</summary>
    [Parameter]
    public OverlayAlpha AlphaFrom { get; set; }

    /// <summary>Values below it, in the unit of the data, show the photo alone.</summary>
    [Parameter]
    public double? Threshold { get; set; }

    /// <summary>How the colours of heatmap and photo become one.</summary>
    [Parameter]
    public BlendMode BlendMode { get; set; }

    /// <summary>How the numbers of the heatmap are brought to the photo's size.</summary>
    [Parameter]
    public ResampleKernel Resample { get; set; } = ResampleKernel.Linear;

    /// <summary>Colours for grey images that are no heatmaps: a name, a colormap object, or an N × 3 array.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ColormapCompleter))]
    public object Colormap { get; set; } = "viridis";

    /// <inheritdoc/>
    private protected override ImportOptions Import => base.Import with { Gray = Band.Length == 0 };

    /// <summary>The parameters that set the scale of grey images.</summary>
    public object GetDynamicParameters() => _parameters;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Threshold is { } threshold && !double.IsFinite(threshold))
            _ = Require<object>(() => throw OverlayErrors.ValueInvalid(nameof(Threshold), "a finite number", threshold));
        _rule = Require(_parameters.ToRule);
        _style = Require(() => new HeatmapStyle(ColormapArgument.Resolve(Colormap, this)), Colormap);
        _photo = Require(() => ImageArgument.Open(this, Photo, page: 1, ImportOptions.Default with { MaxPixels = MaxPixels }), Photo);
        _options = new OverlayOptions { Opacity = Opacity, AlphaFrom = AlphaFrom, Threshold = Threshold, Mode = BlendMode, Kernel = Resample };
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        foreach (ImagePage page in Pages(input))
            Guard(input.Target, () => PlanOutput(page, path => RunInBackground(input.Target, (progress, stop) => Overlay(page, path, progress, stop))));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ReleaseHeldOutput();
        Drain();
    }

    private WorkOutcome Overlay(ImagePage page, string? path, IProgress<double> progress, CancellationToken stop)
    {
        var outcome = new WorkOutcome();
        Heatmap heatmap = page.Input.Image as Heatmap ?? Color(Open(page, Import), stop);
        Raster merged = OverlayImage.Apply(_photo, heatmap, _options);
        outcome.Outputs.Add(path is null ? merged : Output!.Write(merged, path, outcome, progress, stop));
        return outcome;
    }

    private Heatmap Color(Raster raster, CancellationToken stop) =>
        new(raster, ScaleResolver.Resolve(raster, _rule, stop).Scale, _style);
}
