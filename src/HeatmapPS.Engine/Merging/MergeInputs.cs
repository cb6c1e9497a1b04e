using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Merging;

/// <summary>Images to merge, as rasters of numbers or of colours.</summary>
/// <remarks>Heatmaps that share a scale merge by their numbers, and the result is a heatmap again.</remarks>
internal sealed class MergeInputs
{
    private readonly Heatmap? _first;

    private MergeInputs(IReadOnlyList<Raster> rasters, Heatmap? first, bool isData)
    {
        Rasters = rasters;
        _first = first;
        IsData = isData;
    }

    /// <summary>The rasters, in order.</summary>
    public IReadOnlyList<Raster> Rasters { get; }

    /// <summary>Whether they are the numbers under heatmaps, whose values count whatever their type.</summary>
    public bool IsData { get; }

    /// <summary>For merges of pictures: heatmaps that do not share a scale are taken by their colours.</summary>
    public static MergeInputs OfColors(IReadOnlyList<ImageObject> images, bool grayscale)
    {
        if (!grayscale && SharedScale(images) is { } first)
            return new MergeInputs([.. images.Cast<Heatmap>().Select(heatmap => heatmap.Raster)], first, isData: true);
        Raster[] rasters = [.. images.Select(image => image is Heatmap heatmap ? heatmap.Render(heatmap.BitDepth) : (Raster)image)];
        return new MergeInputs(grayscale ? [.. rasters.Select(raster => Grayscale.Apply(raster))] : rasters, null, isData: false);
    }

    /// <summary>For statistics: heatmaps are always taken by their numbers.</summary>
    public static MergeInputs OfNumbers(IReadOnlyList<ImageObject> images, bool grayscale)
    {
        Raster[] rasters = [.. images.Select(image => image is Heatmap heatmap ? heatmap.Raster : (Raster)image)];
        return new MergeInputs(
            grayscale ? [.. rasters.Select(raster => Grayscale.Apply(raster))] : rasters,
            SharedScale(images),
            images.Any(image => image is Heatmap));
    }

    /// <summary>The result as a heatmap where the images share a scale.</summary>
    public ImageObject Wrap(Raster result) => _first is null ? result : new Heatmap(result, _first.Scale, _first.Style);

    private static Heatmap? SharedScale(IReadOnlyList<ImageObject> images)
    {
        HeatmapScale? scale = (images[0] as Heatmap)?.Scale;
        return scale is not null && images.All(image => image is Heatmap heatmap && heatmap.Scale == scale) ? (Heatmap)images[0] : null;
    }
}
