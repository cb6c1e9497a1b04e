namespace HeatmapPS.Engine.Pixels;

/// <summary>What stops the work that the current thread does, and receives its progress, for what lies too deep inside it to be
/// told.</summary>
/// <remarks>
/// A raster is a recipe of recipes, evaluated by its user: the token belongs to the use, not to the recipe, and would have to
/// go through every one of them to reach the file at its end. It flows into tasks and threads started meanwhile. What runs
/// over rows takes its token and its progress as arguments, as everywhere; the progress here is for files that take long to open.
/// </remarks>
internal readonly struct WorkScope : IDisposable
{
    private static readonly AsyncLocal<(CancellationToken Token, IProgress<double>? Progress)> s_work = new();

    private readonly (CancellationToken Token, IProgress<double>? Progress) _outer;

    private WorkScope((CancellationToken Token, IProgress<double>? Progress) outer) => _outer = outer;

    /// <summary>Stops the work of this thread; none outside of any.</summary>
    public static CancellationToken Token => s_work.Value.Token;

    /// <summary>Receives the fraction done of the work of this thread, 0 to 1; or null.</summary>
    public static IProgress<double>? Progress => s_work.Value.Progress;

    /// <summary>Begins work, until the scope is disposed.</summary>
    /// <param name="token">Stops it.</param>
    /// <param name="progress">Receives the fraction done, where opening a file takes long; or null.</param>
    public static WorkScope Enter(CancellationToken token, IProgress<double>? progress = null)
    {
        var scope = new WorkScope(s_work.Value);
        s_work.Value = (token, progress);
        return scope;
    }

    /// <inheritdoc/>
    public void Dispose() => s_work.Value = _outer;
}
