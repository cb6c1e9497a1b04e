using System.Runtime.InteropServices;

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
    /// <param name="columns">The column of each x.</param>
    /// <param name="rows">The row of each y.</param>
    /// <param name="width">Columns of the grid.</param>
    /// <param name="cells">The grid, row after row; cells without values are left as they are.</param>
    public abstract void Write(ReadOnlySpan<int> columns, ReadOnlySpan<int> rows, int width, Span<double> cells);

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

        public override void Write(ReadOnlySpan<int> columns, ReadOnlySpan<int> rows, int width, Span<double> cells)
        {
            // Two keys may mean one cell: 5 and "5.0" are told apart as objects.
            var merged = new Dictionary<long, TState>(_states.Count);
            foreach ((long key, TState state) in _states)
            {
                long cell = ((long)rows[(int)(key >> 32)] * width) + columns[(int)key];
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
