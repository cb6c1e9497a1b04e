using System.Runtime.InteropServices;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>What is kept of the values of one cell. The default value is a cell without any.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal interface ICellState<TSelf>
    where TSelf : struct, ICellState<TSelf>
{
    /// <summary>Takes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="row">Number of its row, rising.</param>
    void Add(double value, long row);

    /// <summary>Takes what another cell has taken.</summary>
    void Merge(TSelf other);

    /// <summary>The aggregate of a cell that has taken at least one value.</summary>
    /// <param name="percentile">0 to 100, for the states that keep all values.</param>
    double Result(double percentile);
}

/// <summary>Number of values.</summary>
internal struct CountState : ICellState<CountState>
{
    private long _count;

    public void Add(double value, long row) => _count++;

    public void Merge(CountState other) => _count += other._count;

    public readonly double Result(double percentile) => _count;
}

/// <summary>Sum with Neumaier's correction: a million small values on a large one are not lost.</summary>
internal struct SumState : ICellState<SumState>
{
    private double _sum;
    private double _lost;

    public void Add(double value, long row)
    {
        double sum = _sum + value;
        _lost += Math.Abs(_sum) >= Math.Abs(value) ? _sum - sum + value : value - sum + _sum;
        _sum = sum;
    }

    public void Merge(SumState other)
    {
        Add(other._sum, 0);
        _lost += other._lost;
    }

    /// <summary>With infinities there is nothing to correct.</summary>
    public readonly double Result(double percentile) => double.IsFinite(_lost) ? _sum + _lost : _sum;
}

internal struct MeanState : ICellState<MeanState>
{
    private SumState _sum;
    private long _count;

    public void Add(double value, long row)
    {
        _sum.Add(value, row);
        _count++;
    }

    public void Merge(MeanState other)
    {
        _sum.Merge(other._sum);
        _count += other._count;
    }

    public readonly double Result(double percentile) => _sum.Result(percentile) / _count;
}

/// <summary>Smallest value.</summary>
internal struct MinimumState : ICellState<MinimumState>
{
    private double _value;
    private bool _any;

    public void Add(double value, long row)
    {
        _value = _any ? Math.Min(_value, value) : value;
        _any = true;
    }

    public void Merge(MinimumState other) => Add(other._value, 0);

    public readonly double Result(double percentile) => _value;
}

/// <summary>Largest value.</summary>
internal struct MaximumState : ICellState<MaximumState>
{
    private double _value;
    private bool _any;

    public void Add(double value, long row)
    {
        _value = _any ? Math.Max(_value, value) : value;
        _any = true;
    }

    public void Merge(MaximumState other) => Add(other._value, 0);

    public readonly double Result(double percentile) => _value;
}

/// <summary>Standard deviation by Welford's updates and Chan's merging: no difference of large squares.</summary>
internal struct DeviationState : ICellState<DeviationState>
{
    private long _count;
    private double _mean;
    private double _squares;

    public void Add(double value, long row)
    {
        _count++;
        double before = value - _mean;
        _mean += before / _count;
        _squares += before * (value - _mean);
    }

    public void Merge(DeviationState other)
    {
        if (other._count == 0)
            return;
        if (_count == 0)
        {
            this = other;
            return;
        }

        double difference = other._mean - _mean;
        long count = _count + other._count;
        _squares += other._squares + (difference * difference * _count * other._count / count);
        _mean += difference * other._count / count;
        _count = count;
    }

    public readonly double Result(double percentile) => Math.Sqrt(_squares / _count);
}

/// <summary>The value of the earliest row.</summary>
internal struct FirstState : ICellState<FirstState>
{
    private double _value;
    private long _row;
    private bool _any;

    public void Add(double value, long row)
    {
        if (_any && row >= _row)
            return;
        (_value, _row, _any) = (value, row, true);
    }

    public void Merge(FirstState other) => Add(other._value, other._row);

    public readonly double Result(double percentile) => _value;
}

/// <summary>The value of the latest row.</summary>
internal struct LastState : ICellState<LastState>
{
    private double _value;
    private long _row;
    private bool _any;

    public void Add(double value, long row)
    {
        if (_any && row < _row)
            return;
        (_value, _row, _any) = (value, row, true);
    }

    public void Merge(LastState other) => Add(other._value, other._row);

    public readonly double Result(double percentile) => _value;
}

/// <summary>All values, for the median and percentiles.</summary>
internal struct ValuesState : ICellState<ValuesState>
{
    private List<double>? _values;

    public void Add(double value, long row) => (_values ??= []).Add(value);

    public void Merge(ValuesState other) => (_values ??= []).AddRange(other._values ?? []);

    /// <summary>Between the two nearest ranks, as <c>numpy.percentile</c> interpolates.</summary>
    public readonly double Result(double percentile)
    {
        Span<double> values = CollectionsMarshal.AsSpan(_values);
        values.Sort();
        double rank = percentile / 100 * (values.Length - 1);
        int below = (int)Math.Floor(rank);
        double low = values[below], high = values[Math.Min(below + 1, values.Length - 1)], share = rank - below;
        if (share == 0 || low == high)
            return low;

        // NumPy starts from the nearer end, so that both ends come out exactly.
        return share < 0.5 ? low + ((high - low) * share) : high - ((high - low) * (1 - share));
    }
}
