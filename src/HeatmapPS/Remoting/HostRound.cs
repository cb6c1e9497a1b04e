using System.Diagnostics;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Jobs;

namespace HeatmapPS.Remoting;

/// <summary>An answer, and the machine that gave it.</summary>
internal sealed record HostAnswer(JobAnswer Answer, string ComputerName);

/// <summary>Distributes the jobs of one command among hosts: each takes a batch, and the next when it is done. The jobs of a host that
/// fails go to the others. Each job has one answer. Add jobs from one thread.</summary>
internal sealed class HostRound : IDisposable
{
    private const int MostAttempts = 3;
    private const double FinishSeconds = 2;

    private readonly object _lock = new();
    private readonly LinkedList<Pending> _queue = new();
    private readonly IReadOnlyList<RemoteHost> _hosts;
    private readonly HostCommand _command;
    private readonly Action<JobAnswer>? _batchDone;
    private readonly Action<RemoteHost> _lost;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _registration;
    private readonly Thread[] _threads;
    private int _working;
    private int _alive;
    private bool _isComplete;
    private HeatmapException? _failure;

    /// <param name="hosts">The hosts that are left.</param>
    /// <param name="command">What they do.</param>
    /// <param name="lost">Receives a host that is left out, once.</param>
    /// <param name="stop">Ends the work on all hosts.</param>
    /// <param name="batchDone">Receives the answer to a whole batch. The answers of its jobs then count only together with it: a batch that
    /// fails in the middle is done again. Null where batches have no answer of their own.</param>
    public HostRound(IEnumerable<RemoteHost> hosts, HostCommand command, Action<RemoteHost> lost, CancellationToken stop,
        Action<JobAnswer>? batchDone = null)
    {
        _hosts = [.. hosts];
        _command = command;
        _lost = lost;
        _stop = stop;
        _batchDone = batchDone;
        _alive = _hosts.Count;
        _threads = [.. _hosts.Select(host => new Thread(() => Work(host)) { IsBackground = true, Name = $"HeatmapPS {host.Name}" })];
        _registration = stop.Register(Cancel);
        foreach (Thread thread in _threads)
            thread.Start();
        if (_alive == 0)
            GiveUp();
    }

    /// <summary>Adds a job.</summary>
    /// <returns>Its answer, in time. A fault is NoHostLeft.</returns>
    public Task<HostAnswer> Add(ImageJob job)
    {
        var pending = new Pending(job);
        lock (_lock)
        {
            if (_failure is not null)
                pending.Source.SetException(_failure);
            else if (_stop.IsCancellationRequested)
                pending.Source.SetCanceled(_stop);
            else
                _ = _queue.AddLast(pending);
            Monitor.PulseAll(_lock);
        }

        return pending.Source.Task;
    }

    /// <summary>Says that no more jobs come.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits a moment for hosts that have answered everything to come to the end of their command.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            if (!_isComplete || _queue.Count > 0)
                return;
        }

        long start = Stopwatch.GetTimestamp();
        foreach (Thread thread in _threads)
            _ = thread.Join(TimeSpan.FromSeconds(Math.Max(0, FinishSeconds - Stopwatch.GetElapsedTime(start).TotalSeconds)));
    }

    /// <summary>Ends the hosts' work and waits for it.</summary>
    public void Dispose()
    {
        Complete();
        foreach (Thread thread in _threads)
            thread.Join();
        _registration.Dispose();
    }

    private void Work(RemoteHost host)
    {
        while (Take(host) is { Count: > 0 } batch)
        {
            bool isDone = false;
            try
            {
                isDone = Run(host, batch);
            }
            catch (OperationCanceledException)
            {
                Cancel();
                return;
            }
            finally
            {
                Return(host, batch, isDone);
            }

            if (!isDone)
                return;
        }
    }

    private bool Run(RemoteHost host, List<Pending> batch)
    {
        var open = batch.ToDictionary(pending => pending.Job.Number);
        var held = new List<(Pending Pending, JobAnswer Answer)>();
        JobAnswer? whole = null;
        bool isDone = host.Run(_command, [.. batch.Select(pending => pending.Job.ToJson())], answer =>
        {
            lock (open)
            {
                if (answer.Number == JobAnswer.OfBatch)
                    whole = answer;
                else if (!open.Remove(answer.Number, out Pending? pending))
                    return;
                else if (_batchDone is null)
                    Settle(pending, answer, host);
                else
                    held.Add((pending, answer));
            }
        }, _stop);
        lock (open)
        {
            if (!isDone || open.Count > 0 || (_batchDone is not null && whole is null))
                return isDone && host.Lose();
            try
            {
                if (whole is not null)
                    _batchDone?.Invoke(whole);
            }
            catch (HeatmapException error)
            {
                return host.Lose(error.Message);
            }

            foreach ((Pending pending, JobAnswer answer) in held)
                Settle(pending, answer, host);
            return true;
        }
    }

    private static void Settle(Pending pending, JobAnswer answer, RemoteHost host) =>
        pending.Source.TrySetResult(new HostAnswer(answer, host.Name));

    /// <summary>The next batch for a host; none when there is nothing left to do.</summary>
    private List<Pending> Take(RemoteHost host)
    {
        lock (_lock)
        {
            // Inputs come one by one, and one alone is a poor batch.
            if (!_isComplete && _queue.Count < host.BatchSize)
                Monitor.Wait(_lock, 20);
            while (_queue.Count == 0 && !(_isComplete && _working == 0) && !_stop.IsCancellationRequested)
                Monitor.Wait(_lock);
            var batch = new List<Pending>();
            if (_stop.IsCancellationRequested)
                return batch;

            // At the end the hosts share what is left.
            int size = Math.Min(host.BatchSize, Math.Max(1, (_queue.Count + _alive - 1) / Math.Max(1, _alive)));
            while (batch.Count < size && _queue.First is { Value: var pending })
            {
                // A file at which two hosts failed may be the reason, and takes no other with it.
                bool isSuspect = pending.Attempts >= MostAttempts - 1;
                if (isSuspect && batch.Count > 0)
                    break;
                _queue.RemoveFirst();
                pending.Attempts++;
                batch.Add(pending);
                if (isSuspect)
                    break;
            }

            _working += batch.Count > 0 ? 1 : 0;
            return batch;
        }
    }

    /// <summary>Ends a batch; what a host that failed left undone goes to the front of the queue.</summary>
    private void Return(RemoteHost host, List<Pending> batch, bool isDone)
    {
        if (!isDone && !_stop.IsCancellationRequested)
            _lost(host);
        lock (_lock)
        {
            _working--;
            if (!isDone)
            {
                _alive--;
                foreach (Pending pending in Enumerable.Reverse(batch).Where(pending => !pending.Source.Task.IsCompleted))
                {
                    if (_stop.IsCancellationRequested)
                        _ = pending.Source.TrySetCanceled(_stop);
                    else if (pending.Attempts >= MostAttempts)
                        Fail(pending, host);
                    else
                        _ = _queue.AddFirst(pending.Again());
                }
            }

            if (_alive == 0)
                GiveUp();
            Monitor.PulseAll(_lock);
        }
    }

    private static void Fail(Pending pending, RemoteHost host)
    {
        HeatmapException error = JobErrors.HostFailed(pending.Job.Path, pending.Attempts);
        var answer = new JobAnswer(pending.Job.Number) { Failure = new JobFailure(error.ErrorId, error.Kind, error.Message) };
        _ = pending.Source.TrySetResult(new HostAnswer(answer, host.Name));
    }

    private void GiveUp()
    {
        string reasons = string.Join(" ", _hosts.Where(host => host.Failure is not null).Select(host => $"{host.Name}: {host.Failure}"));
        lock (_lock)
        {
            _failure = JobErrors.NoHostLeft(reasons);
            foreach (Pending pending in _queue)
                _ = pending.Source.TrySetException(_failure);
            _queue.Clear();
        }
    }

    private void Cancel()
    {
        lock (_lock)
        {
            foreach (Pending pending in _queue)
                _ = pending.Source.TrySetCanceled(_stop);
            _queue.Clear();
            Monitor.PulseAll(_lock);
        }
    }

    private sealed class Pending(ImageJob job)
    {
        public ImageJob Job { get; private set; } = job;

        public int Attempts { get; set; }

        // Continuations do not run on the thread that hears of the answer.
        public TaskCompletionSource<HostAnswer> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The same once more: a host may have written the file before it failed, so that it may be there now.</summary>
        public Pending Again()
        {
            Job = Job with { Overwrites = true };
            return this;
        }
    }
}
