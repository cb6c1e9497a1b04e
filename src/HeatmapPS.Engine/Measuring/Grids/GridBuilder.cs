using System.Globalization;
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

    /// <summary>The current culture: the language of weekdays and months, besides English.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    /// <summary>The culture that texts follow; null where it is not known, and the invariant and the current one are tried.</summary>
    public CultureInfo? TextCulture { get; init; }
}

/// <summary>Makes a grid of rows that come one after the other. Keeps what is needed of each cell, not the rows.</summary>
internal sealed class GridBuilder
{
    /// <summary>Most cells of a grid.</summary>
    public const long MaxCells = 10_000_000;

    private readonly GridRecipe _recipe;
    private readonly AxisKeys _x;
    private readonly AxisKeys _y;
    private readonly ValueCells _values;
    private readonly RowTally _tally = new();
    private int _keys;

    /// <param name="recipe">What the grid is made of.</param>
    public GridBuilder(GridRecipe recipe)
    {
        _recipe = recipe;
        KeyReading[] readings = KeyReading.Candidates(recipe.TextCulture, recipe.Culture);
        AxisKeys Keys(string role, AxisBin? bin) => bin is null
            ? new PlainKeys(recipe.TextCulture ?? recipe.Culture, new ReadingChoice(role, readings))
            : new BinnedKeys(bin, new ReadingChoice(role, readings));
        _x = Keys("X", recipe.BinX);
        _y = Keys("Y", recipe.BinY);
        _values = new ValueCells(recipe, new ReadingChoice("Value", readings));
    }

    /// <summary>Rows that came.</summary>
    public long Rows => _tally.Rows;

    /// <summary>Rows left out: without a place, or without a number. Known for certain when the grid is made.</summary>
    public long BadRows { get; private set; }

    /// <summary>What was wrong with the first of them, or null.</summary>
    public string? FirstBad { get; private set; }

    /// <summary>What may help where a text was not understood, with a space before it; else empty.</summary>
    public string Hint { get; private set; } = string.Empty;

    /// <summary>Takes a row.</summary>
    /// <param name="x">What tells its column.</param>
    /// <param name="y">What tells its row.</param>
    /// <param name="value">The value; it may be anything where rows are counted.</param>
    /// <exception cref="HeatmapException">GridTooLarge.</exception>
    public void Add(object? x, object? y, object? value)
    {
        (ReadBy isValue, ReadBy isX, ReadBy isY) = (_values.Read(value), _x.Read(x), _y.Read(y));
        _tally.Count(new RowReads(isValue, isX, isY), new RowTexts(value, x, y));
        if (isValue != ReadBy.None && isX != ReadBy.None && isY != ReadBy.None)
            Take();
    }

    /// <summary>Counts a row whose values could not be had.</summary>
    /// <param name="reason">Why, for people.</param>
    public void AddBad(string reason) => _tally.CountFailed(reason);

    /// <summary>Makes the grid.</summary>
    /// <returns>One band of Float64.</returns>
    /// <exception cref="HeatmapException">RowsMissing, RowsInvalid, ValueAmbiguous, GridTooLarge.</exception>
    public Raster Build()
    {
        if (Rows == 0)
            throw GridErrors.NoRows();
        var chosen = new RowReads(_values.Choose(), _x.Choose(), _y.Choose());
        FindBad(chosen);
        if (BadRows == Rows)
            throw GridErrors.AllBad(Rows, FirstBad ?? string.Empty, Hint);
        (int[] usedX, int[] usedY) = _values.Cells.Used(_x, _y);
        OrderedAxis x = _x.Order(_recipe.XName, _recipe.SortX, MaxCells, usedX);
        OrderedAxis y = _y.Order(_recipe.YName, _recipe.SortY, MaxCells, usedY);
        if (x.Length > MaxCells || y.Length > MaxCells || x.Length * y.Length > MaxCells)
            throw GridErrors.TooLarge(x.Length, y.Length, MaxCells);
        (int width, int height) = ((int)x.Length, (int)y.Length);
        double[] cells = new double[width * height];
        Array.Fill(cells, double.NaN);
        _values.Cells.Write(x.Cells, y.Cells, width, cells);
        bool isTotal = _recipe.Aggregate is GridAggregate.Sum or GridAggregate.Count;
        RasterAxis columns = x.Axis, rows = y.Axis;
        if (_recipe.SortX == GridSort.Value)
            (columns, cells) = ValueOrder.SortColumns(columns, cells, isTotal);
        if (_recipe.SortY == GridSort.Value)
            (rows, cells) = ValueOrder.SortRows(rows, cells, isTotal);
        for (int i = 0; i < cells.Length; i++)
            cells[i] = double.IsNaN(cells[i]) ? _recipe.FillValue : cells[i];
        var metadata =
            new RasterMetadata { BitDepth = 64, Unit = _recipe.Unit, Axes = new RasterAxes(columns, rows, ValueName(), _recipe.Title) };
        return Raster.FromPixels(cells, width, height, 1, SampleType.Float64, metadata);
    }

    private void Take()
    {
        (int x, int y) = (_x.Take(), _y.Take());
        _values.Add(x, y, Rows);
        if (_x.Count + _y.Count == _keys)
            return;
        _keys = _x.Count + _y.Count;

        // Report it at once, not after a million rows.
        if ((long)_x.Count * _y.Count > MaxCells)
            throw GridErrors.TooLarge(_x.Count, _y.Count, MaxCells);
    }

    private void FindBad(RowReads chosen)
    {
        (BadRows, LeftOutRow? first) = _tally.LeftOut(chosen);
        if (first is null)
            return;
        (string name, object? got, string expected) =
            (first.Reads.Value & chosen.Value) == 0 ? (_recipe.ValueName ?? "value", first.Texts.Value, _values.Expected)
            : (first.Reads.X & chosen.X) == 0 ? (_recipe.XName, first.Texts.X, _x.Expected)
            : (_recipe.YName, first.Texts.Y, _y.Expected);
        string reason = first.Reason
            ?? (KeyReading.IsMissing(got) ? $"{name} is empty" : $"{name} is '{KeyReading.Text(got!)}', not {expected}");
        FirstBad = string.Create(CultureInfo.InvariantCulture, $"row {first.Row:N0}: {reason}");
        if (first.Reason is null && got is string text && text.Any(char.IsDigit))
            Hint = TextHint();
    }

    private string TextHint() => _recipe.TextCulture is { Name: var named }
        ? $" The texts were read with -Culture '{named}'."
        : " If the texts are in another culture, specify it with -Culture, such as -Culture de-DE.";

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

/// <summary>The readings by which each part of a row is understood.</summary>
internal readonly record struct RowReads(ReadBy Value, ReadBy X, ReadBy Y)
{
    private const int Bits = 2;

    /// <summary>How many different ones there are.</summary>
    public const int Kinds = 1 << (3 * Bits);

    /// <summary>Their number.</summary>
    public int Index => ((int)Value << (2 * Bits)) | ((int)X << Bits) | (int)Y;

    /// <summary>Those of a number.</summary>
    public static RowReads At(int index)
    {
        ReadBy Part(int place) => (ReadBy)(index >> (place * Bits)) & ReadBy.Both;
        return new RowReads(Part(2), Part(1), Part(0));
    }

    /// <summary>Whether a row is used by the readings chosen.</summary>
    public bool AreUsedBy(RowReads chosen) => (Value & chosen.Value) != 0 && (X & chosen.X) != 0 && (Y & chosen.Y) != 0;
}

/// <summary>What a row consists of.</summary>
internal readonly record struct RowTexts(object? Value, object? X, object? Y);

/// <summary>A row that may be left out.</summary>
/// <param name="Row">Its number, from 1.</param>
/// <param name="Reads">What is understood of it.</param>
/// <param name="Texts">What it consists of.</param>
/// <param name="Reason">Why its values could not be had, or null where they could.</param>
internal sealed record LeftOutRow(long Row, RowReads Reads, RowTexts Texts, string? Reason);

/// <summary>Counts rows by what is understood of them: which ones are left out is known only when the readings are chosen.</summary>
internal sealed class RowTally
{
    private readonly long[] _counts = new long[RowReads.Kinds];
    private readonly LeftOutRow?[] _first = new LeftOutRow?[RowReads.Kinds];

    /// <summary>Rows that came.</summary>
    public long Rows { get; private set; }

    public void Count(RowReads reads, RowTexts texts)
    {
        Rows++;
        int kind = reads.Index;
        _counts[kind]++;
        if (kind != RowReads.Kinds - 1)
            _first[kind] ??= new LeftOutRow(Rows, reads, texts, Reason: null);
    }

    /// <summary>Counts a row whose values could not be had.</summary>
    public void CountFailed(string reason)
    {
        Rows++;
        _counts[0]++;
        _first[0] ??= new LeftOutRow(Rows, default, default, reason);
    }

    /// <summary>The rows that the readings chosen leave out: how many, and the first.</summary>
    public (long Count, LeftOutRow? First) LeftOut(RowReads chosen)
    {
        int[] kinds = [.. Enumerable.Range(0, RowReads.Kinds).Where(kind => !RowReads.At(kind).AreUsedBy(chosen))];
        return (kinds.Sum(kind => _counts[kind]), kinds.Select(kind => _first[kind]).OfType<LeftOutRow>().MinBy(row => row.Row));
    }
}
