using System.Collections.Immutable;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Annotating;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring.Regions;
using HeatmapPS.Engine.Merging.Mosaic;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Statistics;
using HeatmapPS.Engine.Writing;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Draws spot meters, regions, isotherms and texts over heatmaps and pictures. The numbers of a heatmap stay.</summary>
[Cmdlet(VerbsCommon.Add, "Annotation", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true)]
[OutputType(typeof(Heatmap), typeof(Raster), typeof(FileInfo))]
public sealed partial class AddAnnotationCommand : ImageOutputCommand
{
    /// <summary>Pixels across that a picture needs for any label.</summary>
    private const int LeastWidth = 48;

    [ParameterBlock(ParameterPlace.Encoding)]
    private readonly EmbeddingParameters _embedding = new();

    private AnnotationLayer _layer = null!;
    private MosaicLabel? _caption;
    private Coloring _coloring = null!;
    private string _choices = string.Empty;
    private int _number;
    private int _ownRanges;

    /// <summary>Spot meters: 'Hottest', 'Coldest', 'x,y', or the HotSpot and ColdSpot of Measure-Heatmap. With -Region, the hottest and
    /// coldest pixel of each region.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SpotCompleter))]
    public object? Spot { get; set; }

    /// <summary>Parts of the image to outline: 'rect x,y,width,height', 'circle x,y,radius', hashtables with these numbers and a Name, or
    /// mask images.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public object? Region { get; set; }

    /// <summary>Values to write beside each region.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public RegionValue[] RegionValue { get; set; } = [Engine.Annotating.RegionValue.Mean];

    /// <summary>Values whose lines are drawn and labelled.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public double[] Isotherm { get; set; } = [];

    /// <summary>Text in the lower left corner, with placeholders such as {BaseName} and {Maximum:F1}.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CaptionCompleter))]
    public string? Caption { get; set; }

    /// <summary>Writes the capture time, or the time of a video's frame, into the lower right corner.</summary>
    [Parameter]
    public SwitchParameter Time { get; set; }

    /// <summary>.NET format of the values, such as F1 or '{0:F1} K'.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NumberFormatCompleter))]
    public string? ValueFormat { get; set; }

    /// <summary>Colour of lines and texts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ColorTransformation]
    [ArgumentCompleter(typeof(ColorCompleter))]
    public string Color { get; set; } = "white";

    /// <summary>Colour around lines and texts; by default black or white, whichever the ink stands out from.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ColorTransformation]
    [ArgumentCompleter(typeof(ColorCompleter))]
    public string? Outline { get; set; }

    /// <summary>Size of the text in pixels; proportional to the picture by default.</summary>
    [Parameter]
    [ValidateRange(4, 4000)]
    public int FontSize { get; set; }

    /// <summary>Width of lines in pixels; proportional to the text by default.</summary>
    [Parameter]
    [ValidateRange(0.5, 1000.0)]
    public double LineWidth { get; set; }

    /// <inheritdoc/>
    private protected override WriteOptions WriteOptions => _embedding.Apply(base.WriteOptions);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _layer = Require(MakeLayer);
        _caption = Caption is null ? null : Require(() => MosaicLabel.Parse(Caption, nameof(Caption)), Caption);
        _coloring = RequireColoring(new ImageScaleParameters(), 8);
        if (IncludeData && Destination is null)
            _ = Require<object>(() => throw EmbeddingErrors.NeedsFiles());
        base.BeginProcessing();
        _choices = WritesFiles ? $"{WriteOptions.Choices} {new AnnotationMarks([_layer]).ToJson()} {Time} {Caption}" : string.Empty;
        if (!new TextRenderer().HasFont)
            WriteWarning($"There is no font for annotations, so they are drawn without text. {TextRenderer.HowToInstall()}.");
        if (_layer.Style.InkContrast < AnnotationStyle.ReadableContrast)
        {
            WriteWarning(string.Create(CultureInfo.InvariantCulture,
                $"Texts may be hard to read: the contrast of -Color and -Outline is {_layer.Style.InkContrast:F1} : 1. Leave -Outline out for one of at least {AnnotationStyle.ReadableContrast} : 1."));
        }
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        int number = ++_number;
        string? request = !WritesFiles ? null
            : input.Image is Heatmap heatmap ? PictureRequest.Of(heatmap, _choices, input.Reading)
            : PictureRequest.Of(_coloring, _choices, input.Reading);
        Guard(input.Target, () => PlanOutput(input,
            path => RunInBackground(input.Target, (progress, stop) => Annotate(number, input, path, request, progress, stop)), request));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ReleaseHeldOutput();
        Drain();
        if (WritesFiles)
            ColoringWarnings.OwnRanges(this, _ownRanges);
    }

    private AnnotationLayer MakeLayer()
    {
        ImmutableArray<ImageRegion> regions = RegionArgument.Resolve(this, Inputs, Region, StopToken);
        if (regions.IsEmpty && IsBound(nameof(RegionValue)))
            throw AnnotationErrors.RegionsMissing();
        if (Isotherm.Any(value => !double.IsFinite(value)))
            throw AnnotationErrors.IsothermInvalid(Isotherm.First(value => !double.IsFinite(value)));
        ImmutableArray<Annotation> spots = SpotArgument.Resolve(Spot, regions);
        if (spots.IsEmpty && regions.IsEmpty && Isotherm.Length == 0 && Caption is null && !Time)
            throw AnnotationErrors.Nothing();
        AnnotationStyle style = new AnnotationStyle
        {
            Ink = ColorValue.Parse(Color),
            GivenOutline = ColormapArgument.ResolveColor(Outline),
            ValueFormat = ValueFormat,
            FontSize = FontSize == 0 ? null : FontSize,
            LineWidth = LineWidth == 0 ? null : LineWidth,
        }.Validate();
        ImmutableArray<RegionValue> values = [.. RegionValue.Distinct()];
        return new AnnotationLayer(style,
        [
            .. spots, .. regions.Select(region => new RegionAnnotation(region, values)),
            .. Isotherm.Distinct().Select(value => new IsothermAnnotation(value)),
        ]);
    }

    private WorkOutcome Annotate(int number, ImageInput input, string? path, string? request, IProgress<double> progress,
        CancellationToken stop)
    {
        var outcome = new WorkOutcome();
        ImageObject image = input.Image as Heatmap ?? Coloured(Open(input), outcome, progress, stop);
        Raster numbers = image is Heatmap heatmap ? heatmap.Raster : Grayscale.Apply((Raster)image);
        AnnotationLayer layer = _layer with { Items = [.. _layer.Items, .. Texts(number, image, numbers, outcome, stop)] };
        if (image.Width < LeastWidth && path is not null)
            outcome.Warnings.Add($"'{image.Name}' has only {image.Width}×{image.Height} pixels, so labels may be left out. Enlarge it first.");
        AnnotationMarks marks = AnnotationMarks.Add((image as Heatmap)?.Marks, layer).Check(numbers);
        ImageObject annotated = image is Heatmap colored
            ? colored.With(marks)
            : AnnotatedPicture.Create((Raster)image, numbers, marks);
        outcome.Verbose.Add($"{image.Path ?? image.Name}: {string.Join(", ", marks.Texts)}.");
        outcome.Outputs.Add(path is null ? annotated : Output!.Write(annotated, path, outcome, progress, stop, request: request));
        return outcome;
    }

    /// <summary>Numbers that show only in colours as a heatmap; other pictures as they are.</summary>
    private ImageObject Coloured(Raster raster, WorkOutcome outcome, IProgress<double> progress, CancellationToken stop)
    {
        if (!Coloring.NeedsColors(raster))
            return raster;
        if (_coloring.GivesOwnRange(raster))
            Interlocked.Increment(ref _ownRanges);
        Heatmap colored = _coloring.Color(raster, given: null, shared: null, stop, progress);
        outcome.Verbose.Add(string.Create(CultureInfo.InvariantCulture,
            $"{raster.Path ?? raster.Name}: coloured with {colored.Colormap}, {colored.Minimum:G9} to {colored.Maximum:G9}. For other colours, use ConvertTo-Heatmap first."));
        return colored;
    }

    /// <summary>The caption and the time of one image.</summary>
    private IEnumerable<Annotation> Texts(int number, ImageObject image, Raster numbers, WorkOutcome outcome, CancellationToken stop)
    {
        if (_caption is { } caption)
        {
            string baseName = image.Path is null ? image.Name : System.IO.Path.GetFileNameWithoutExtension(image.Path);
            var values = new MosaicLabelValues(image.Name, baseName, number, image.Width, image.Height, image.Unit ?? string.Empty);
            if (caption.NeedsStatistics)
            {
                SampleStatistics statistics = RasterStatistics.Gather(numbers, stop).ToStatistics();
                values = values with { Minimum = statistics.Minimum, Maximum = statistics.Maximum, Mean = statistics.Mean };
            }

            yield return new TextAnnotation(caption.Expand(values), TextCorner.Left);
        }

        if (!Time)
            yield break;
        string? time = numbers.Metadata.Captured?.ToString() ?? numbers.Time?.ToString(@"hh\:mm\:ss\.ff", CultureInfo.InvariantCulture);
        if (time is not null)
            yield return new TextAnnotation(time, TextCorner.Right);
        else
            outcome.WarningsOnce.Add(new(WarningKind.Undated, $"'{image.Name}' does not say when it was taken, so it is drawn without a time. To write a time of your own, use -Caption."));
    }
}
