using HeatmapPS.Engine.Jobs;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;
using HeatmapPS.Remoting;

namespace HeatmapPS.Pipeline;

/// <summary>Finds one scale of images on other machines, exactly: they gather parts, which are merged here; where that is not enough, they
/// look at the files again, and say so if a file changed in between.</summary>
internal sealed class SessionScale
{
    private readonly SessionWork _elsewhere;
    private readonly HostWork _work;
    private readonly HostRound _round;
    private readonly Lock _lock = new();
    private readonly List<ImageJob> _read = [];
    private readonly List<(ImageJob Job, SampleType Type)> _unread = [];

    /// <param name="elsewhere">The work on other machines.</param>
    /// <param name="rule">How the scale is found.</param>
    /// <param name="readsAll">Whether all pixels are read, for a part that serves every rule.</param>
    /// <param name="wantsDescribed">Whether the scales that files give for their pictures are wanted.</param>
    public SessionScale(SessionWork elsewhere, RangeRule rule, bool readsAll = false, bool wantsDescribed = false)
    {
        _elsewhere = elsewhere;
        _work = new HostWork { ReadsAll = readsAll, WantsDescribedScales = wantsDescribed };
        Shared = new SharedScale(rule, forParts: readsAll, CountElsewhere);
        _round = elsewhere.BeginScale(_work, Merge);
    }

    /// <summary>The scale of all images gathered.</summary>
    public SharedScale Shared { get; }

    /// <summary>Gathers an image on another machine.</summary>
    /// <param name="job">The job.</param>
    /// <param name="target">What an error names.</param>
    /// <param name="gathered">Receives the answer, unless it is a failure, on any thread.</param>
    public void Gather(ImageJob job, object target, Action<JobAnswer> gathered) =>
        _elsewhere.Send(_round, job, target, (answer, _) =>
        {
            ImageJob stamped = job with { Stamp = answer.Stamp };
            lock (_lock)
            {
                if (answer.Unread is { } type)
                    _unread.Add((stamped, type));
                else if (!answer.HasNoNumbers)
                    _read.Add(stamped);
            }

            gathered(answer);
        });

    /// <summary>Ends the gathering, once all outcomes are written: reads what the rule turns out to need.</summary>
    /// <returns>Images that count.</returns>
    public long Complete()
    {
        _round.Complete();
        if (_unread.Count == 0)
            return Shared.Count;
        SampleType[] types = [.. _unread.Select(entry => entry.Type).Distinct()];
        if (_read.Count == 0)
        {
            Shared.Add(new ScalePart { ImageCount = _unread.Count, Samples = [.. types.Select(ScalePartSamples.Empty)] });
            return Shared.Count;
        }

        // Together with types whose pixels count, theirs count too.
        using HostRound round = _elsewhere.BeginScale(_work with { ReadsAll = true }, Merge);
        Run(round, [.. _unread.Select(entry => entry.Job)]);
        _read.AddRange(_unread.Select(entry => entry.Job));
        return Shared.Count;
    }

    private void Merge(JobAnswer batch)
    {
        if (batch.Part is not { } part)
            return;
        lock (_lock)
            Shared.Add(part);
    }

    private long[] CountElsewhere(CountingRound counting, CancellationToken stop)
    {
        long[] total = new long[counting.Length];
        using HostRound round = _elsewhere.BeginScale(_work with { Round = counting }, batch =>
        {
            long[] counts = PackedCounts.Decode(batch.Counts ?? string.Empty, counting.Length);
            lock (total)
                CountingRound.AddTo(total, counts);
        });
        Run(round, _read);
        return total;
    }

    /// <summary>Sends jobs and waits for all. The first failure ends it: the scale would not be that of all images.</summary>
    private void Run(HostRound round, IReadOnlyList<ImageJob> jobs)
    {
        Task<HostAnswer>[] answers = [.. jobs.Select(round.Add)];
        round.Complete();
        foreach (Task<HostAnswer> pending in answers)
        {
            JobAnswer answer = pending.GetAwaiter().GetResult().Answer;
            if (answer.Failure is { } failure)
                throw failure.ToException();
        }

        _elsewhere.WriteNotes();
    }
}
