namespace HeatmapPS.Engine.Video;

/// <summary>The last lines that a program wrote as its errors. Thread-safe.</summary>
internal sealed class MessageTail
{
    private const int MaxLines = 20;
    private const int MaxCharacters = 400;
    private readonly Queue<string> _lines = new();
    private readonly Lock _lock = new();

    /// <summary>Adds a line.</summary>
    public void Add(string line)
    {
        // SVT-AV1 prints its version even if only errors are requested.
        if (string.IsNullOrWhiteSpace(line) || line.StartsWith("Svt[info]", StringComparison.Ordinal))
            return;
        lock (_lock)
        {
            if (_lines.Count == MaxLines)
                _lines.Dequeue();
            _lines.Enqueue(line.Length <= MaxCharacters ? line : line[..MaxCharacters]);
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_lock)
            return string.Join(Environment.NewLine, _lines);
    }
}
