using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>The different values along one axis, numbered as they come.</summary>
internal abstract class AxisKeys
{
    /// <summary>How many there are.</summary>
    public abstract int Count { get; }

    /// <summary>What a value must be, for messages.</summary>
    public abstract string Expected { get; }

    /// <summary>Looks at a value without taking it.</summary>
    /// <returns>Whether it has a place on the axis.</returns>
    public abstract bool TryRead(object? key);

    /// <summary>Takes the value looked at last.</summary>
    /// <returns>Its number, from 0.</returns>
    public abstract int Take();

    /// <summary>Puts the values in order.</summary>
    /// <param name="name">Name of the axis.</param>
    /// <param name="sort">The order; for Value the natural one, in which no gaps are filled.</param>
    /// <param name="most">Most cells; where more would come out, the result has <see cref="OrderedAxis.Length"/> only.</param>
    public abstract OrderedAxis Order(string name, GridSort sort, long most);
}

/// <summary>An axis in its final order.</summary>
/// <param name="Length">Cells.</param>
/// <param name="Axis">The axis, without labels where it has too many cells.</param>
/// <param name="Cells">The cell of each value, by the value's number.</param>
internal sealed record OrderedAxis(long Length, RasterAxis Axis, int[] Cells);

/// <summary>Values that fall into cells of one width.</summary>
internal sealed class BinnedKeys(AxisBin bin) : AxisKeys
{
    private readonly Dictionary<long, int> _numbers = [];
    private readonly List<long> _positions = [];
    private long _read;

    public override int Count => _positions.Count;

    public override string Expected => bin.Expected;

    public override bool TryRead(object? key) => !KeyReading.IsMissing(key) && bin.TryPosition(key!, out _read);

    public override int Take()
    {
        if (!_numbers.TryGetValue(_read, out int number))
        {
            number = _positions.Count;
            _numbers.Add(_read, number);
            _positions.Add(_read);
        }

        return number;
    }

    public override OrderedAxis Order(string name, GridSort sort, long most)
    {
        bool fills = sort == GridSort.Natural;
        (long first, long last) = bin.Range(_positions.Min(), _positions.Max());
        long length = fills ? last - first + 1 : _positions.Count;
        if (length > most)
            return new OrderedAxis(length, new RasterAxis(name, bin.Kind, []), []);
        long[] shown = sort switch
        {
            GridSort.Natural => [.. Enumerable.Range(0, (int)length).Select(i => first + i)],
            GridSort.Appearance => [.. _positions],
            _ => [.. _positions.Order()],
        };
        var cells = shown.Index().ToDictionary(item => item.Item, item => item.Index);
        var axis = new RasterAxis(name, bin.Kind, [.. bin.Labels(shown)]);
        if (fills && !double.IsNaN(bin.Edge(first)))
            axis = axis with { Edges = [.. shown.Append(last + 1).Select(bin.Edge)] };
        return new OrderedAxis(length, axis, [.. _positions.Select(position => cells[position])]);
    }
}
