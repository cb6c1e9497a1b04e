using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Merging;

/// <summary>Some images of a merge could not be read. What was worked out so far is void: merge the others anew.</summary>
/// <param name="failures">Number of each image among those merged, from 0, and what happened.</param>
internal sealed class MergeInputException(IReadOnlyList<(int Index, HeatmapException Error)> failures)
    : Exception("Expected to read all images of a merge, but some failed.", failures[0].Error)
{
    /// <summary>Number of each image among those merged, from 0, and what happened.</summary>
    public IReadOnlyList<(int Index, HeatmapException Error)> Failures { get; } = failures;

    /// <summary>Whether every image was tried, so that to try the others once more would find nothing.</summary>
    public bool IsExhaustive { get; init; }

    /// <summary>Whether an error is of the image it happened at, rather than of what is made of it, such as a full disk.</summary>
    public static bool IsOfImage(HeatmapException error) => error.Kind != ErrorKind.WriteFailed;
}
