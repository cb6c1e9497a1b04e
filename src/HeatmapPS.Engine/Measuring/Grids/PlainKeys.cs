using System.Globalization;
using HeatmapPS.Engine.Color.Codecs;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>Values with a cell each. Texts that differ in case only are one value, as they are to Group-Object.</summary>
/// <param name="culture">Language of weekdays and months, besides English.</param>
/// <param name="choice">The readings of texts.</param>
internal sealed class PlainKeys(CultureInfo culture, ReadingChoice choice) : AxisKeys
{
    /// <summary>Whole numbers get cells for those missing between them while these are no more than those that are there.</summary>
    private const int MaxFilling = 2;

    private readonly Dictionary<object, int> _numbers = new(KeyComparer.Instance);
    private readonly List<object> _keys = [];
    private object _read = string.Empty;

    public override int Count => _keys.Count;

    public override string Expected => "a value";

    public override ReadBy Read(object? key)
    {
        if (KeyReading.IsMissing(key))
            return ReadBy.None;
        _read = key!;
        return ReadBy.Both;
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

    /// <summary>Any value has a place here, if only as a text.</summary>
    public override ReadBy Choose() => ReadBy.Both;

    public override bool HasPlace(int number) => true;

    public override OrderedAxis Order(string name, GridSort sort, long most, IReadOnlyCollection<int> used)
    {
        object[] keys = [.. used.Select(number => _keys[number])];
        KeyScale scale = Detect(keys);
        OrderedAxis axis = scale.Places is { } places ? OrderPlaces(name, scale, places, sort, most) : OrderTexts(name, keys, sort);
        if (axis.Cells.Length == 0 || keys.Length == _keys.Count)
            return axis;
        int[] cells = new int[_keys.Count];
        Array.Fill(cells, -1);
        foreach ((int index, int number) in used.Index())
            cells[number] = axis.Cells[index];
        return axis with { Cells = cells };
    }

    private KeyScale Detect(object[] keys)
    {
        var first = KeyScale.Detect(keys, culture, choice.First);
        if (!choice.IsOpen)
            return first;
        var second = KeyScale.Detect(keys, culture, choice.Second);
        if (second.Kind == AxisKind.Category || first.Kind == AxisKind.Category)
            return second.Kind == AxisKind.Category ? first : second;
        for (int i = 0; i < keys.Length; i++)
            choice.Note(ReadBy.Both, first.Kind == second.Kind && first.Places![i] == second.Places![i], keys[i]);
        return choice.Choose() == ReadBy.Second ? second : first;
    }

    private static OrderedAxis OrderTexts(string name, object[] keys, GridSort sort)
    {
        string[] texts = [.. keys.Select(KeyReading.Text)];
        int[] order = [.. Enumerable.Range(0, texts.Length)];
        if (sort != GridSort.Appearance)
            order = [.. order.OrderBy(i => texts[i], NaturalOrder.Comparer)];
        int[] cells = new int[texts.Length];
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
        bool fills = length > shown.Length && length <= (double)MaxFilling * shown.Length;
        bool isRegular = step > 0 && sort == GridSort.Natural && (fills || length == shown.Length);
        if (fills)
        {
            double first = shown[0];
            shown = [.. Enumerable.Range(0, (int)length).Select(i => first + (i * step))];
        }

        if (shown.Length > most)
            return new OrderedAxis(shown.Length, new RasterAxis(name, scale.Kind, []), []);
        var cells = shown.Index().ToDictionary(item => item.Item, item => item.Index);
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

/// <summary>Texts as people sort them: numbers inside them by their size, web2 before web10; letters whatever their case.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    private const CompareOptions Letters = CompareOptions.IgnoreCase;

    private static readonly CompareInfo s_letters = CultureInfo.InvariantCulture.CompareInfo;

    private NaturalOrder()
    {
    }

    public static NaturalOrder Comparer { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> a = x, b = y;
        while (a.Length > 0 && b.Length > 0)
        {
            int result = char.IsAsciiDigit(a[0]) && char.IsAsciiDigit(b[0])
                ? CompareNumbers(Take(ref a, digits: true), Take(ref b, digits: true))
                : s_letters.Compare(Take(ref a, char.IsAsciiDigit(a[0])), Take(ref b, char.IsAsciiDigit(b[0])), Letters);
            if (result != 0)
                return result;
        }

        int rest = a.Length.CompareTo(b.Length);
        return rest != 0 ? rest : string.CompareOrdinal(x, y);
    }

    /// <summary>Takes the digits, or all up to the next digit, from the front.</summary>
    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> text, bool digits)
    {
        int length = digits ? text.IndexOfAnyExceptInRange('0', '9') : text.IndexOfAnyInRange('0', '9');
        ReadOnlySpan<char> part = length < 0 ? text : text[..length];
        text = text[part.Length..];
        return part;
    }

    private static int CompareNumbers(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a.TrimStart('0');
        b = b.TrimStart('0');
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
    }
}

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
    public static KeyScale Detect(IReadOnlyList<object> keys, CultureInfo culture, KeyReading reading)
    {
        double? Number(object key) => reading.TryNumber(key, out double number) ? number : null;
        double? Ticks(object key) => reading.TryTime(key, out DateTime time) ? time.Ticks : null;
        if (TryPlaces(keys, Number) is { } numbers)
            return new KeyScale(AxisKind.Number, keys, numbers, numbers.All(double.IsInteger) ? 1 : 0);
        if (TryPlaces(keys, Ticks) is { } ticks)
            return new KeyScale(AxisKind.Time, keys, ticks, ticks.All(tick => tick % TimeSpan.TicksPerDay == 0) ? TimeSpan.TicksPerDay : 0);
        return Named(keys, [.. NameSet.Weekdays(culture)]) ?? Named(keys, [.. NameSet.Months(culture)])
            ?? new KeyScale(AxisKind.Category, keys, null, 0);
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
        double[] places = new double[keys.Count];
        for (int i = 0; i < places.Length; i++)
        {
            if (read(keys[i]) is not { } place)
                return null;
            places[i] = place;
        }

        return places;
    }

    private string Label(double place)
    {
        if (_texts.TryGetValue(place, out string? text))
            return text;
        return _names is not null ? _names[(int)place] : place.ToString("R", CultureInfo.InvariantCulture).PadLeft(_padding, '0');
    }
}
