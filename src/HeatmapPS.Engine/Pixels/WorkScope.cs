namespace HeatmapPS.Engine.Pixels;

/// <summary>What stops the work that the current thread does, for what lies too deep inside it to be told.</summary>
/// <remarks>
/// A raster is a recipe of recipes, evaluated by its user: the token belongs to the use, not to the recipe, and would have to
/// go through every one of them to reach the file at its end. It flows into tasks and threads started meanwhile. What runs
/// over rows takes its token as an argument, as everywhere.
/// </remarks>
internal readonly struct WorkScope : IDisposable
{
    private static readonly AsyncLocal<CancellationToken> s_token = new();

    private readonly CancellationToken _outer;

    private WorkScope(CancellationToken outer) => _outer = outer;

    /// <summary>Stops the work of this thread; none outside of any.</summary>
    public static CancellationToken Token => s_token.Value;

    /// <summary>Begins work, until the scope is disposed.</summary>
    /// <param name="token">Stops it.</param>
    public static WorkScope Enter(CancellationToken token)
    {
        var scope = new WorkScope(s_token.Value);
        s_token.Value = token;
        return scope;
    }

    /// <inheritdoc/>
    public void Dispose() => s_token.Value = _outer;
}
