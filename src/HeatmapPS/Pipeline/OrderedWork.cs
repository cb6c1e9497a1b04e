namespace HeatmapPS.Pipeline;

/// <summary>A piece of work on a background thread.</summary>
/// <param name="progress">To be told the fraction done, 0..1.</param>
/// <param name="cancellationToken">Signalled by Ctrl+C.</param>
internal delegate WorkOutcome BackgroundWork(IProgress<double> progress, CancellationToken cancellationToken);

/// <summary>Runs work on several threads and gives the outcomes back in the order the work was added, with a bounded queue.</summary>
/// <remarks>Used by one thread, the pipeline's, which alone may write objects and errors.</remarks>
internal sealed class OrderedWork : IDisposable
{
    private readonly Queue<Item> _queue = new();
    private readonly SemaphoreSlim _slots;
    private readonly int _capacity;
    private readonly CancellationToken _cancellationToken;

    /// <param name="limit">Pieces of work under way at once.</param>
    /// <param name="cancellationToken">Signalled by Ctrl+C.</param>
    public OrderedWork(int limit, CancellationToken cancellationToken)
    {
        _slots = new SemaphoreSlim(limit);
        _capacity = 2 * limit;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Pieces added that are not taken yet.</summary>
    public int Count => _queue.Count;

    /// <summary>Whether the next <see cref="Take"/> has to come before another <see cref="Add(BackgroundWork)"/>: what bounds memory.</summary>
    public bool IsFull => _queue.Count >= _capacity;

    /// <summary>Whether the oldest piece is done.</summary>
    public bool IsNextDone => _queue.TryPeek(out Item? item) && item.Task.IsCompleted;

    /// <summary>Fraction of the oldest piece done, 0..1.</summary>
    public double NextProgress => _queue.TryPeek(out Item? item) ? item.Fraction : 0;

    /// <summary>Starts a piece of work as soon as a thread is free.</summary>
    public void Add(BackgroundWork work)
    {
        var item = new Item();
        item.Task = Task.Run(
            async () =>
            {
                await _slots.WaitAsync(_cancellationToken);
                try
                {
                    return work(item, _cancellationToken);
                }
                finally
                {
                    _slots.Release();
                }
            },
            _cancellationToken);
        _queue.Enqueue(item);
    }

    /// <summary>Adds a piece of work that is under way.</summary>
    public void Add(Task<WorkOutcome> work) => _queue.Enqueue(new Item { Task = work });

    /// <summary>Waits for the oldest piece.</summary>
    /// <returns>Whether it was done in time.</returns>
    public bool WaitNext(TimeSpan timeout) => ((IAsyncResult)_queue.Peek().Task).AsyncWaitHandle.WaitOne(timeout);

    /// <summary>Takes the outcome of the oldest piece, waiting for it.</summary>
    public WorkOutcome Take() => _queue.Dequeue().Task.GetAwaiter().GetResult();

    /// <summary>Waits until nothing runs any more: no work outlives its cmdlet.</summary>
    public void Dispose()
    {
        foreach (Item item in _queue)
        {
            ((IAsyncResult)item.Task).AsyncWaitHandle.WaitOne();
            _ = item.Task.Exception;
        }

        _queue.Clear();
        _slots.Dispose();
    }

    private sealed class Item : IProgress<double>
    {
        public Task<WorkOutcome> Task { get; set; } = null!;

        public double Fraction { get; private set; }

        public void Report(double value) => Fraction = value;
    }
}
