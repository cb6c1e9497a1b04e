using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>The cells that have values, and the aggregate of each. Cells without values take no memory.</summary>
internal abstract class CellTable
{
    private const double Median = 50;

    /// <summary>Takes a value into a cell.</summary>
    /// <param name="x">Number of the column's key.</param>
    /// <param name="y">Number of the row's key.</param>
    /// <param name="value">The value.</param>
    /// <param name="row">Number of the row of data, rising.</param>
    public abstract void Add(int x, int y, double value, long row);

    /// <summary>Writes the aggregates into a grid.</summary>
    /// <param name="columns">The column of each x, or -1.</param>
    /// <param name="rows">The row of each y, or -1.</param>
    /// <param name="width">Columns of the grid.</param>
    /// <param name="cells">The grid, row after row; cells without values are left as they are.</param>
    public abstract void Write(ReadOnlySpan<int> columns, ReadOnlySpan<int> rows, int width, Span<double> cells);

    /// <summary>The same cells, to be filled further on their own.</summary>
    public abstract CellTable Copy();

    /// <summary>Numbers of the columns' and of the rows' keys that have values and a place, rising.</summary>
    public abstract (int[] X, int[] Y) Used(AxisKeys x, AxisKeys y);

    /// <summary>Makes a table.</summary>
    /// <param name="aggregate">What becomes of the values of a cell.</param>
    /// <param name="percentile">0 to 100, for Percentile.</param>
    public static CellTable Create(GridAggregate aggregate, double percentile) => aggregate switch
    {
        GridAggregate.Mean => new Table<MeanState>(0),
        GridAggregate.Sum => new Table<SumState>(0),
        GridAggregate.Count => new Table<CountState>(0),
        GridAggregate.Minimum => new Table<MinimumState>(0),
        GridAggregate.Maximum => new Table<MaximumState>(0),
        GridAggregate.StandardDeviation => new Table<DeviationState>(0),
        GridAggregate.First => new Table<FirstState>(0),
        GridAggregate.Last => new Table<LastState>(0),
        _ => new Table<ValuesState>(aggregate == GridAggregate.Median ? Median : percentile),
    };

    private sealed class Table<TState>(double percentile) : CellTable
        where TState : struct, ICellState<TState>
    {
        private readonly Dictionary<long, TState> _states = [];

        public override void Add(int x, int y, double value, long row) =>
            CollectionsMarshal.GetValueRefOrAddDefault(_states, ((long)y << 32) | (uint)x, out _).Add(value, row);

        public override CellTable Copy()
        {
            var copy = new Table<TState>(percentile);
            foreach ((long key, TState state) in _states)
                CollectionsMarshal.GetValueRefOrAddDefault(copy._states, key, out _).Merge(state);
            return copy;
        }

        public override (int[] X, int[] Y) Used(AxisKeys x, AxisKeys y)
        {
            var columns = new HashSet<int>();
            var rows = new HashSet<int>();
            foreach (long key in _states.Keys)
            {
                (int column, int row) = ((int)key, (int)(key >> 32));
                if (x.HasPlace(column) && y.HasPlace(row))
                {
                    columns.Add(column);
                    rows.Add(row);
                }
            }

            return ([.. columns.Order()], [.. rows.Order()]);
        }

        public override void Write(ReadOnlySpan<int> columns, ReadOnlySpan<int> rows, int width, Span<double> cells)
        {
            // Two keys can belong to one cell: 5 and "5.0" are different objects with the same value.
            var merged = new Dictionary<long, TState>(_states.Count);
            foreach ((long key, TState state) in _states)
            {
                (int column, int row) = (columns[(int)key], rows[(int)(key >> 32)]);
                if (column < 0 || row < 0)
                    continue;
                long cell = ((long)row * width) + column;
                ref TState target = ref CollectionsMarshal.GetValueRefOrAddDefault(merged, cell, out bool exists);
                if (exists)
                    target.Merge(state);
                else
                    target = state;
            }

            foreach ((long cell, TState state) in merged)
                cells[(int)cell] = state.Result(percentile);
        }
    }
}

/// <summary>The values of the rows in their cells. While two readings of their texts are open there are two tables, but only from the
/// first text on that they read differently.</summary>
/// <param name="recipe">What the grid is made of.</param>
/// <param name="choice">The readings.</param>
internal sealed class ValueCells(GridRecipe recipe, ReadingChoice choice)
{
    private readonly bool _counts = recipe.Aggregate == GridAggregate.Count;
    private CellTable? _second;
    private object? _key;
    private ReadBy _by;
    private double _firstNumber = 1;
    private double _secondNumber = 1;

    /// <summary>The cells; by the reading chosen, once that is done.</summary>
    public CellTable Cells { get; private set; } = CellTable.Create(recipe.Aggregate, recipe.Percentile);

    /// <summary>What a value must be, for messages.</summary>
    public string Expected => _counts ? "a value" : "a number";

    /// <summary>Looks at a value without taking it.</summary>
    /// <returns>The readings by which it is a number, or can be counted.</returns>
    public ReadBy Read(object? value)
    {
        _key = value;
        if (_counts)
            return _by = recipe.ValueName is not null && KeyReading.IsMissing(value) ? ReadBy.None : ReadBy.Both;
        bool isFirst = choice.First.TryValue(value, out _firstNumber);
        _secondNumber = _firstNumber;
        if (!choice.IsOpen || value is not string)
            return _by = isFirst ? ReadBy.Both : ReadBy.None;
        bool isSecond = choice.Second.TryValue(value, out _secondNumber);
        return _by = (isFirst ? ReadBy.First : ReadBy.None) | (isSecond ? ReadBy.Second : ReadBy.None);
    }

    /// <summary>Takes the value looked at last.</summary>
    /// <param name="x">Number of the column's key.</param>
    /// <param name="y">Number of the row's key.</param>
    /// <param name="row">Number of the row of data, rising.</param>
    public void Add(int x, int y, long row)
    {
        bool isSame = _by == ReadBy.Both && _firstNumber.Equals(_secondNumber);
        if (!isSame)
        {
            choice.Note(_by, isSame, _key!);
            _second ??= Cells.Copy();
        }

        if (_by.HasFlag(ReadBy.First))
            Cells.Add(x, y, _firstNumber, row);
        if (_by.HasFlag(ReadBy.Second))
            _second?.Add(x, y, _secondNumber, row);
    }

    /// <summary>Chooses the reading.</summary>
    /// <exception cref="HeatmapException">ValueAmbiguous.</exception>
    public ReadBy Choose()
    {
        ReadBy chosen = choice.Choose();
        if (chosen == ReadBy.Second && _second is not null)
            Cells = _second;
        _second = null;
        return chosen;
    }
}
