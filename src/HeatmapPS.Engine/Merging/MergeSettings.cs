using HeatmapPS.Engine.Formats;

namespace HeatmapPS.Engine.Merging;

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
