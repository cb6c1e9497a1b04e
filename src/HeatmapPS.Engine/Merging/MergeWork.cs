using System.Collections.Concurrent;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

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
