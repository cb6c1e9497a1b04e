using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Writing;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Puts a legend beside heatmaps: bar, numbers, unit and title, at full resolution, outside the picture.</summary>
[Cmdlet(VerbsCommon.Add, "Colorbar", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(FileInfo))]
public sealed partial class AddColorbarCommand : ImageOutputCommand
{
    private ColorbarComposer _composer = null!;

    /// <summary>The side of the picture.</summary>
    [Parameter]
    public ColorbarPosition Location { get; set; }

    /// <summary>Text along the bar.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Title { get; set; }

    /// <summary>Unit instead of the image's own; empty for none.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(UnitCompleter))]
    public string? Unit { get; set; }

    /// <summary>Arrows at the ends of the bar, for values beyond it. Auto: if pixels are clipped, or the under or over colour is
    /// set.</summary>
    [Parameter]
    public ColorbarExtend Extend { get; set; }

    /// <summary>Dark text on white, or light text on near-black.</summary>
    [Parameter]
    public ColorbarTheme Theme { get; set; }

    /// <summary>Colour behind the legend, instead of the theme's; can be transparent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ColorTransformation]
    [ArgumentCompleter(typeof(ColorCompleter))]
    public string? Background { get; set; }

    /// <summary>Size of the text in pixels; proportional to the picture by default.</summary>
    [Parameter]
    [ValidateRange(4, 4000)]
    public int FontSize { get; set; }

    /// <summary>Length of the bar in pixels; the available space by default.</summary>
    [Parameter]
    [ValidateRange(2, 100_000)]
    public int Length { get; set; }

    /// <summary>Thickness of the bar in pixels; proportional to the text by default.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int Thickness { get; set; }

    /// <summary>Maximum number of labels along the bar; by default as many as fit well, up to ten.</summary>
    [Parameter]
    [ValidateRange(2, 1000)]
    public int TickCount { get; set; }

    /// <summary>Values to label, instead of round ones. Those outside the scale are left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public double[] Tick { get; set; } = [];

    /// <summary>.NET format of the numbers, such as F1 or '{0:F1} K'.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NumberFormatCompleter))]
    public string? TickFormat { get; set; }

    /// <summary>Text beside a patch in the colour of NaN, infinite and nodata values; without it there is no patch.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NoDataLabel { get; set; }

    /// <summary>Bits per channel of the result; the heatmap's own by default.</summary>
    [Parameter]
    [ValidateSet("8", "16")]
    public int BitDepth { get; set; }

    /// <summary>Scale for pictures that are not heatmaps: a scale, its JSON form, the path of a JSON file, or a heatmap.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Scale { get; set; }

    /// <summary>Colours for pictures that are not heatmaps: a name, a colormap object, or an N × 3 array.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ColormapCompleter))]
    public object? Colormap { get; set; }

    /// <inheritdoc/>
    private protected override WriteOptions WriteOptions => base.WriteOptions with
    {
        Colorbar = _composer,
        BitDepth = BitDepth == 0 ? null : BitDepth,
    };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _composer = Require(MakeComposer);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        Guard(input.Target, () => PlanOutput(input,
            path => RunInBackground(input.Target, (progress, stop) => Compose(input, path, progress, stop))));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ReleaseHeldOutput();
        Drain();
    }

    private static int? OrAutomatic(int value) => value == 0 ? null : value;

    private ColorbarComposer MakeComposer()
    {
        ColorbarOptions options = new ColorbarOptions
        {
            Position = Location,
            Title = Title,
            Unit = Unit,
            Extend = Extend,
            Theme = Theme,
            Background = ColormapArgument.ResolveColor(Background),
            FontSize = OrAutomatic(FontSize),
            Length = OrAutomatic(Length),
            Thickness = OrAutomatic(Thickness),
            TickCount = OrAutomatic(TickCount),
            Ticks = [.. Tick],
            TickFormat = TickFormat,
            NoDataLabel = NoDataLabel,
            BitDepth = OrAutomatic(BitDepth),
        }.Validate();
        Colormap? map = Colormap is null ? null : ColormapArgument.Resolve(Colormap, this);
        if (Scale is null != map is null)
            throw ColorbarErrors.NeedsScaleAndColormap();
        return new ColorbarComposer(options, Scale is null ? null : ScaleArgument.Resolve(Scale, ResolveLiteral), map);
    }

    private WorkOutcome Compose(ImageInput input, string? path, IProgress<double> progress, CancellationToken stop)
    {
        var outcome = new WorkOutcome();
        ImageObject image = input.Image as Heatmap ?? (ImageObject)Open(input);
        if (path is not null)
        {
            outcome.Outputs.Add(Output!.Write(image, path, outcome, progress, stop));
            return outcome;
        }

        ComposedColorbar composed = _composer.Compose(image, bits: null, alpha: true, stop);
        outcome.Verbose.Add($"{image.Name}: {composed}.");
        outcome.Warnings.AddRange(composed.Warnings);
        outcome.Outputs.Add(composed.Raster);
        return outcome;
    }
}
