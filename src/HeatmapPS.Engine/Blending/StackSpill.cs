using HeatmapPS.Engine.Imaging;

namespace HeatmapPS.Engine.Blending;

/// <summary>Decodes images to temporary files, from which bands of rows are read cheaply.</summary>
internal static class StackSpill
{
    /// <summary>Decodes every image once.</summary>
    /// <returns>The images from their temporary files; the source of each is to be disposed.</returns>
    /// <exception cref="MergeInputException">Images could not be read.</exception>
    public static Raster[] Decode(IReadOnlyList<Raster> images, MergeSettings settings)
    {
        var spilled = new Raster?[images.Count];
        try
        {
            MergeWork.ForEach(images.Count, 0, settings, i =>
            {
                using RowReader rows = images[i].OpenRows();
                var file = TemporaryFileSource.Create(rows, settings.CancellationToken);
                spilled[i] = new Raster(file, images[i].Metadata, images[i].Origin);
                settings.Progress?.Report(0.5 * i / images.Count);
            });
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
