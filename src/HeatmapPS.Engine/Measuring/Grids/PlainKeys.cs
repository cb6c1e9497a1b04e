using System.Globalization;
using HeatmapPS.Engine.Color.Codecs;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>Values with a cell each. Texts that differ in case only are one value, as they are to Group-Object.</summary>
/// <param name="culture">Language of weekdays and months, besides English.</param>
internal sealed class PlainKeys(CultureInfo culture) : AxisKeys
{
    /// <summary>Whole numbers get cells for those missing between them while these are no more than those that are there.</summary>
    private const int MostFilling = 2;

    private readonly Dictionary<object, int> _numbers = new(KeyComparer.Instance);
    private readonly List<object> _keys = [];
    private object _read = string.Empty;

    public override int Count => _keys.Count;

    public override string Expected => "a value";

    public override bool TryRead(object? key)
    {
        if (KeyReading.IsMissing(key))
            return false;
        _read = key!;
        return true;
    }

    public override int Take()
    {
        if (!_numbers.TryGetValue(_read, out int number))
        {
            number = _keys.Count;
            _numbers.Add(_read, number);
            _keys.Add(_read);
        }

        return number;
    }

    public override OrderedAxis Order(string name, GridSort sort, long most)
    {
        KeyScale scale = KeyScale.Detect(_keys, culture);
        return scale.Places is { } places ? OrderPlaces(name, scale, places, sort, most) : OrderTexts(name, sort);
    }

    private OrderedAxis OrderTexts(string name, GridSort sort)
    {
        string[] texts = [.. _keys.Select(KeyReading.Text)];
        int[] order = [.. Enumerable.Range(0, texts.Length)];
        if (sort != GridSort.Appearance)
            order = [.. order.OrderBy(i => texts[i], NaturalOrder.Comparer)];
        var cells = new int[texts.Length];
        for (int cell = 0; cell < order.Length; cell++)
            cells[order[cell]] = cell;
        return new OrderedAxis(cells.Length, new RasterAxis(name, AxisKind.Category, [.. order.Select(i => texts[i])]), cells);
    }

    private static OrderedAxis OrderPlaces(string name, KeyScale scale, double[] places, GridSort sort, long most)
    {
        double[] shown = [.. places.Distinct()];
        if (sort != GridSort.Appearance)
            Array.Sort(shown);
        double step = scale.Step;
        double length = step > 0 && sort == GridSort.Natural ? Math.Round((shown[^1] - shown[0]) / step) + 1 : shown.Length;
        bool fills = length > shown.Length && length <= (double)MostFilling * shown.Length;
        bool isRegular = step > 0 && sort == GridSort.Natural && (fills || length == shown.Length);
        if (fills)
        {
            double first = shown[0];
            shown = [.. Enumerable.Range(0, (int)length).Select(i => first + (i * step))];
        }

        if (shown.Length > most)
            return new OrderedAxis(shown.Length, new RasterAxis(name, scale.Kind, []), []);
        Dictionary<double, int> cells = shown.Index().ToDictionary(item => item.Item, item => item.Index);
        var axis = new RasterAxis(name, scale.Kind, [.. scale.Labels(shown)]);
        if (isRegular && scale.Kind != AxisKind.Category)
        {
            // A day is the time from its midnight on; a number is the middle of its cell.
            double before = scale.Kind == AxisKind.Number ? step / 2 : 0;
            axis = axis with { Edges = [.. shown.Append(shown[^1] + step).Select(place => place - before)] };
        }

        return new OrderedAxis(shown.Length, axis, [.. places.Select(place => cells[place])]);
    }

    /// <summary>Texts whatever their case, others by their own equality.</summary>
    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public static KeyComparer Instance { get; } = new();

        public new bool Equals(object? x, object? y) =>
            x is string a && y is string b ? a.Equals(b, StringComparison.OrdinalIgnoreCase) : object.Equals(x, y);

        public int GetHashCode(object obj) =>
            obj is string text ? text.GetHashCode(StringComparison.OrdinalIgnoreCase) : obj.GetHashCode();
    }
}
