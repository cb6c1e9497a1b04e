using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Text;

/// <summary>A row of cells, and what they are.</summary>
internal sealed class TextRow
{
    /// <summary>Line of its first cell, from 1.</summary>
    public long Line { get; set; }

    /// <summary>Number of cells.</summary>
    public int Cells { get; set; }

    /// <summary>Cells with a number.</summary>
    public int Numbers { get; set; }

    /// <summary>Cells with a text.</summary>
    public int Texts { get; set; }

    /// <summary>The first cell.</summary>
    public CellKind First { get; set; }

    /// <summary>Value of the first cell.</summary>
    public double FirstNumber { get; set; }

    /// <summary>The last cell.</summary>
    public CellKind Last { get; set; }

    /// <summary>The first text that is not in the first column, or null.</summary>
    public (long Line, int Column, string Text)? Foreign { get; set; }

    /// <summary>The readings that read all numbers of the row, a bit each.</summary>
    public int Readings { get; set; }

    /// <summary>A cell that the readings in use do not read together, or null.</summary>
    public (long Line, int Column, string Text)? Otherwise { get; set; }

    /// <summary>A cell with a comma, or null.</summary>
    public string? Comma { get; set; }

    /// <summary>Whether each comma may be between groups.</summary>
    public bool AreGrouped { get; set; }

    /// <summary>The texts of the cells; null where they are not kept.</summary>
    public List<string>? Kept { get; set; }

    /// <summary>Whether all cells are numbers or empty, apart from a text in the first one.</summary>
    public bool IsLabelled => First == CellKind.Text && Texts == 1 && Numbers > 0;

    /// <summary>Whether it is a name and a number, with empty cells up to the width of a table below it.</summary>
    public bool IsPadded => IsLabelled && Numbers == 1 && Cells > 2 && Kept is [_, { Length: > 0 }, ..];

    /// <summary>Whether it can be the names of columns: none is empty but the first.</summary>
    public bool IsNames => First != CellKind.Number && Kept is { } cells && cells.Skip(1).All(cell => cell.Length > 0);
}

/// <summary>Passes over a text file once and finds the table in it, if cells are separated and numbers written in a given way. Memory
/// does not depend on the number of rows, apart from their labels.</summary>
/// <remarks>Lines before the table are texts, names with a value, and a line of column names. A line belongs to the table, or to what
/// is before it, by its shape alone; where that leaves two ways to understand a file, it is an error.</remarks>
/// <param name="path">Full path.</param>
/// <param name="delimiter">What is between cells.</param>
/// <param name="readings">How numbers may be written.</param>
internal sealed class TextTableScan(string path, char delimiter, IReadOnlyList<NumberReading> readings)
{
    private const int MostLinesBefore = 1000;
    private const int MostShown = 64;
    private const int MostColumns = int.MaxValue / sizeof(double);

    /// <summary>What labels may take: as much as the description of an embedded heatmap.</summary>
    private const int MostText = 16 << 20;

    private readonly Dictionary<int, HeatmapException> _broken = [];
    private readonly TextRow _row = new();
    private OneNumberRows _oneNumber = new(delimiter);
    private TableLabels _labels = null!;
    private (List<string>? Cells, long Line) _above;
    private int _width;
    private bool _isSure;
    private int _all;
    private bool _hasBlankEnd;
    private int _emptyCells;
    private bool _hasTextBefore;
    private bool _hasNumbers;
    private (int Cells, HeatmapException Error)? _namesFault;
    private int _cellsBefore;

    /// <summary>How numbers may be written, after all rows.</summary>
    public int Readings { get; private set; }

    /// <summary>Columns of the table with its labels; 0 while none is found.</summary>
    public int Width => _width;

    /// <summary>Rows of the table, with one that turns out to be names.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows with cells before the table.</summary>
    public int RowsBefore { get; private set; }

    /// <summary>What the lines before the table say.</summary>
    public TablePreamble Preamble { get; } = new();

    /// <summary>What the first column and the names above the table are.</summary>
    public TableLabels Labels => _labels;

    /// <summary>A row of two columns or more of a table whose columns have texts, or null.</summary>
    public HeatmapException? Record { get; private set; }

    /// <summary>Whether the table may be nothing but a line of a text, or lines of numbers in one.</summary>
    public bool MayBeChance => RowsBefore > 0 && (_width == 1 ? Rows <= RowsBefore : Rows == 1 && !_labels.HasNames);

    /// <summary>Whether the last column is nothing but the delimiters at the ends of all rows.</summary>
    public bool EndsWithDelimiter => _hasBlankEnd && _width > 1 && _emptyCells == Rows;

    /// <summary>A comma in the table, and whether all commas may be between groups; null without commas.</summary>
    public (string Text, bool AreGrouped)? Comma { get; private set; }

    /// <summary>The first row, where each row may be one number rather than cells; else null.</summary>
    public string? OneNumber => _oneNumber.First is { } first && !_labels.HasNames ? first : null;

    /// <summary>Reads the file.</summary>
    /// <returns>False where it has no table.</returns>
    /// <exception cref="HeatmapException">TableInvalid, ValueAmbiguous, ImageTooLarge.</exception>
    public bool Run()
    {
        _all = (1 << readings.Count) - 1;
        Readings = _all;
        using var cells = new TextCells(path, delimiter)
        {
            OnComment = text => { if (Rows == 0) Preamble.Add(text); }, OnBlankLine = () => _above = default,
            Progress = WorkScope.Progress,
        };
        while (Rows > 0 || RowsBefore < MostLinesBefore)
        {
            if (!ReadRow(cells))
                return Finish();
            if (Rows == 0 || !Continue())
                Begin();
        }

        return false;
    }

    private bool Finish()
    {
        if (Rows == 0 || !_hasNumbers)
            return false;
        if (_broken.TryGetValue(_width, out HeatmapException? broken))
            throw broken;
        _labels.Finish(Rows, _width);
        return true;
    }

    /// <summary>Takes a row before the table, or its first one.</summary>
    private void Begin()
    {
        bool isNumbers = _row.Texts == 0 && (_row.Numbers > 0 || (_row.Cells > 1 && !_hasTextBefore));
        bool isKnown = _row.IsLabelled && Preamble.TryTake(_row.Kept);
        // A table for R has no name above its names of rows.
        bool hasNames = _above.Cells is { } names && (names.Count == _row.Cells
            || (names.Count == _row.Cells - 1 && names.Count > 1 && delimiter == TextCells.Blanks));
        if (!isNumbers && (!_row.IsLabelled || isKnown || (_row.IsPadded && !hasNames)))
        {
            Pass(isKnown);
            return;
        }

        if (!hasNames)
            KeepFault();
        _labels = new TableLabels(path, hasNames ? _above.Cells : null, _above.Line, _row, MostText);
        _width = _row.Cells;
        _isSure = isNumbers ? _row.Numbers > 0 : hasNames && _width > 2;
        (_hasBlankEnd, _emptyCells, Comma) = (true, 0, null);
        (Readings, _oneNumber) = (_all, new OneNumberRows(delimiter));
        Count();
    }

    /// <summary>Takes a row before the table.</summary>
    private void Pass(bool isKnown)
    {
        RowsBefore++;
        _hasTextBefore = true;
        KeepFault();
        if (!isKnown)
            Preamble.Add(_row.Numbers == 0 ? string.Join(' ', _row.Kept ?? []) : string.Empty);
        bool isNames = _row.IsNames && !isKnown;
        if (_row.Foreign is { } text && _row.Numbers > 0)
        {
            HeatmapException error = TableErrors.TextCell(path, text.Line, text.Column, text.Text, isRecord: RowsBefore > 1);
            Record ??= _row.Cells > 1 && _row.Cells == _cellsBefore && delimiter != TextCells.Blanks ? error : null;
            // Names of columns may be numbers too, directly above the table.
            if (isNames)
                _namesFault = (_row.Cells, error);
            else
                _broken.TryAdd(_row.Cells, error);
        }

        _above = isNames ? ([.. _row.Kept!], _row.Line) : default;
        _cellsBefore = _row.Cells;
    }

    /// <summary>Remembers that a row of texts and numbers was not names of columns.</summary>
    private void KeepFault()
    {
        if (_namesFault is { } fault)
            _broken.TryAdd(fault.Cells, fault.Error);
        _namesFault = null;
    }

    /// <summary>Takes a row of the table.</summary>
    /// <returns>False where the rows so far were none: values with a name, as cameras write them before the table.</returns>
    private bool Continue()
    {
        if (Fault() is { } fault)
        {
            if (_isSure)
                throw fault;
            _broken.TryAdd(_width, fault);
            RowsBefore += Rows;
            Rows = 0;
            _hasTextBefore = true;
            _above = default;
            Preamble.Add(string.Empty);
            return false;
        }

        _isSure |= _row.Numbers > 0 && (_width > 2 || !_row.IsLabelled);
        Count();
        return true;
    }

    private HeatmapException? Fault()
    {
        if (_row.Foreign is { } text)
            return TableErrors.TextCell(path, text.Line, text.Column, text.Text, _labels.HasNames);
        if (_row.Cells != _width)
            return TableErrors.Ragged(path, _row.Line, _row.Cells, _width);
        if (_row.First == CellKind.Text && (_width == 1 || !_labels.MayBeTexts || (!_isSure && _row.Numbers == 0)))
            return TableErrors.TextCell(path, _row.Line, 1, _row.Kept is [var first, ..] ? first : "…", isRecord: false);
        if (_row.Otherwise is { } other)
            return TableErrors.NumberOtherwise(path, other.Line, other.Column, other.Text);
        return (Readings & _row.Readings) == 0 ? TableErrors.NumberOtherwise(path, _row.Line, 1, _row.Comma ?? "…") : null;
    }

    private void Count()
    {
        Rows++;
        _hasNumbers |= _row.Numbers > 0;
        Readings &= _row.Readings;
        _hasBlankEnd &= _row.Last == CellKind.Empty;
        _emptyCells += _row.Cells - _row.Numbers - _row.Texts;
        if (_row.Comma is not null)
            Comma = (Comma?.Text ?? _row.Comma, (Comma?.AreGrouped ?? true) && _row.AreGrouped);
        _labels.Add(_row);
        _oneNumber.Add(_row);
    }

    private bool ReadRow(TextCells cells)
    {
        // Before the table each row may be written otherwise than the table.
        int readings = _isSure && Rows > 0 ? Readings : _all;
        bool keeps = Rows < 2;
        int kept = 0;
        (_row.Cells, _row.Numbers, _row.Texts, _row.Foreign, _row.Otherwise, _row.Comma) = (0, 0, 0, null, null, null);
        (_row.AreGrouped, _row.Readings) = (true, readings);
        _row.Kept = [];
        do
        {
            if (!cells.Read())
                return false;
            ReadOnlySpan<byte> text = cells.Text;
            bool isFirst = _row.Cells++ == 0;
            if (_row.Cells > MostColumns)
                throw CodecErrors.RowTooLong(path, (long)_row.Cells * sizeof(double));
            CellKind kind = Read(text, cells, out double number);
            if (isFirst)
                (_row.Line, _row.First, _row.FirstNumber) = (cells.Line, kind, number);
            _row.Last = kind;
            _row.Numbers += kind == CellKind.Number ? 1 : 0;
            if (kind == CellKind.Text)
            {
                _row.Texts++;
                if (!isFirst)
                    _row.Foreign ??= (cells.Line, cells.Column, TextEncoding.Decode(text[..Math.Min(text.Length, MostShown)]));
            }

            if (_row.Kept is null || !(keeps || isFirst || _oneNumber.Wants(_row)))
                continue;
            kept += text.Length + 1;
            if (kept > MostText)
                _row.Kept = null;
            else
                _row.Kept.Add(TextEncoding.Decode(text));
        }
        while (!cells.EndsRow);
        return true;
    }

    private CellKind Read(ReadOnlySpan<byte> text, TextCells cells, out double number)
    {
        number = TableNumbers.NaN;
        if (!TableNumbers.HasSign(text) && !readings[0].HasGroups)
        {
            return cells.Column > 1 && TableNumbers.IsPlain(text, readings[0])
                ? CellKind.Number
                : TableNumbers.Read(text, readings[0], out number);
        }

        // The value matters in the first column only, which may be labels.
        int read = ReadBy(text, _row.Readings, cells.Column > 1, out number);
        if (read != 0)
        {
            _row.Readings &= read;
        }
        else if (text.IsEmpty)
        {
            return CellKind.Empty;
        }
        else if (ReadBy(text, _all & ~_row.Readings, isTold: true, out _) != 0)
        {
            _row.Otherwise ??= (cells.Line, cells.Column, TextEncoding.Decode(text[..Math.Min(text.Length, MostShown)]));
        }
        else
        {
            return CellKind.Text;
        }

        if (text.Contains((byte)','))
        {
            _row.AreGrouped = _row.AreGrouped && Comma is not { AreGrouped: false } && TableNumbers.MayBeGrouped(text);
            _row.Comma ??= TextEncoding.Decode(text);
        }

        return CellKind.Number;
    }

    /// <summary>Which of some readings read a cell; the number is that of the first, where it is not enough to tell.</summary>
    private int ReadBy(ReadOnlySpan<byte> text, int some, bool isTold, out double number)
    {
        int read = 0;
        number = TableNumbers.NaN;
        for (int i = 0; i < readings.Count; i++)
        {
            double value = TableNumbers.NaN;
            if (((some >> i) & 1) == 0 || !((isTold && TableNumbers.IsPlain(text, readings[i]))
                || TableNumbers.Read(text, readings[i], out value) == CellKind.Number))
            {
                continue;
            }

            number = read == 0 ? value : number;
            read |= 1 << i;
        }

        return read;
    }
}

/// <summary>Rows whose cells may be one number together, where a comma is the delimiter: 1,234 or 12,5.</summary>
/// <param name="delimiter">What is between cells.</param>
internal sealed class OneNumberRows(char delimiter)
{
    /// <summary>A double holds no more digits.</summary>
    private const int MostGroups = 6;

    private static readonly NumberReading[] s_readings = [NumberReading.Comma, NumberReading.PointWithGroups];

    private bool _isOne = delimiter == ',';
    private bool _isComma = true;
    private bool _isGroups = true;

    /// <summary>The first row as one text, where all rows may be one number; else null.</summary>
    public string? First { get => _isOne ? field : null; private set; }

    /// <summary>Whether the texts of a row are needed.</summary>
    public bool Wants(TextRow row) => _isOne && row.Cells <= MostGroups;

    /// <summary>Takes a row of the table.</summary>
    public void Add(TextRow row)
    {
        if (!_isOne)
            return;
        string? text = row.Cells is > 1 and <= MostGroups && row.Kept is { } cells ? string.Join(',', cells) : null;
        _isComma = _isComma && text is not null && s_readings[0].TryParse(text, out _);
        _isGroups = _isGroups && text is not null && text.Contains(',', StringComparison.Ordinal) && s_readings[1].TryParse(text, out _);
        _isOne = _isComma || _isGroups;
        First ??= text;
    }
}
