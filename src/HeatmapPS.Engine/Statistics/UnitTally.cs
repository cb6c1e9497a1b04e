using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Statistics;

/// <summary>Counts images by their unit: numbers of different units cannot be compared.</summary>
/// <remarks>Images may be added from several threads.</remarks>
internal sealed class UnitTally
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);

    /// <summary>What the images are in, as a sentence; null where all have one unit, or none has any.</summary>
    public string? Summary
    {
        get
        {
            Group[] groups = Ordered();
            if (groups.Length < 2)
                return null;
            IEnumerable<string> others = groups.Skip(1)
                .Select(group => $"{Count(group, string.Empty)} ({(group.Count == 1 ? string.Empty : "first: ")}{group.Name})");
            return $"{Count(groups[0], groups[0].Count == 1 ? "image " : "images ")}, {string.Join(", ", others)}. Numbers of different units cannot be compared.";
        }
    }

    /// <summary>The same with what to do about it.</summary>
    public string? Warning
    {
        get
        {
            if (Summary is not { } summary)
                return null;
            Group[] groups = Ordered();
            return summary + (ValueUnit.IsTemperature(groups[0].Unit) && groups[^1].Unit.Length == 0
                ? " To take thermal images only, read them with Import-HeatmapImage -Radiometric Require."
                : " Give images of one unit at a time.");
        }
    }

    /// <summary>Order of units where they stand apart: temperatures, other units, none.</summary>
    public static int Rank(string? unit) => string.IsNullOrEmpty(unit) ? 2 : ValueUnit.IsTemperature(unit) ? 0 : 1;

    /// <summary>Adds an image.</summary>
    /// <param name="number">Place among the inputs.</param>
    /// <param name="name">Its name.</param>
    /// <param name="unit">Its unit, or null.</param>
    public void Add(int number, string name, string? unit)
    {
        string key = unit ?? string.Empty;
        lock (_lock)
        {
            Group group = _groups.GetValueOrDefault(key) ?? new Group(key, 0, number, name);
            _groups[key] = number < group.Number
                ? new Group(key, group.Count + 1, number, name)
                : group with { Count = group.Count + 1 };
        }
    }

    private static string Count(Group group, string noun)
    {
        bool isOne = group.Count == 1;
        string what = group.Unit.Length == 0 ? $"{(isOne ? "has" : "have")} no unit" : $"{(isOne ? "is" : "are")} in {group.Unit}";
        return FormattableString.Invariant($"{group.Count:N0} {noun}{what}");
    }

    private Group[] Ordered()
    {
        lock (_lock)
            return [.. _groups.Values.OrderBy(group => Rank(group.Unit)).ThenBy(group => group.Number)];
    }

    /// <summary>The images of one unit.</summary>
    private sealed record Group(string Unit, int Count, int Number, string Name);
}
