using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring.Grids;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Makes a grid of numbers with labelled axes out of any objects.</summary>
[Cmdlet(VerbsData.ConvertTo, "HeatmapGrid")]
[OutputType(typeof(Raster))]
public sealed class ConvertToHeatmapGridCommand : HeatmapCommand
{
    private const int RowsBetweenLooks = 1024;

    private static readonly TimeSpan s_progressStep = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private RowProperty _x = null!;
    private RowProperty _y = null!;
    private RowProperty? _value;
    private GridBuilder _builder = null!;
    private TimeSpan _lastProgress;
    private string[]? _names;

    /// <summary>Objects, such as rows of a CSV file.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>The values for the columns: a property's name, a script block, or a hash table with Name and Expression.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public object X { get; set; } = string.Empty;

    /// <summary>The values for the rows: a property's name, a script block, or a hash table with Name and Expression.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNull]
    public object Y { get; set; } = string.Empty;

    /// <summary>The numbers: a property's name, a script block, or a hash table with Name and Expression. Without it, objects are
    /// counted.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNull]
    public object? Value { get; set; }

    /// <summary>How to combine the numbers of a cell.</summary>
    [Parameter]
    public GridAggregate Aggregate { get; set; }

    /// <summary>The percentile of each cell, 0 to 100; implies -Aggregate Percentile.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double Percentile { get; set; }

    /// <summary>Width of the columns: a number, a time span such as 15min, or a unit such as Hour, Month, Weekday, HourOfDay.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(AxisBinCompleter))]
    public object? BinX { get; set; }

    /// <summary>Height of the rows: a number, a time span such as 15min, or a unit such as Hour, Month, Weekday, HourOfDay.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(AxisBinCompleter))]
    public object? BinY { get; set; }

    /// <summary>Order of the columns.</summary>
    [Parameter]
    public GridSort SortX { get; set; }

    /// <summary>Order of the rows.</summary>
    [Parameter]
    public GridSort SortY { get; set; }

    /// <summary>Value of cells without objects; NaN by default.</summary>
    [Parameter]
    public double FillValue { get; set; } = double.NaN;

    /// <summary>Culture of dates and numbers given as text. The invariant or the current one by default.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(CultureCompleter))]
    public CultureInfo? Culture { get; set; }

    /// <summary>Unit of the numbers, for colorbars.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(UnitCompleter))]
    public string? Unit { get; set; }

    /// <summary>Heading of pictures.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? Title { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _x = Require(() => RowProperty.Parse(X, nameof(X)), X);
        _y = Require(() => RowProperty.Parse(Y, nameof(Y)), Y);
        _value = Value is null ? null : Require(() => RowProperty.Parse(Value, nameof(Value)), Value);
        GridAggregate aggregate = Require(ChooseAggregate);
        CultureInfo culture = CultureInfo.CurrentCulture;
        AxisBin? binX = BinX is null ? null : Require(() => ParseBin(BinX, nameof(BinX), culture), BinX);
        AxisBin? binY = BinY is null ? null : Require(() => ParseBin(BinY, nameof(BinY), culture), BinY);
        _builder = new GridBuilder(new GridRecipe
        {
            XName = NameOf(_x, binX),
            YName = NameOf(_y, binY),
            ValueName = _value?.Name,
            Aggregate = aggregate,
            Percentile = Percentile,
            BinX = binX,
            BinY = binY,
            SortX = SortX,
            SortY = SortY,
            FillValue = FillValue,
            Unit = Unit,
            Title = Title,
            Culture = culture,
            TextCulture = Culture is null ? null : Require(() => CultureArgument.Known(Culture), Culture),
        });
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject.BaseObject is IList list and not IDictionary)
        {
            foreach (object? item in list)
            {
                if (item is not null)
                    Take(PSObject.AsPSObject(item));
            }

            return;
        }

        Take(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_lastProgress > TimeSpan.Zero)
            WriteProgress(new ProgressRecord(0, MyInvocation.MyCommand.Name, "done") { RecordType = ProgressRecordType.Completed });
        Guard(null, () =>
        {
            RequireProperty(_x, nameof(X));
            RequireProperty(_y, nameof(Y));
            RequireProperty(_value, nameof(Value));
            Raster grid = _builder.Build();
            if (_builder.BadRows > 0)
            {
                WriteWarning(string.Create(CultureInfo.InvariantCulture,
                    $"{_builder.BadRows:N0} of {_builder.Rows:N0} rows were left out. The first: {_builder.FirstBad}.{_builder.Hint}"));
            }

            WriteVerbose(string.Create(CultureInfo.InvariantCulture,
                $"{_builder.Rows:N0} rows combined into {grid.Width} × {grid.Height} cells in {_clock.Elapsed.TotalSeconds:N2} s."));
            WriteObject(grid);
        });
    }

    private static string NameOf(RowProperty property, AxisBin? bin) => property.IsNamed ? property.Name : bin?.AxisName ?? property.Name;

    /// <summary>1d is a number to PowerShell's parser, which keeps what was typed.</summary>
    private static AxisBin ParseBin(object value, string parameter, CultureInfo culture)
    {
        if (value is not PSObject wrapped)
            return AxisBin.Parse(value, parameter, culture);
        string typed = wrapped.ToString();
        return wrapped.BaseObject is ValueType and not TimeSpan && typed.Length > 0 && char.IsAsciiLetter(typed[^1])
            ? AxisBin.Parse(typed, parameter, culture)
            : AxisBin.Parse(wrapped.BaseObject, parameter, culture);
    }

    private GridAggregate ChooseAggregate()
    {
        bool isGiven = IsBound(nameof(Aggregate));
        bool hasPercentile = IsBound(nameof(Percentile));
        GridAggregate aggregate = isGiven ? Aggregate
            : hasPercentile ? GridAggregate.Percentile
            : Value is null ? GridAggregate.Count
            : GridAggregate.Mean;
        if (hasPercentile != (aggregate == GridAggregate.Percentile))
            throw GridErrors.PercentileInvalid(hasPercentile ? $"-Aggregate {aggregate}" : "none");
        return Value is not null || aggregate == GridAggregate.Count ? aggregate : throw GridErrors.ValueMissing(aggregate.ToString());
    }

    private void Take(PSObject row)
    {
        _names ??= [.. row.BaseObject is IDictionary table
            ? table.Keys.Cast<object>().Select(key => key.ToString() ?? string.Empty)
            : row.Properties.Select(property => property.Name)];
        object? x, y, value;
        try
        {
            (x, y, value) = (_x.Read(row), _y.Read(row), _value?.Read(row));
        }
        catch (RuntimeException error) when (error is not PipelineStoppedException)
        {
            // A property's getter or the user's script failed on this object; others may do.
            _builder.AddBad(error.Message.TrimEnd('.'));
            return;
        }

        try
        {
            _builder.Add(x, y, value);
        }
        catch (HeatmapException error)
        {
            ThrowTerminatingError(error.ToErrorRecord(row));
        }

        if (_builder.Rows % RowsBetweenLooks == 0)
            ShowProgress();
    }

    private void RequireProperty(RowProperty? property, string parameter)
    {
        if (property is { WasFound: false, Property: { } name } && _builder.Rows > 0)
            throw GridErrors.PropertyNotFound(parameter, name, _names ?? []);
    }

    private void ShowProgress()
    {
        TimeSpan now = _clock.Elapsed;
        if (now - _lastProgress < s_progressStep)
            return;
        _lastProgress = now;
        WriteProgress(new ProgressRecord(0, MyInvocation.MyCommand.Name,
            string.Create(CultureInfo.CurrentCulture, $"{_builder.Rows:N0} rows")));
    }
}
