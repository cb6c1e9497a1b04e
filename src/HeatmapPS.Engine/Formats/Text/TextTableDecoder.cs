using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Text;

/// <summary>How tables of numbers in text files are written. What is null is found by looking at the file.</summary>
/// <param name="Delimiter">The ASCII character between cells; a space for any number of spaces and tabs.</param>
/// <param name="Culture">The culture of the numbers.</param>
public sealed record TextTableOptions(char? Delimiter = null, CultureInfo? Culture = null)
{
    /// <summary>Everything found by looking.</summary>
    public static TextTableOptions Default { get; } = new();

    /// <summary>The choices in a form to compare; empty without any.</summary>
    public override string ToString() =>
        (Delimiter is null ? string.Empty : $" delimiter {Delimiter}") + (Culture is null ? string.Empty : $" culture {Culture.Name}");

    /// <summary>Whether a character can be between numbers.</summary>
    internal static bool MayDelimit(char letter) => letter == '\t'
        || (!char.IsAsciiLetterOrDigit(letter) && letter is >= ' ' and <= '~' and not ('"' or '#' or '+' or '-' or '.'));
}

/// <summary>Reads tables of numbers in text files as one band of 64-bit floats: CSV, TSV, what <c>numpy.savetxt</c> and the programs of
/// thermal cameras write. A first pass finds the table and checks it; rows are then read one by one.</summary>
internal sealed class TextTableDecoder : IImageDecoder
{
    private const int HeadLength = 1 << 16;

    private static readonly NumberReading[] s_plain = [NumberReading.Point, NumberReading.Comma];
    private static readonly NumberReading[] s_grouped = [NumberReading.PointWithGroups, NumberReading.CommaWithGroups];

    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        if (page != 1)
            throw ImageErrors.PageNotFound(path, page, 1);
        TextTable table = Find(path, options.Tables);
        var metadata = new RasterMetadata
        {
            BitDepth = 64, Unit = table.Scan.Preamble.Unit, NoDataValues = table.Scan.Preamble.NoData,
            Axes = table.Scan.Labels.ToAxes(table.Layout.Width),
        };
        return new TextTableHeader(table, metadata, Name);
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options) =>
        new TextTableRows(path, ((TextTableHeader)header).Table);

    private static TextTable Find(string path, TextTableOptions options)
    {
        NumberReading[] readings = options.Culture is { } culture ? [NumberReading.Of(culture)] : s_plain;
        bool isComma = options.Culture is not null && readings[0].HasDecimalComma;
        char[] delimiters = options.Delimiter is { } delimiter ? [delimiter] : Delimiters(path, isComma);
        var search = new Search(path, options);
        if (search.Run(delimiters, readings, isComma) is { } table)
            return table;
        if (options.Culture is null && new Search(path, options).Run(delimiters, s_grouped, isComma: false) is { } grouped)
            return grouped;
        throw search.Failure ?? NoTable(path);
    }

    private static HeatmapException NoTable(string path)
    {
        Span<byte> head = stackalloc byte[FormatSignatures.HeadLength];
        using Stream text = TextEncoding.OpenUtf8(path).Text;
        return ImageErrors.FormatNotSupported(path, FormatSignatures.Explain(head[..SourceFile.ReadSome(text, head, path)]));
    }

    /// <summary>The delimiters that the start of a file has, those first that are never in a number.</summary>
    private static char[] Delimiters(string path, bool isComma)
    {
        byte[] head = new byte[HeadLength];
        using Stream text = TextEncoding.OpenUtf8(path).Text;
        head = head[..SourceFile.ReadSome(text, head, path)];
        char[] order = isComma ? ['\t', ';', '|', TextCells.Blanks, ','] : ['\t', ';', '|', ',', TextCells.Blanks];
        return Array.FindAll(order, letter => letter == TextCells.Blanks || head.AsSpan().Contains((byte)letter));
    }

    /// <summary>Tries delimiters one after the other.</summary>
    private sealed class Search(string path, TextTableOptions options)
    {
        private (int Width, int Rows) _far;
        private HeatmapException? _failure;
        private HeatmapException? _record;

        /// <summary>What is wrong with the file where it was most like a table; null where it was nowhere like one.</summary>
        public HeatmapException? Failure => _far.Width > 1 || _far.Rows > 2 ? _failure : _record;

        /// <summary>The table, or null.</summary>
        /// <exception cref="HeatmapException">ValueAmbiguous.</exception>
        public TextTable? Run(char[] delimiters, NumberReading[] readings, bool isComma)
        {
            TextTable? column = null;
            foreach (char delimiter in delimiters)
            {
                if (isComma && delimiter == ',' && column is not null)
                    break;
                // A delimiter that fits the last lines only is not that of a table whose earlier lines have another.
                if (Scan(delimiter, readings) is not { } scan || scan.MayBeChance || (_far.Width > 1 && _far.Rows >= scan.Rows))
                    continue;
                TextTable table = Choose(scan, delimiter, readings);
                if (scan.Width > 1)
                    return table;
                column ??= table;
            }

            // One column of decimal commas may be a table with a line that is too short.
            if (column is { Scan.Comma: { } comma } && options is { Delimiter: null, Culture: null })
                throw TableErrors.DelimiterUnclear(path, comma.Text, 2);
            return column;
        }

        private TextTableScan? Scan(char delimiter, NumberReading[] readings)
        {
            var scan = new TextTableScan(path, delimiter, readings);
            try
            {
                if (scan.Run())
                    return scan;
                _record ??= scan.Record;
            }
            catch (HeatmapException error) when (error.ErrorId is "TableInvalid" or "ValueAmbiguous" or "ImageTooLarge")
            {
                if (_failure is null || (scan.Width, scan.Rows).CompareTo(_far) > 0)
                    (_far, _failure) = ((scan.Width, scan.Rows), error);
            }

            return null;
        }

        private TextTable Choose(TextTableScan scan, char delimiter, NumberReading[] readings)
        {
            NumberReading reading = readings[BitOperations.TrailingZeroCount(scan.Readings)];
            if (options is { Delimiter: null, Culture: null } && scan.OneNumber is { } row)
                throw TableErrors.DelimiterUnclear(path, row, scan.Width);
            if (options.Culture is null && delimiter != ';' && scan.Comma is { AreGrouped: true } comma)
                Refuse(comma.Text);

            // Without signs, both readings are the same.
            if (reading.HasGroups && options.Culture is null && BitOperations.PopCount((uint)scan.Readings) > 1 && scan.Comma is { } sign)
                Refuse(sign.Text);
            return new TextTable(scan, delimiter, reading);
        }

        private void Refuse(string text)
        {
            double first = NumberReading.CommaWithGroups.TryParse(text, out double number) ? number : double.NaN;
            double second = NumberReading.PointWithGroups.TryParse(text, out number) ? number : double.NaN;
            throw TableErrors.SignUnclear(path, text, first.ToString(CultureInfo.InvariantCulture),
                second.ToString(CultureInfo.InvariantCulture));
        }
    }
}

/// <summary>A table that was found in a text file.</summary>
/// <param name="Scan">What the first pass found.</param>
/// <param name="Delimiter">What is between cells.</param>
/// <param name="Reading">How numbers are written.</param>
internal sealed record TextTable(TextTableScan Scan, char Delimiter, NumberReading Reading)
{
    /// <summary>Columns before the numbers.</summary>
    public int SkippedColumns => Scan.Labels.SkipsFirstColumn ? 1 : 0;

    /// <summary>Rows of cells before the numbers.</summary>
    public int SkippedRows => Scan.RowsBefore + (Scan.Labels.SkipsFirstRow ? 1 : 0);

    /// <summary>The numbers.</summary>
    public RasterLayout Layout => new(Scan.Width - SkippedColumns - (Scan.EndsWithDelimiter ? 1 : 0),
        Scan.Rows - (Scan.Labels.SkipsFirstRow ? 1 : 0), 1, SampleType.Float64);
}

/// <summary>The header of a text file, with what the first pass found.</summary>
internal sealed record TextTableHeader(TextTable Table, RasterMetadata Metadata, string Codec)
    : ImageHeader(Table.Layout, Metadata, 1, 1, Codec);

/// <summary>Reads the rows of a table one by one.</summary>
internal sealed class TextTableRows : RowReader
{
    private readonly string _path;
    private readonly TextTable _table;
    private readonly TextCells _cells;

    /// <summary>Opens the file, and goes to the first number.</summary>
    public TextTableRows(string path, TextTable table)
        : base(table.Layout)
    {
        (_path, _table) = (path, table);
        _cells = new TextCells(path, table.Delimiter);
        try
        {
            for (int row = 0; row < table.SkippedRows; row++)
            {
                do
                    Next();
                while (!_cells.EndsRow);
            }
        }
        catch
        {
            _cells.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        Span<double> values = MemoryMarshal.Cast<byte, double>(destination);
        for (; !values.IsEmpty; values = values[Layout.Width..])
            ReadRow(values[..Layout.Width]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _cells.Dispose();
        base.Dispose(disposing);
    }

    private void ReadRow(Span<double> row)
    {
        for (int i = 0; i < _table.SkippedColumns; i++)
            Next();
        for (int i = 0; i < row.Length; i++)
        {
            Next();
            if (TableNumbers.Read(_cells.Text, _table.Reading, out row[i]) == CellKind.Text)
                throw ImageErrors.SourceChanged(_path);
        }

        if (_table.Scan.EndsWithDelimiter)
            Next();
        if (!_cells.EndsRow)
            throw ImageErrors.SourceChanged(_path);
    }

    private void Next()
    {
        if (!_cells.Read())
            throw ImageErrors.SourceChanged(_path);
    }
}
