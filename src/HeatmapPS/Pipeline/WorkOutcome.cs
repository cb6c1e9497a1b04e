using HeatmapPS.Engine.Jobs;

namespace HeatmapPS.Pipeline;

/// <summary>What a warning is about that is given once.</summary>
internal enum WarningKind
{
    /// <summary>A colour picture was made grey.</summary>
    Gray,

    /// <summary>Nearly all pixels lie beyond one limit.</summary>
    Outside,

    /// <summary>A picture is not of the colormap.</summary>
    OtherColors,

    /// <summary>An image does not say when it was taken.</summary>
    Undated,
}

/// <summary>A warning that is given once.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">What it says of the first input that calls for it.</param>
internal sealed record WarningOnce(WarningKind Kind, string Text);

/// <summary>What a piece of background work has to say; written on the pipeline thread, in the order of the inputs.</summary>
internal sealed class WorkOutcome
{
    /// <summary>Objects for the pipeline.</summary>
    public List<object> Outputs { get; } = [];

    /// <summary>Lines for -Verbose.</summary>
    public List<string> Verbose { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>Warnings of which a command gives one of each kind, of the first input that calls for it.</summary>
    public List<WarningOnce> WarningsOnce { get; } = [];

    /// <summary>What failed, or null.</summary>
    public Exception? Error { get; init; }

    /// <summary>What another machine is answered besides, where the image is a job from there.</summary>
    public JobAnswer? Answer { get; set; }

    /// <summary>The machine that did the work; null where it was done here.</summary>
    public string? ComputerName { get; init; }

    /// <summary>What it failed on: the file's path or the object.</summary>
    public object? Target { get; init; }
}
