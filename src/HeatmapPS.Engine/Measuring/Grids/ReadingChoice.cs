using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>Which of the readings understand a value.</summary>
[Flags]
internal enum ReadBy
{
    /// <summary>None: the value is left out in any case.</summary>
    None = 0,

    /// <summary>The first.</summary>
    First = 1,

    /// <summary>The second.</summary>
    Second = 2,

    /// <summary>Both, or the only one.</summary>
    Both = First | Second,
}

/// <summary>Chooses the reading of all texts of one role. A text that no reading understands speaks for none of them.</summary>
/// <param name="role">The parameter, for messages.</param>
/// <param name="readings">One reading, or two to choose from.</param>
internal sealed class ReadingChoice(string role, IReadOnlyList<KeyReading> readings)
{
    private ReadBy _alone;
    private object? _different;

    /// <summary>Whether there are two readings.</summary>
    public bool IsOpen => readings.Count > 1;

    /// <summary>The reading of programs, or of the culture that was named.</summary>
    public KeyReading First => readings[0];

    /// <summary>The other one, where there are two.</summary>
    public KeyReading Second => readings[^1];

    /// <summary>Takes note of a value that is used.</summary>
    /// <param name="by">Which readings understand it: one at least.</param>
    /// <param name="isSame">Whether both make the same of it.</param>
    /// <param name="key">The value.</param>
    public void Note(ReadBy by, bool isSame, object key)
    {
        if (by != ReadBy.Both)
            _alone |= by;
        else if (!isSame)
            _different ??= key;
    }

    /// <summary>The reading to use.</summary>
    /// <exception cref="HeatmapException">ValueAmbiguous.</exception>
    public ReadBy Choose()
    {
        if (_different is { } key && _alone is ReadBy.None or ReadBy.Both)
            throw GridErrors.Ambiguous(role, KeyReading.Text(key), (First.Name, First.Describe(key)), (Second.Name, Second.Describe(key)));
        return _alone == ReadBy.Second ? ReadBy.Second : ReadBy.First;
    }
}
