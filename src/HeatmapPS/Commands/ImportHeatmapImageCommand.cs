using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Text;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>How colours are taken from a file.</summary>
public enum ImportAs
{
    /// <summary>As the file has them, alpha included.</summary>
    Unchanged,

    /// <summary>Made grey (Rec601), without alpha.</summary>
    Gray,
}

/// <summary>Which of the two images in a file is read.</summary>
public enum EmbeddedImage
{
    /// <summary>The photograph inside the file of a thermal camera.</summary>
    Photo,

    /// <summary>The picture that viewers show, rather than the temperatures or numbers under it.</summary>
    Picture,
}

/// <summary>Opens image files as rasters at full depth.</summary>
[Cmdlet(VerbsData.Import, "HeatmapImage", DefaultParameterSetName = PathSet)]
[OutputType(typeof(Raster), typeof(Heatmap))]
public sealed partial class ImportHeatmapImageCommand : ImageInputCommand
{
    [ParameterBlock(ParameterPlace.Limits)]
    private readonly ThermalParameters _thermal = new();

    private readonly SequenceIndex _sequences = new();
    private ImportOptions _options = null!;

    /// <summary>The part to read: x, y, width, height. Pixels count from 0.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RectangleCompleter))]
    public object? Region { get; set; }

    /// <summary>Bands to keep, counted from 1.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    public int[] Band { get; set; } = [];

    /// <summary>Pages to read from multi-page files, counted from 1. The first page by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    public int[] Page { get; set; } = [];

    /// <summary>Reads every page of multi-page files, except the masks and smaller copies of a TIFF.</summary>
    [Parameter]
    public SwitchParameter AllPages { get; set; }

    /// <summary>Values that mean "no data", in addition to those that a file declares.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public double[] NoDataValue { get; set; } = [];

    /// <summary>Maximum number of pixels to decode into memory. Does not apply to files that are read row by row.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaxPixels { get; set; } = ImportOptions.Default.MaxPixels;

    /// <summary>Reads a file even if the only available codec holds fewer bits than the file stores.</summary>
    [Parameter]
    public SwitchParameter AllowDepthLoss { get; set; }

    /// <summary>Whether to keep colours or convert them to grey.</summary>
    [Parameter]
    public ImportAs As { get; set; }

    /// <summary>Units per count: value = count × gain + offset.</summary>
    [Parameter]
    public double Gain { get; set; } = 1;

    /// <summary>Value of count 0.</summary>
    [Parameter]
    public double Offset { get; set; }

    /// <summary>Unit of the values, such as °C.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UnitCompleter))]
    public string? Unit { get; set; }

    /// <summary>A camera whose counts are linear in temperature: its -Gain, -Offset and -Unit.</summary>
    [Parameter]
    public ThermalSensor Sensor { get; set; }

    /// <summary>Reads the photograph inside files of thermal cameras (Photo), or the picture over embedded numbers or temperatures
    /// (Picture).</summary>
    [Parameter]
    public EmbeddedImage? Embedded { get; set; }

    /// <summary>Character between the cells of a text file; a space for any number of spaces and tabs. Detected by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DelimiterCompleter))]
    public char? Delimiter { get; set; }

    /// <summary>Culture of the numbers in a text file, such as de-DE. Their decimal sign is detected by default.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(CultureCompleter))]
    public CultureInfo? Culture { get; set; }

    /// <summary>Columns of a flat array given as -InputObject.</summary>
    [Parameter(ParameterSetName = InputObjectSet)]
    [ValidateRange(1, int.MaxValue)]
    public int Width { get; set; }

    /// <summary>Rows of a flat array given as -InputObject.</summary>
    [Parameter(ParameterSetName = InputObjectSet)]
    [ValidateRange(1, int.MaxValue)]
    public int Height { get; set; }

    /// <inheritdoc/>
    private protected override (int Width, int Height) FlatShape => (Width, Height);

    /// <inheritdoc/>
    protected override void BeginProcessing() => _options = Require(ToOptions, Region);

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        if (input.Path is not { } path)
        {
            RunInBackground(input.Target, (_, _) => Finish(Stopwatch.GetTimestamp(), ImageImport.Interpret(Open(input), _options)));
            return;
        }

        if (Embedded is null && Page is [] or [1] && OpenEmbedded(path) is { } image)
        {
            RunInBackground(path, (_, _) => Finish(Stopwatch.GetTimestamp(), image));
            return;
        }

        (IReadOnlyList<int> pages, int named) = PagesOf(path);
        foreach (int page in pages)
            RunInBackground(path, (_, _) => Finish(Stopwatch.GetTimestamp(), OpenFile(path, page, _options).WithNamedPages(named)));
    }

    /// <inheritdoc/>
    private protected override ImageInput FileInput(string path) => ImageInput.File(path);

    /// <inheritdoc/>
    protected override void EndProcessing() => Drain();

    /// <summary>The heatmap whose numbers a file holds; its numbers alone where they are read otherwise than they are.</summary>
    private ImageObject? OpenEmbedded(string path)
    {
        Heatmap? heatmap = PictureFiles.TryOpen(path, _options, WriteVerbose, WriteWarning);
        if (heatmap is null || _options.Choices is null)
            return heatmap;
        Raster raster = ImageImport.Interpret(heatmap.Raster, _options).ReadAs(_options);
        return (_options with { Region = null }).Choices is null ? new Heatmap(raster, heatmap.Scale, heatmap.Style) : raster;
    }

    private ImportOptions ToOptions()
    {
        if (IsBound(nameof(Width)) != IsBound(nameof(Height)))
            throw InputErrors.ShapeIncomplete(Width > 0 ? nameof(Width) : nameof(Height), Width > 0 ? nameof(Height) : nameof(Width));
        if (!double.IsFinite(Gain) || Gain == 0 || !double.IsFinite(Offset))
            throw RangeErrors.Invalid($"a finite -Gain other than 0 and a finite -Offset, but got {Gain} and {Offset}");
        if (IsBound(nameof(Sensor)) && (IsBound(nameof(Gain)) || IsBound(nameof(Offset)) || IsBound(nameof(Unit))))
            throw RangeErrors.Conflict("-Sensor", "-Gain, -Offset or -Unit");
        if (IsBound(nameof(Sensor)) && TemperatureUnit == TemperatureUnit.Counts)
            throw RangeErrors.Invalid($"a unit of temperature with -Sensor, but got -TemperatureUnit Counts");
        if (Embedded == EmbeddedImage.Photo && Radiometric == RadiometricMode.Ignore)
            throw RangeErrors.Conflict("-Embedded Photo", "-Radiometric Ignore");
        if (Embedded == EmbeddedImage.Picture && Radiometric == RadiometricMode.Require)
            throw RangeErrors.Conflict("-Embedded Picture", "-Radiometric Require");
        ThermalOptions thermal = _thermal.ToOptions() with { Embedded = Embedded == EmbeddedImage.Photo };
        var options = new ImportOptions
        {
            Region = RegionArgument.ResolveRectangle(Region),
            Bands = [.. Band],
            NoDataValues = [.. NoDataValue],
            MaxPixels = MaxPixels,
            AllowDepthLoss = AllowDepthLoss,
            Thermal = Embedded == EmbeddedImage.Picture ? thermal with { Mode = RadiometricMode.Ignore } : thermal,
            Sequences = _sequences,
            Tables = ToTableOptions(),
            Gray = As == ImportAs.Gray,
            Gain = Gain,
            Offset = Offset,
            Unit = Unit,
        };
        if (!IsBound(nameof(Sensor)))
            return options;
        (double gain, double offset) = ThermalSensors.Scale(Sensor, TemperatureUnit);
        return options with { Gain = gain, Offset = offset, Unit = TemperatureUnits.Label(TemperatureUnit) };
    }

    private TextTableOptions ToTableOptions()
    {
        if (Delimiter is { } delimiter && !TextTableOptions.MayDelimit(delimiter))
            throw RangeErrors.Invalid($"a character that is in no number for -Delimiter, such as ';' or a tab, but got '{delimiter}'");
        return new TextTableOptions(Delimiter, Culture is null ? null : CultureArgument.Known(Culture));
    }

    /// <summary>The pages that were asked for, and how many of the file's names must tell apart. Reads the header only when the file's
    /// number of pages matters.</summary>
    private (IReadOnlyList<int> Pages, int Named) PagesOf(string path)
    {
        if (AllPages)
        {
            ImmutableArray<int> images = ImageImport.ImagePages(path, _options);
            return (images, images.Length == 1 ? 1 : images[^1]);
        }

        return Page.Length > 1 ? (Page, ImageImport.CountPages(path, _options)) : (Page.Length == 0 ? [1] : Page, 1);
    }

    private static WorkOutcome Finish(long start, ImageObject image)
    {
        var outcome = new WorkOutcome();
        outcome.Outputs.Add(image);
        Raster raster = (image as Heatmap)?.Raster ?? (Raster)image;
        outcome.Verbose.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{raster.Path ?? raster.Name}: {raster.Codec ?? "memory"}, {raster.Width}×{raster.Height}, {raster.Bands} band(s) of {raster.SampleType}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms."));
        return outcome;
    }
}
