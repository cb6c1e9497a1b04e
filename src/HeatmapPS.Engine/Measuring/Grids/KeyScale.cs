using System.Globalization;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>What all values of an axis are: numbers, times, weekdays, months; else texts.</summary>
internal sealed class KeyScale
{
    private readonly Dictionary<double, string> _texts = [];
    private readonly NameSet? _names;
    private readonly int _padding;

    private KeyScale(AxisKind kind, IReadOnlyList<object> keys, double[]? places, double step, NameSet? names = null)
    {
        (Kind, Places, Step, _names) = (kind, places, step, names);
        if (places is null || kind == AxisKind.Time)
            return;
        for (int i = 0; i < places.Length; i++)
            _texts.TryAdd(places[i], KeyReading.Text(keys[i]));

        // 08 and 10 have a 09 between them.
        int[] lengths = [.. _texts.Values.Select(text => text.Length).Distinct()];
        _padding = kind == AxisKind.Number && lengths.Length == 1 ? lengths[0] : 0;
    }

    /// <summary>What the cells stand for.</summary>
    public AxisKind Kind { get; }

    /// <summary>The place of each value: a number, ticks, or the number of a name; null for texts, which have none.</summary>
    public double[]? Places { get; }

    /// <summary>From one place to the next where all are whole numbers, days or names; else 0.</summary>
    public double Step { get; }

    /// <summary>Finds what values are.</summary>
    public static KeyScale Detect(IReadOnlyList<object> keys, CultureInfo culture)
    {
        if (TryPlaces(keys, Number) is { } numbers)
            return new KeyScale(AxisKind.Number, keys, numbers, numbers.All(double.IsInteger) ? 1 : 0);
        if (TryPlaces(keys, Ticks) is { } ticks)
            return new KeyScale(AxisKind.Time, keys, ticks, ticks.All(tick => tick % TimeSpan.TicksPerDay == 0) ? TimeSpan.TicksPerDay : 0);
        return Named(keys, [.. NameSet.Weekdays(culture)]) ?? Named(keys, [.. NameSet.Months(culture)]) ?? new KeyScale(AxisKind.Category, keys, null, 0);
    }

    /// <summary>Labels of places: the values' own texts where they have one.</summary>
    public string[] Labels(double[] places) => Kind == AxisKind.Time
        ? TimeLabels.Format(Array.ConvertAll(places, place => new DateTime((long)place)))
        : Array.ConvertAll(places, Label);

    private static KeyScale? Named(IReadOnlyList<object> keys, NameSet[] sets)
    {
        double? Place(object key)
        {
            string text = KeyReading.Text(key);
            int index = sets.Select(set => set.IndexOf(text)).FirstOrDefault(found => found >= 0, -1);
            return index < 0 ? null : index;
        }

        return TryPlaces(keys, Place) is { } places
            ? new KeyScale(AxisKind.Category, keys, places, 1, sets.First(set => set.IndexOf(KeyReading.Text(keys[0])) >= 0))
            : null;
    }

    private static double[]? TryPlaces(IReadOnlyList<object> keys, Func<object, double?> read)
    {
        var places = new double[keys.Count];
        for (int i = 0; i < places.Length; i++)
        {
            if (read(keys[i]) is not { } place)
                return null;
            places[i] = place;
        }

        return places;
    }

    private static double? Number(object key) => KeyReading.TryNumber(key, out double number) ? number : null;

    private static double? Ticks(object key) => KeyReading.TryTime(key, out DateTime time) ? time.Ticks : null;

    private string Label(double place)
    {
        if (_texts.TryGetValue(place, out string? text))
            return text;
        return _names is not null ? _names[(int)place] : place.ToString("R", CultureInfo.InvariantCulture).PadLeft(_padding, '0');
    }
}
