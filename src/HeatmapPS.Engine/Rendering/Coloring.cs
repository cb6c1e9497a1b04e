using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Rendering;

/// <summary>How the numbers of a command become colours: one recipe for all its images. Immutable.</summary>
/// <param name="Rule">How limits are found.</param>
/// <param name="Scale">The scale for every image, or null to find one by the rule.</param>
/// <param name="Style">The colours.</param>
internal sealed record Coloring(RangeRule Rule, HeatmapScale? Scale, HeatmapStyle Style)
{
    /// <summary>Whether limits or a norm were chosen; otherwise a heatmap keeps its own.</summary>
    public bool SetsScale { get; init; }

    /// <summary>Whether colours were chosen; otherwise a heatmap keeps its own.</summary>
    public bool SetsStyle { get; init; }

    /// <summary>Numbers in colours; a heatmap keeps what was not chosen.</summary>
    /// <param name="raster">One band of numbers: those under the heatmap, where there is one.</param>
    /// <param name="given">The heatmap that they come from, or null.</param>
    /// <param name="shared">The one scale of all images, or null.</param>
    /// <param name="stop">Stops between strips.</param>
    /// <param name="progress">Receives the fraction of rows done, or null.</param>
    public Heatmap Color(Raster raster, Heatmap? given, HeatmapScale? shared, CancellationToken stop, IProgress<double>? progress = null)
    {
        var colored = new Heatmap(raster,
            KnownScale(given, shared) ?? ScaleResolver.Resolve(raster, Rule, stop, progress).Scale,
            given is not null && !SetsStyle ? given.Style : Style);
        return given?.Marks is { } marks ? colored.With(marks) : colored;
    }

    /// <summary>Whether an image is a picture whose colours are its own and stay; all others are numbers, whose grey is
    /// coloured.</summary>
    public static bool HasOwnColors(Raster raster) => raster is { Bands: > 1, ColorModel: ColorModel.Rgb };

    /// <summary>Whether an image shows only in colours: grey deeper than 8 bits, whose numbers seldom span the range of their type, so that
    /// it would be nearly black.</summary>
    public static bool NeedsColors(Raster raster) => raster.Bands == 1 && raster.SampleType != SampleType.UInt8;

    /// <summary>Whether a raster gets a range that other images do not have: one of its own pixels. 8-bit images share the limits of
    /// their type.</summary>
    public bool GivesOwnRange(Raster raster, Heatmap? given = null, HeatmapScale? shared = null) =>
        KnownScale(given, shared) is null && HasOwnRange(raster, Rule);

    /// <summary>Whether a rule gives a raster a range that other images do not have.</summary>
    public static bool HasOwnRange(Raster raster, RangeRule rule) => raster.SampleType.Size > 1 && rule.NeedsPixels(raster.SampleType);

    private HeatmapScale? KnownScale(Heatmap? given, HeatmapScale? shared) => shared ?? Scale ?? (SetsScale ? null : given?.Scale);
}
