using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Jobs;

namespace HeatmapPS.Pipeline;

/// <summary>The other machine's side of -Session: a cmdlet that receives jobs instead of images, and answers each of them.</summary>
/// <remarks>Jobs are answered in their order, by one outcome each. Used on the pipeline thread.</remarks>
/// <param name="work">What is done with the jobs.</param>
internal sealed class JobAnswers(HostWork work)
{
    private readonly Queue<int> _open = new();
    private readonly List<string> _verbose = [];
    private readonly List<string> _warnings = [];

    /// <summary>What is done with the jobs.</summary>
    public HostWork Work { get; } = work;

    /// <summary>Whether the job that came last has an outcome under way.</summary>
    public bool HasTaken { get; private set; } = true;

    /// <summary>Reads a job; the next outcome is its answer.</summary>
    /// <exception cref="HeatmapException">JobInvalid, ModuleDiffers.</exception>
    public ImageJob Read(string json)
    {
        var job = ImageJob.Parse(json);
        _open.Enqueue(job.Number);
        HasTaken = false;
        return job;
    }

    /// <summary>Notes that an outcome is under way.</summary>
    public void Take() => HasTaken = true;

    /// <summary>Keeps a line for -Verbose until the next answer.</summary>
    public void AddVerbose(string line) => _verbose.Add(line);

    /// <summary>Keeps a warning until the next answer.</summary>
    public void AddWarning(string text) => _warnings.Add(text);

    /// <summary>The answer to the oldest job.</summary>
    public string Answer(WorkOutcome outcome)
    {
        JobAnswer answer = (outcome.Answer ?? new JobAnswer(0)) with
        {
            Number = _open.Dequeue(),
            Verbose = Work.WantsVerbose ? [.. _verbose, .. outcome.Verbose] : [],
            Warnings = [.. _warnings, .. outcome.Warnings],
            WarningsOnce = [.. outcome.WarningsOnce.Select(warning => new JobWarning(warning.Kind.ToString(), warning.Text))],
            Failure = outcome.Error is { } error ? ErrorRecords.ToFailure(error) : null,
        };
        _verbose.Clear();
        _warnings.Clear();
        return answer.ToJson();
    }
}
