using System.Collections.Immutable;
using System.Text.RegularExpressions;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Text;

/// <summary>Decides whether the first column and the line above a table are labels, and keeps them. Numbers as labels follow each other
/// in even steps; where they may be values as well, the file is an error.</summary>
internal sealed partial class TableLabels
{
    private const double Tolerance = 1e-9;

    private readonly string _path;
    private readonly long _line;
    private readonly int _most;
    private readonly List<string>? _names;
    private readonly List<string>? _firstRow;
    private readonly bool _startsWithText;
    private readonly bool _startsEmpty;
    private readonly Progression _column = new();
    private List<string>? _texts = [];
    private int _length;
    private long _textRows;
    private long _emptyRows;
    private long _rows;

    /// <param name="path">For errors.</param>
    /// <param name="names">The line directly above the table, or null.</param>
    /// <param name="line">Number of that line.</param>
    /// <param name="first">First row of the table.</param>
    /// <param name="most">Characters that labels may have.</param>
    public TableLabels(string path, List<string>? names, long line, TextRow first, int most)
    {
        (_path, _names, _most) = (path, names, most);
        _line = names is null ? first.Line : line;
        _firstRow = first.Kept is { } kept ? [.. kept] : null;
        (_startsWithText, _startsEmpty) = (first.First == CellKind.Text, first.First == CellKind.Empty);
        if (!MayBeTexts)
            _texts = null;
    }

    /// <summary>Whether a line of names is above the table.</summary>
    public bool HasNames => _names is not null;

    /// <summary>Whether the first cell of a row may be a text.</summary>
    public bool MayBeTexts => HasNames || _startsWithText || _startsEmpty;

    /// <summary>Whether the first row is labels of columns.</summary>
    public bool SkipsFirstRow { get; private set; }

    /// <summary>Whether the first column is labels of rows, or nothing but a name in its first cell.</summary>
    public bool SkipsFirstColumn { get; private set; }

    /// <summary>Takes the first cell of a row.</summary>
    public void Add(TextRow row)
    {
        _rows++;
        _textRows += row.First == CellKind.Text ? 1 : 0;
        _emptyRows += row.First == CellKind.Empty ? 1 : 0;
        bool isLabel = row.First == CellKind.Number && double.IsFinite(row.FirstNumber);
        if (_rows > 1 || HasNames)
            _column.Add(isLabel ? row.FirstNumber : double.NaN);
        if (_texts is null)
            return;
        string text = row.Kept is [var first, ..] ? first : string.Empty;
        _length += text.Length + 1;
        if (_length <= _most)
        {
            _texts.Add(text);
            return;
        }

        _texts = null;
    }

    /// <summary>Decides.</summary>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="width">Columns of the table.</param>
    /// <exception cref="HeatmapException">ValueAmbiguous, ImageTooLarge.</exception>
    public void Finish(int rows, int width)
    {
        if (width < 2)
            return;
        bool isFrame = rows > 1 && _startsWithText && _textRows == 1 && _emptyRows == rows - 1 && !HasNames;
        if (isFrame)
        {
            // Some cameras' programs write the name of the frame before its first row.
            SkipsFirstColumn = true;
            _texts = null;
        }
        else if (HasNames)
        {
            SkipsFirstColumn = HasLabels(width);
        }
        else if ((_startsWithText || _startsEmpty) && rows > 1)
        {
            Progression? names = Progress(_firstRow?.Skip(1));
            bool isHeader = _startsWithText
                ? names?.IsLikely == true && (_textRows > 1 || _column.IsSteady)
                : names?.IsSteady == true && (_textRows > 0 || _column.IsEven);
            if (_textRows > 0 && !isHeader)
                throw TableErrors.LabelsUnclear(_path, _line);
            SkipsFirstRow = SkipsFirstColumn = isHeader;
        }
        else if (_startsWithText)
        {
            throw TableErrors.LabelsUnclear(_path, _line);
        }

        if (SkipsFirstColumn && !isFrame && _texts is null)
            throw TableErrors.TooManyLabels(_path, _most);
    }

    /// <summary>The labels as axes of a grid; null without labels.</summary>
    /// <param name="width">Columns of numbers.</param>
    public RasterAxes? ToAxes(int width)
    {
        if (!SkipsFirstColumn || _texts is null)
            return null;
        List<string>? names = SkipsFirstRow ? _firstRow : _names;
        bool hasCorner = names?.Count > width;
        string[] columns = names is null ? [] : [.. names.Skip(hasCorner ? 1 : 0).Take(width)];
        string corner = hasCorner ? FormulaGuard.Undo(names![0]) : string.Empty;
        return new RasterAxes(Axis("Column", columns), Axis(corner.Length > 0 ? corner : "Row", [.. _texts.Skip(SkipsFirstRow ? 1 : 0)]),
            "Value");
    }

    private bool HasLabels(int width)
    {
        if (_textRows > 0 || _names!.Count == width - 1 || _names[0].Length == 0)
            return true;
        // A column that counts is no measurement; any other that rises or falls steadily may be.
        if (_column.IsEven && _rows >= Progression.Likely)
            return true;
        return _column.IsSteady ? throw TableErrors.LabelsUnclear(_path, _line) : false;
    }

    private static Progression? Progress(IEnumerable<string>? texts)
    {
        if (texts is null)
            return null;
        var progression = new Progression();
        foreach (string text in texts)
            progression.Add(NumberReading.Point.TryParse(text, out double number) ? number : double.NaN);
        return progression;
    }

    private static RasterAxis Axis(string name, string[] labels)
    {
        AxisKind kind = labels.All(label => NumberReading.Point.TryParse(label, out double number) && double.IsFinite(number))
            ? AxisKind.Number
            : labels.All(label => Time().IsMatch(label)) ? AxisKind.Time : AxisKind.Category;
        return new RasterAxis(name, kind, kind == AxisKind.Category ? [.. labels.Select(FormulaGuard.Undo)] : [.. labels]);
    }

    [GeneratedRegex(@"^([0-9]{4}-[0-9]{2}-[0-9]{2}([ T](?=[0-9])|$))?([0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?(?<=.)$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Time();

    /// <summary>Numbers that come one after the other.</summary>
    private sealed class Progression
    {
        /// <summary>So many in even steps do not come by chance.</summary>
        public const int Likely = 3;

        private const int LikelyUneven = 6;

        private double _first;
        private double _step;
        private double _last;
        private long _count;
        private bool _isSteady = true;
        private bool _isEven = true;

        /// <summary>Whether each is above, or each below, the one before it. One alone may be anything.</summary>
        public bool IsSteady => _isSteady;

        /// <summary>Whether there are two or more, in steps of one size.</summary>
        public bool IsEven => _isEven && _isSteady && _count > 1;

        /// <summary>Whether there are so many that this is no chance.</summary>
        public bool IsLikely => (IsEven && _count >= Likely) || (IsSteady && _count >= LikelyUneven);

        public void Add(double number)
        {
            if (_count == 0)
                _first = number;
            else if (_count == 1)
                _step = number - _first;
            bool goesOn = _count == 0 || (_step != 0 && number > _last == _step > 0 && number != _last);
            _isSteady = _isSteady && !double.IsNaN(number) && goesOn;
            double expected = _first + (_count * _step);
            _isEven = _isEven && _isSteady
                && (_count < 2 || Math.Abs(number - expected) <= Tolerance * Math.Max(Math.Abs(expected), Math.Abs(_step)));
            _last = number;
            _count++;
        }
    }
}

/// <summary>What the lines before a table say: the unit of the values, and the value that means none.</summary>
internal sealed partial class TablePreamble
{
    private const int MostLength = 1000;

    private static readonly HashSet<string> s_grid = new(StringComparer.OrdinalIgnoreCase)
    {
        "ncols", "nrows", "xllcorner", "yllcorner", "xllcenter", "yllcenter", "cellsize", "dx", "dy", "nodata_value",
    };

    private readonly HashSet<string> _units = [];
    private string? _lastUnit;

    /// <summary>Values that mean "no data".</summary>
    public ImmutableArray<double> NoData { get; private set; } = [];

    /// <summary>The unit that the last line before the table has in brackets, or that a line names as the unit; null where there is none,
    /// or more than one.</summary>
    public string? Unit => (_units.Count, _lastUnit) switch
    {
        (1, null) => _units.First(),
        (0, { } last) => last,
        (1, { } last) when _units.Contains(last) => last,
        _ => null,
    };

    /// <summary>Takes a line.</summary>
    /// <param name="text">The line; empty for one that is a name and a number.</param>
    public void Add(string text)
    {
        text = text.Length > MostLength ? text[..MostLength] : text;
        MatchCollection matches = Bracket().Matches(text);
        string[] found = [.. matches.Select(match => Plain(match.Groups["unit"].Value)).Distinct()];

        // A number after the unit is what the unit belongs to.
        bool isName = found.Length == 1 && !text[(matches[^1].Index + matches[^1].Length)..].Any(char.IsAsciiDigit);
        _lastUnit = isName ? found[0] : null;
        if (Named().Match(text) is { Success: true } named)
            _units.Add(Plain(named.Groups["unit"].Value));
    }

    /// <summary>Takes a line of the header of an Esri ASCII grid.</summary>
    /// <param name="cells">The cells of the line.</param>
    /// <returns>False for other lines.</returns>
    public bool TryTake(List<string>? cells)
    {
        if (cells is not [var name, var value] || !s_grid.Contains(name))
            return false;
        if (name.Equals("nodata_value", StringComparison.OrdinalIgnoreCase) && NumberReading.Point.TryParse(value, out double number))
            NoData = [number];
        return true;
    }

    private static string Plain(string unit) => unit.ToUpperInvariant() switch
    {
        "°C" or "ºC" or "℃" or "DEGC" or "DEG C" or "CELSIUS" => ValueUnit.Celsius,
        "°F" or "ºF" or "℉" or "DEGF" or "DEG F" or "FAHRENHEIT" => ValueUnit.Fahrenheit,
        "K" or "KELVIN" => ValueUnit.Kelvin,
        _ => unit,
    };

    [GeneratedRegex(@"\[\s*(?<unit>[\p{L}°º℃℉%µ][\p{L}\p{N}°º%µ/·*^² ³-]{0,11}?)\s*\]|\(\s*(?<unit>[°º][CF]|℃|℉|K)\s*\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Bracket();

    [GeneratedRegex(@"^\W*(temperature )?units?\b\s*[:=;,\t ]\s*""?(?<unit>°C|ºC|℃|°F|ºF|℉|K|deg ?[CF]|Celsius|Fahrenheit|Kelvin)""?\s*[;,\t]*$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Named();
}
