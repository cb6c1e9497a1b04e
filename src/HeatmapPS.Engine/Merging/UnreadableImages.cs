using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Merging;

/// <summary>Finds all images of a set that cannot be read to their end.</summary>
internal static class UnreadableImages
{
    /// <summary>Reads every image once, several at a time.</summary>
    /// <returns>Number of each image that failed, from 0, in order, and what happened.</returns>
    public static IReadOnlyList<(int Index, HeatmapException Error)> Find(IReadOnlyList<ImageObject> images, MergeSettings settings)
    {
        try
        {
            MergeWork.ForEach(images.Count, 0, settings, i =>
            {
                Raster raster = images[i] is Heatmap heatmap ? heatmap.Raster : (Raster)images[i];
                using RowReader rows = raster.OpenRows();
                RowPump.ForEachStrip(rows, settings.CancellationToken, _ => { });
            });
            return [];
        }
        catch (MergeInputException error)
        {
            return error.Failures;
        }
    }
}
