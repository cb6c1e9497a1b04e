using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Rendering.Inverse;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;
using HeatmapPS.Engine.Writing;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Turns coloured pictures back into the field of numbers that they show.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Heatmap", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(FileInfo))]
public sealed partial class ConvertFromHeatmapCommand : ImageOutputCommand
{
    private HeatmapScale _scale = null!;
    private Colormap? _map;
    private LegendRegion? _legend;
    private MapLookups? _lookups;

    // Pictures of one run share colormap and scale, for which the way back takes longer to find than to go.
    private readonly ConcurrentDictionary<string, MapLookups> _described = new();

    /// <summary>The colormap of the pictures: a name, a colormap object, or an N × 3 array of bytes or of 0..1. Pictures of this module
    /// say it themselves.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ColormapCompleter))]
    public object? Colormap { get; set; }

    /// <summary>Reverses the colormap.</summary>
    [Parameter]
    public SwitchParameter Reverse { get; set; }

    /// <summary>The coloured strip of a legend in each picture, used as its colormap: x, y, width, height in pixels from 0.</summary>
    [Parameter]
    [ValidateCount(4, 4)]
    public int[] LegendRegion { get; set; } = [];

    /// <summary>Low values are at the top of the legend, or at its right.</summary>
    [Parameter]
    public SwitchParameter LegendReverse { get; set; }

    /// <summary>Value of the first colour.</summary>
    [Parameter]
    public double? Minimum { get; set; }

    /// <summary>Value of the last colour.</summary>
    [Parameter]
    public double? Maximum { get; set; }

    /// <summary>The scale that the pictures were made with: a scale, its JSON form, the path of a JSON file, or a heatmap.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Scale { get; set; }

    /// <summary>Maximum distance in OKLab from the map; pixels farther away become NaN.</summary>
    [Parameter]
    [ValidateRange(0.0, 2.0)]
    public double MaxDistance { get; set; } = double.PositiveInfinity;

    /// <summary>Colour of bad values in the pictures, which become NaN.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ColorTransformation]
    [ArgumentCompleter(typeof(ColorCompleter))]
    public string? BadColor { get; set; }

    /// <summary>Adds a second band: the distance of each pixel's colour from the map, in OKLab.</summary>
    [Parameter]
    public SwitchParameter WithDistance { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _scale = Require(MakeScale);
        _map = Require(MakeMap, Colormap);
        if (LegendRegion.Length > 0)
            _legend = new LegendRegion(LegendRegion[0], LegendRegion[1], LegendRegion[2], LegendRegion[3]);
        if (_map is { } map)
        {
            _lookups = new MapLookups(map, _scale);
            WarnOfAmbiguity(map);
        }

        // The numbers are floating point, which PNG does not hold.
        if (Place is { Destination: { } destination, Format: null }
            && !OutputTarget.NamesFile(Require(() => ResolveLiteral(destination), destination)))
        {
            Place.Format = ImageFormats.Tiff.Name;
        }

        base.BeginProcessing();
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        DescribedPicture? described = _map is null && _legend is null && input.Image is not Heatmap ? Describe(input) : null;
        if (_map is null && _legend is null && described is null && input.Image is not Heatmap)
            throw InversionErrors.ColormapMissing(input.Target.ToString()!);
        Guard(input.Target, () => PlanOutput(input,
            path => RunInBackground(input.Target, (progress, stop) => Convert(input, described, path, progress, stop))));
    }

    /// <summary>What the file of an input says of its picture; null where it says nothing.</summary>
    private DescribedPicture? Describe(ImageInput input) => input switch
    {
        { Path: { } path } => PictureFiles.Describe(path, WriteVerbose),
        { Image: Raster { Source: FileSource { IsEmbedded: false } source } } => PictureFiles.Describe(source.Path, WriteVerbose),
        _ => null,
    };

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ReleaseHeldOutput();
        Drain();
    }

    private HeatmapScale MakeScale()
    {
        if (Scale is not null)
        {
            return Minimum is null && Maximum is null
                ? ScaleArgument.Resolve(Scale, ResolveLiteral)
                : throw RangeErrors.Conflict("-Scale", "-Minimum or -Maximum");
        }

        if (Minimum is null != Maximum is null)
            throw RangeErrors.Invalid($"both -Minimum and -Maximum, the values of the first and the last colour, but got one");
        new RangeRule { Minimum = Minimum, Maximum = Maximum }.Validate();
        return new HeatmapScale(Minimum ?? 0, Maximum ?? 1);
    }

    private Colormap? MakeMap()
    {
        if (Colormap is null)
        {
            return !Reverse ? null
                : throw InputErrors.Misplaced("-Reverse needs -Colormap. For a legend, use -LegendReverse.");
        }

        if (LegendRegion.Length > 0)
            throw InputErrors.Conflict("-Colormap and -LegendRegion");
        Colormap map = ColormapArgument.Resolve(Colormap, this);
        if (Reverse)
            map = map.Reverse();
        return map.WithExtremes(map.UnderColor, map.OverColor, ColormapArgument.ResolveColor(BadColor) ?? map.BadColor);
    }

    private void WarnOfAmbiguity(Colormap map)
    {
        string? reason = map.Kind switch
        {
            ColormapKind.Cyclic => "it is cyclic, so its two ends look the same",
            ColormapKind.Qualitative => "it is qualitative: its colours have no order, and colours between two of them have no value",
            _ when ColorCurve.Create(map, 8).IsAmbiguous => "it has the same colour at several positions",
            _ => null,
        };
        if (reason is not null)
            WriteWarning($"The colormap {map} does not identify every value: {reason}. A pixel gets the value of the first position that matches.");
    }

    private WorkOutcome Convert(ImageInput input, DescribedPicture? described, string? path, IProgress<double> progress,
        CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        var outcome = new WorkOutcome();
        var fit = new ColorFit();
        Raster field = ToField(input, described?.Description, outcome, isWritten: path is not null, ref fit, stop);
        outcome.Outputs.Add(path is null ? field : Output!.Write(field, path, outcome, progress, stop));
        ColoringWarnings.OtherColors(outcome, field.Name, fit);
        outcome.Verbose.Insert(0, string.Create(
            CultureInfo.InvariantCulture,
            $"{input.Target}: {field.Width}×{field.Height}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms."));
        return outcome;
    }

    /// <param name="input">The picture.</param>
    /// <param name="description">What its file says of it, or null.</param>
    /// <param name="outcome">Gets what is to be told.</param>
    /// <param name="isWritten">Whether the field is written now, in which its colours are looked at; of an object some are looked
    /// at here.</param>
    /// <param name="fit">Receives how near the colours are to the map.</param>
    /// <param name="stop">Stops the reading.</param>
    private Raster ToField(ImageInput input, PictureDescription? description, WorkOutcome outcome, bool isWritten, ref ColorFit fit,
        CancellationToken stop)
    {
        var heatmap = input.Image as Heatmap;
        if (heatmap is not null && _map is null && _legend is null)
            return heatmap.Raster;
        Raster picture = heatmap is not null ? heatmap.With(marks: null).Render(heatmap.BitDepth) : Open(input);
        InverseLookup lookup;
        HeatmapScale scale = _scale;
        if (description is not null)
        {
            scale = SetsScale ? _scale : description.Scale;
            if (description.Annotations is not null)
                outcome.Warnings.Add($"'{picture.Name}' has annotations over its colours, so the values under them are wrong. To keep the numbers, write annotated pictures with -IncludeData.");
            string key = PictureRequest.Of(scale, description.ToStyle(), string.Empty, reading: null);
            lookup = _described.GetOrAdd(key, _ => new MapLookups(description.Colormap, scale)).For(picture);
            if (description.Place is { } place && place.IsInside(picture.Layout))
                picture = RasterCrop.Apply(picture, new PixelRectangle(place.X, place.Y, place.Width, place.Height));
        }
        else if (_legend is { } legend)
        {
            var curve = ColorCurve.OfLegend(picture, legend, LegendReverse, ColormapArgument.ResolveColor(BadColor), stop);
            if (curve.IsAmbiguous)
                outcome.Warnings.Add($"The legend of '{picture.Name}' does not identify every value: it has the same colour at several positions. A pixel gets the value of the first position that matches.");
            lookup = new InverseLookup(curve, _scale);
        }
        else
        {
            lookup = _lookups!.For(picture);
        }

        if (!isWritten)
            fit = HeatmapInversion.Sample(picture, lookup, stop);
        return HeatmapInversion.Apply(picture, lookup, MaxDistance, WithDistance, scale.Unit, isWritten ? fit : null);
    }

    private bool SetsScale => Scale is not null || Minimum is not null;

    /// <summary>Colours back to values, for pictures of 8 and of 16 bits.</summary>
    private sealed class MapLookups(Colormap map, HeatmapScale scale)
    {
        private readonly Lazy<InverseLookup> _bytes = new(() => new InverseLookup(ColorCurve.Create(map, 8), scale));
        private readonly Lazy<InverseLookup> _words = new(() => new InverseLookup(ColorCurve.Create(map, 16), scale));

        public InverseLookup For(Raster picture) => (picture.SampleType == SampleType.UInt8 ? _bytes : _words).Value;
    }
}
