using System.Globalization;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>What a grid is made of.</summary>
internal sealed record GridRecipe
{
    /// <summary>Name of what the columns stand for.</summary>
    public required string XName { get; init; }

    /// <summary>Name of what the rows stand for.</summary>
    public required string YName { get; init; }

    /// <summary>Name of what is aggregated; null where rows are counted.</summary>
    public string? ValueName { get; init; }

    /// <summary>What becomes of the values of a cell.</summary>
    public GridAggregate Aggregate { get; init; }

    /// <summary>0 to 100, for Percentile.</summary>
    public double Percentile { get; init; }

    /// <summary>Widths of the columns; null for one each value.</summary>
    public AxisBin? BinX { get; init; }

    /// <summary>Widths of the rows; null for one each value.</summary>
    public AxisBin? BinY { get; init; }

    /// <summary>Order of the columns.</summary>
    public GridSort SortX { get; init; }

    /// <summary>Order of the rows.</summary>
    public GridSort SortY { get; init; }

    /// <summary>Value of cells that no row falls into.</summary>
    public double FillValue { get; init; } = double.NaN;

    /// <summary>Unit of the values, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>Heading of pictures, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Language of weekdays and months, besides English.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;
}

/// <summary>Makes a grid of rows that come one after the other. Keeps what is needed of each cell, not the rows.</summary>
internal sealed class GridBuilder
{
    /// <summary>Most cells of a grid.</summary>
    public const long MaxCells = 10_000_000;

    private readonly GridRecipe _recipe;
    private readonly AxisKeys _x;
    private readonly AxisKeys _y;
    private readonly CellTable _cells;
    private readonly bool _counts;
    private int _keys;

    /// <param name="recipe">What the grid is made of.</param>
    public GridBuilder(GridRecipe recipe)
    {
        _recipe = recipe;
        _counts = recipe.Aggregate == GridAggregate.Count;
        _x = recipe.BinX is null ? new PlainKeys(recipe.Culture) : new BinnedKeys(recipe.BinX);
        _y = recipe.BinY is null ? new PlainKeys(recipe.Culture) : new BinnedKeys(recipe.BinY);
        _cells = CellTable.Create(recipe.Aggregate, recipe.Percentile);
    }

    /// <summary>Rows that came.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows left out: without a place, or without a number.</summary>
    public long BadRows { get; private set; }

    /// <summary>What was wrong with the first of them, or null.</summary>
    public string? FirstBad { get; private set; }

    /// <summary>Takes a row.</summary>
    /// <param name="x">What tells its column.</param>
    /// <param name="y">What tells its row.</param>
    /// <param name="value">The value; it may be anything where rows are counted.</param>
    /// <exception cref="HeatmapException">GridTooLarge.</exception>
    public void Add(object? x, object? y, object? value)
    {
        Rows++;
        double number = 1;
        if (_counts ? _recipe.ValueName is not null && KeyReading.IsMissing(value) : !KeyReading.TryValue(value, out number))
            Reject(_recipe.ValueName ?? "value", value, _counts ? "a value" : "a number");
        else if (!_x.TryRead(x))
            Reject(_recipe.XName, x, _x.Expected);
        else if (!_y.TryRead(y))
            Reject(_recipe.YName, y, _y.Expected);
        else
            Take(number);
    }

    /// <summary>Counts a row whose values could not be had.</summary>
    /// <param name="reason">Why, for people.</param>
    public void AddBad(string reason)
    {
        Rows++;
        BadRows++;
        FirstBad ??= string.Create(CultureInfo.InvariantCulture, $"row {Rows:N0}: {reason}");
    }

    /// <summary>Makes the grid.</summary>
    /// <returns>One band of Float64.</returns>
    /// <exception cref="HeatmapException">RowsMissing, RowsInvalid, GridTooLarge.</exception>
    public Raster Build()
    {
        if (Rows == 0)
            throw GridErrors.NoRows();
        if (_x.Count == 0)
            throw GridErrors.AllBad(Rows, FirstBad ?? string.Empty);
        OrderedAxis x = _x.Order(_recipe.XName, _recipe.SortX, MaxCells);
        OrderedAxis y = _y.Order(_recipe.YName, _recipe.SortY, MaxCells);
        if (x.Length > MaxCells || y.Length > MaxCells || x.Length * y.Length > MaxCells)
            throw GridErrors.TooLarge(x.Length, y.Length, MaxCells);
        (int width, int height) = ((int)x.Length, (int)y.Length);
        double[] cells = new double[width * height];
        Array.Fill(cells, double.NaN);
        _cells.Write(x.Cells, y.Cells, width, cells);
        bool isTotal = _recipe.Aggregate is GridAggregate.Sum or GridAggregate.Count;
        RasterAxis columns = x.Axis, rows = y.Axis;
        if (_recipe.SortX == GridSort.Value)
            (columns, cells) = ValueOrder.SortColumns(columns, cells, isTotal);
        if (_recipe.SortY == GridSort.Value)
            (rows, cells) = ValueOrder.SortRows(rows, cells, isTotal);
        for (int i = 0; i < cells.Length; i++)
            cells[i] = double.IsNaN(cells[i]) ? _recipe.FillValue : cells[i];
        var metadata = new RasterMetadata { BitDepth = 64, Unit = _recipe.Unit, Axes = new RasterAxes(columns, rows, ValueName(), _recipe.Title) };
        return Raster.FromPixels(cells, width, height, 1, SampleType.Float64, metadata);
    }

    private void Take(double number)
    {
        (int x, int y) = (_x.Take(), _y.Take());
        _cells.Add(x, y, number, Rows);
        if (_x.Count + _y.Count == _keys)
            return;
        _keys = _x.Count + _y.Count;

        // Told at once, not after a million rows.
        if ((long)_x.Count * _y.Count > MaxCells)
            throw GridErrors.TooLarge(_x.Count, _y.Count, MaxCells);
    }

    private void Reject(string name, object? value, string expected)
    {
        BadRows++;
        if (FirstBad is not null)
            return;
        string got = KeyReading.IsMissing(value) ? "is empty" : $"is '{KeyReading.Text(value!)}', not {expected}";
        FirstBad = string.Create(CultureInfo.InvariantCulture, $"row {Rows:N0}: {name} {got}");
    }

    private string ValueName()
    {
        string what = _recipe.Aggregate switch
        {
            GridAggregate.StandardDeviation => "Standard deviation",
            GridAggregate.Percentile => string.Create(CultureInfo.InvariantCulture, $"Percentile {_recipe.Percentile}"),
            _ => _recipe.Aggregate.ToString(),
        };
        return _recipe.ValueName is null ? what : $"{what} of {_recipe.ValueName}";
    }
}

/// <summary>Puts rows or columns of a grid in the order of their values, the largest first.</summary>
internal static class ValueOrder
{
    /// <summary>Sorts the columns.</summary>
    /// <param name="axis">The columns.</param>
    /// <param name="cells">The grid, row after row.</param>
    /// <param name="isTotal">Whether the sum of a column counts, else its mean.</param>
    public static (RasterAxis Axis, double[] Cells) SortColumns(RasterAxis axis, double[] cells, bool isTotal)
    {
        int width = axis.Labels.Length, height = cells.Length / width;
        int[] order = Order(width, height, (column, row) => cells[(row * width) + column], isTotal);
        double[] sorted = new double[cells.Length];
        for (int i = 0; i < sorted.Length; i++)
            sorted[i] = cells[(i / width * width) + order[i % width]];
        return (Permute(axis, order), sorted);
    }

    /// <summary>Sorts the rows.</summary>
    /// <param name="axis">The rows.</param>
    /// <param name="cells">The grid, row after row.</param>
    /// <param name="isTotal">Whether the sum of a row counts, else its mean.</param>
    public static (RasterAxis Axis, double[] Cells) SortRows(RasterAxis axis, double[] cells, bool isTotal)
    {
        int height = axis.Labels.Length, width = cells.Length / height;
        int[] order = Order(height, width, (row, column) => cells[(row * width) + column], isTotal);
        double[] sorted = new double[cells.Length];
        for (int i = 0; i < sorted.Length; i++)
            sorted[i] = cells[(order[i / width] * width) + (i % width)];
        return (Permute(axis, order), sorted);
    }

    private static int[] Order(int count, int length, Func<int, int, double> cell, bool isTotal)
    {
        double Weight(int line)
        {
            double[] values = [.. Enumerable.Range(0, length).Select(i => cell(line, i)).Where(value => !double.IsNaN(value))];
            return isTotal ? values.Sum() : values.Average();
        }

        double[] weights = [.. Enumerable.Range(0, count).Select(Weight)];
        return [.. Enumerable.Range(0, count).OrderByDescending(line => weights[line])];
    }

    private static RasterAxis Permute(RasterAxis axis, int[] order) =>
        axis with { Labels = [.. order.Select(line => axis.Labels[line])], Edges = [] };
}

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
            // Two keys can belong to one cell: 5 and "5.0" are different objects with the same value.
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
