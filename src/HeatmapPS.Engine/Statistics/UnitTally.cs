using System.Collections.Immutable;
using HeatmapPS.Engine.Images;
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

    /// <summary>That images on one scale have several units, in alphabetical order, none last; null where all have one unit, or none has
    /// any.</summary>
    public string? ScaleWarning
    {
        get
        {
            Group[] groups = Ordered();
            if (groups.Length < 2)
                return null;
            string list = string.Join(" and ", groups
                .OrderBy(group => group.Unit.Length == 0)
                .ThenBy(group => group.Unit, StringComparer.Ordinal)
                .Select(group => $"{(group.Unit.Length == 0 ? "none" : group.Unit)} ('{group.Name}')"));
            return $"The images have different units, {list}: one scale for all has no unit, and gives the same colour to different values."
                + " Use a separate scale for each unit.";
        }
    }

    /// <summary>The unit that all images have; null where none has one, or where they differ.</summary>
    public string? Only => Ordered() is [{ Unit: not "" } only] ? only.Unit : null;

    /// <summary>The units in alphabetical order; an empty text for images without one.</summary>
    public ImmutableArray<string> All => [.. Ordered().Select(group => group.Unit).Order(StringComparer.Ordinal)];

    /// <summary>Order of units where they stand apart: temperatures, other units, none.</summary>
    public static int Rank(string? unit) => string.IsNullOrEmpty(unit) ? 2 : ValueUnit.IsTemperature(unit) ? 0 : 1;

    /// <summary>Adds an image without a place: of one unit, the alphabetically first is named, whichever thread was first.</summary>
    public void Add(Raster raster) => Add(0, raster.Name, raster.Unit);

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
            bool isFirst = number < group.Number || (number == group.Number && string.CompareOrdinal(name, group.Name) < 0);
            _groups[key] = new Group(key, group.Count + 1, isFirst ? number : group.Number, isFirst ? name : group.Name);
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
