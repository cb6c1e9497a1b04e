using System.Collections.Concurrent;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Merging;

/// <summary>Work on each image of a merge, on several threads, with the failures gathered.</summary>
internal static class MergeWork
{
    /// <summary>Runs an action for each image.</summary>
    /// <param name="count">Images.</param>
    /// <param name="firstIndex">Number of the first one among all, for failures.</param>
    /// <param name="settings">Threads, cancellation.</param>
    /// <param name="action">Takes the image's number, from 0.</param>
    /// <param name="readsAll">Whether the action reads each image to its end, and these are all images.</param>
    /// <exception cref="MergeInputException">After all were tried.</exception>
    public static void ForEach(int count, int firstIndex, MergeSettings settings, Action<int> action, bool readsAll = false)
    {
        var failures = new ConcurrentBag<(int Index, HeatmapException Error)>();
        ParallelParts.ForEach(count, settings.Parallelism, i =>
        {
            try
            {
                action(i);
            }
            catch (HeatmapException error) when (MergeInputException.IsOfImage(error))
            {
                failures.Add((firstIndex + i, error));
            }
        }, settings.CancellationToken);
        if (!failures.IsEmpty)
            throw new MergeInputException([.. failures.OrderBy(failure => failure.Index)]) { IsExhaustive = readsAll };
    }
}

/// <summary>Some images of a merge could not be read. What was worked out so far is void: merge the others anew.</summary>
/// <param name="failures">Number of each image among those merged, from 0, and what happened.</param>
internal sealed class MergeInputException(IReadOnlyList<(int Index, HeatmapException Error)> failures)
    : Exception("Some images of the merge could not be read.", failures[0].Error)
{
    /// <summary>Number of each image among those merged, from 0, and what happened.</summary>
    public IReadOnlyList<(int Index, HeatmapException Error)> Failures { get; } = failures;

    /// <summary>Whether every image was tried, so that to try the others once more would find nothing.</summary>
    public bool IsExhaustive { get; init; }

    /// <summary>Whether an error is of the image it happened at, rather than of what is made of it, such as a full disk.</summary>
    public static bool IsOfImage(HeatmapException error) => error.Kind != ErrorKind.WriteFailed;
}

/// <summary>What all ways of merging share.</summary>
internal sealed record MergeSettings
{
    /// <summary>What is done with images of another size than the first.</summary>
    public ImageFit Fit { get; init; }

    /// <summary>Which part of them stays in place.</summary>
    public ImageAnchor Anchor { get; init; }

    /// <summary>Whether colours are made grey (Rec601) first.</summary>
    public bool Grayscale { get; init; }

    /// <summary>Whether NaN and nodata are passed over, rather than make the result NaN or nodata.</summary>
    public bool IgnoreNaN { get; init; }

    /// <summary>Pixels that may be held in memory, which -Fit Resize does.</summary>
    public long MaxPixels { get; init; } = ImportOptions.Default.MaxPixels;

    /// <summary>Images decoded at once.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Receives the fraction done, 0 to 1; or null.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Stops the work.</summary>
    public CancellationToken CancellationToken { get; init; }
}

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
