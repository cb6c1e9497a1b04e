using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>The different values along one axis, numbered as they come.</summary>
internal abstract class AxisKeys
{
    /// <summary>How many cells there are at least.</summary>
    public abstract int Count { get; }

    /// <summary>What a value must be, for messages.</summary>
    public abstract string Expected { get; }

    /// <summary>Looks at a value without taking it.</summary>
    /// <returns>The readings by which it has a place on the axis.</returns>
    public abstract ReadBy Read(object? key);

    /// <summary>Takes the value looked at last.</summary>
    /// <returns>Its number, from 0.</returns>
    public abstract int Take();

    /// <summary>The readings by which rows are left out: that of the axis, or both where it leaves out none.</summary>
    /// <exception cref="HeatmapException">ValueAmbiguous.</exception>
    public abstract ReadBy Choose();

    /// <summary>Whether a value has a place by the reading chosen.</summary>
    public abstract bool HasPlace(int number);

    /// <summary>Puts the values in order.</summary>
    /// <param name="name">Name of the axis.</param>
    /// <param name="sort">The order; for Value the natural one, in which no gaps are filled.</param>
    /// <param name="most">Most cells; where more would come out, the result has <see cref="OrderedAxis.Length"/> only.</param>
    /// <param name="used">Numbers of the values to show, rising; each has a place.</param>
    /// <exception cref="HeatmapException">ValueAmbiguous.</exception>
    public abstract OrderedAxis Order(string name, GridSort sort, long most, IReadOnlyCollection<int> used);
}

/// <summary>An axis in its final order.</summary>
/// <param name="Length">Cells.</param>
/// <param name="Axis">The axis, without labels where it has too many cells.</param>
/// <param name="Cells">The cell of each value, by the value's number; -1 for values without one.</param>
internal sealed record OrderedAxis(long Length, RasterAxis Axis, int[] Cells);

/// <summary>Values that fall into cells of one width. A text that is two times to two readings is one value with two places.</summary>
internal sealed class BinnedKeys(AxisBin bin, ReadingChoice choice) : AxisKeys
{
    private const long Nowhere = long.MinValue;

    private readonly Dictionary<(long First, long Second), int> _numbers = [];
    private readonly List<(long First, long Second)> _places = [];
    private readonly HashSet<long> _first = [];
    private readonly HashSet<long> _second = [];
    private object? _key;
    private (long First, long Second) _read;
    private ReadBy _chosen = ReadBy.First;

    /// <summary>Of the reading with fewer cells: which one counts is not known before the end.</summary>
    public override int Count => choice.IsOpen ? Math.Min(_first.Count, _second.Count) : _places.Count;

    public override string Expected => bin.Expected;

    public override ReadBy Read(object? key)
    {
        if (KeyReading.IsMissing(key))
            return ReadBy.None;
        _key = key;
        bool isFirst = bin.TryPosition(key!, choice.First, out long first);
        if (!choice.IsOpen || key is not string)
        {
            _read = (first, first);
            return isFirst ? ReadBy.Both : ReadBy.None;
        }

        bool isSecond = bin.TryPosition(key, choice.Second, out long second);
        _read = (isFirst ? first : Nowhere, isSecond ? second : Nowhere);
        return (isFirst ? ReadBy.First : ReadBy.None) | (isSecond ? ReadBy.Second : ReadBy.None);
    }

    public override int Take()
    {
        if (!_numbers.TryGetValue(_read, out int number))
        {
            number = _places.Count;
            _numbers.Add(_read, number);
            _places.Add(_read);
            ReadBy by = (_read.First == Nowhere ? ReadBy.None : ReadBy.First) | (_read.Second == Nowhere ? ReadBy.None : ReadBy.Second);
            choice.Note(by, _read.First == _read.Second, _key!);
            if (choice.IsOpen)
                AddPlaces();
        }

        return number;
    }

    public override ReadBy Choose() => _chosen = choice.Choose();

    public override bool HasPlace(int number) => Place(number) != Nowhere;

    public override OrderedAxis Order(string name, GridSort sort, long most, IReadOnlyCollection<int> used)
    {
        bool fills = sort == GridSort.Natural;
        long[] places = [.. used.Select(Place).Distinct()];
        (long first, long last) = bin.Range(places.Min(), places.Max());
        long length = fills ? last - first + 1 : places.Length;
        if (length > most)
            return new OrderedAxis(length, new RasterAxis(name, bin.Kind, []), []);
        long[] shown = sort switch
        {
            GridSort.Natural => [.. Enumerable.Range(0, (int)length).Select(i => first + i)],
            GridSort.Appearance => places,
            _ => [.. places.Order()],
        };
        var cells = shown.Index().ToDictionary(item => item.Item, item => item.Index);
        var axis = new RasterAxis(name, bin.Kind, [.. bin.Labels(shown)]);
        if (fills && !double.IsNaN(bin.Edge(first)))
            axis = axis with { Edges = [.. shown.Append(last + 1).Select(bin.Edge)] };
        int[] cellOf = [.. Enumerable.Range(0, _places.Count).Select(number => cells.GetValueOrDefault(Place(number), -1))];
        return new OrderedAxis(length, axis, cellOf);
    }

    private long Place(int number) => _chosen == ReadBy.Second ? _places[number].Second : _places[number].First;

    private void AddPlaces()
    {
        if (_read.First != Nowhere)
            _first.Add(_read.First);
        if (_read.Second != Nowhere)
            _second.Add(_read.Second);
    }
}
