using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Stacks;

/// <summary>Decodes images to temporary files, from which bands of rows are read cheaply.</summary>
internal static class StackSpill
{
    /// <summary>Decodes every image once.</summary>
    /// <param name="images">The images.</param>
    /// <param name="settings">Threads, progress, cancellation.</param>
    /// <param name="firstIndex">Number of the first one among all, for failures; null when these are all.</param>
    /// <returns>The images from their temporary files; the source of each is to be disposed.</returns>
    /// <exception cref="MergeInputException">Images could not be read.</exception>
    public static Raster[] Decode(IReadOnlyList<Raster> images, MergeSettings settings, int? firstIndex = null)
    {
        var spilled = new Raster?[images.Count];
        try
        {
            MergeWork.ForEach(images.Count, firstIndex ?? 0, settings, i =>
            {
                using RowReader rows = images[i].OpenRows();
                var file = TemporaryFileSource.Create(rows, settings.CancellationToken);
                spilled[i] = new Raster(file, images[i].Metadata, images[i].Origin);
                settings.Progress?.Report(0.5 * i / images.Count);
            }, readsAll: firstIndex is null);
        }
        catch
        {
            foreach (Raster? raster in spilled)
                (raster?.Source as IDisposable)?.Dispose();
            throw;
        }

        return spilled!;
    }
}
