namespace HeatmapPS.Abstractions;

/// <summary>What a piece of background work has to say; written on the pipeline thread, in the order of the inputs.</summary>
internal sealed class WorkOutcome
{
    /// <summary>Objects for the pipeline.</summary>
    public List<object> Outputs { get; } = [];

    /// <summary>Lines for -Verbose.</summary>
    public List<string> Verbose { get; } = [];

    /// <summary>Warnings.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>What failed, or null.</summary>
    public Exception? Error { get; init; }

    /// <summary>What it failed on: the file's path or the object.</summary>
    public object? Target { get; init; }
}
