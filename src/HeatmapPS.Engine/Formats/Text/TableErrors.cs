using System.Globalization;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Formats.Text;

/// <summary>The errors of tables of numbers in text files.</summary>
internal static class TableErrors
{
    private const int MostShown = 40;

    public static HeatmapException TextCell(string path, long line, int column, string text, bool isRecord) =>
        Invalid(path, line, column, $"has the text '{Shown(text)}', not a number", isRecord
            ? "A table of records becomes an image with Import-Csv and ConvertTo-HeatmapGrid"
            : "Correct it, or give the -Delimiter and -Culture of the file to Import-HeatmapImage");

    public static HeatmapException NumberOtherwise(string path, long line, int column, string text) =>
        Invalid(path, line, column, $"has '{Shown(text)}', which is no number where the cells before have numbers",
            "Write all numbers alike, or give the -Culture of the file to Import-HeatmapImage");

    public static HeatmapException Ragged(string path, long line, long cells, int width) =>
        new("TableInvalid", ErrorKind.InvalidData, string.Create(CultureInfo.InvariantCulture, $"'{path}' is not a table of numbers: line {line:N0} has {Cells(cells)}, but the rows before it have {width:N0}. Correct the line, or give the -Delimiter of the file to Import-HeatmapImage."));

    public static HeatmapException CellTooLong(string path, long line, int column, int most) =>
        Invalid(path, line, column, string.Create(CultureInfo.InvariantCulture, $"is longer than {most:N0} bytes"),
            "Check that it is a table of numbers, or give its -Delimiter to Import-HeatmapImage");

    public static HeatmapException QuoteOpen(string path, long line, int column) =>
        Invalid(path, line, column, "has a quotation mark that is never closed", "Close or remove it");

    public static HeatmapException QuoteInside(string path, long line, int column) =>
        Invalid(path, line, column, "has text after its closing quotation mark", "Write quotation marks inside a cell twice");

    public static HeatmapException TooManyLabels(string path, int most) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, string.Create(CultureInfo.InvariantCulture,
            $"'{path}' is too large: its labels have more than {most:N0} characters. Remove the labels of its rows and columns."));

    /// <summary>A comma that is a delimiter or a decimal sign.</summary>
    public static HeatmapException DelimiterUnclear(string path, string row, int cells) =>
        new("ValueAmbiguous", ErrorKind.InvalidData, $"'{path}' is ambiguous: '{Shown(row)}' is {cells} cells, or one number. Give Import-HeatmapImage -Delimiter ',' for cells, or the -Culture of the numbers, such as -Culture de-DE, for one number.");

    /// <summary>A comma that is a decimal sign or between groups of digits.</summary>
    public static HeatmapException SignUnclear(string path, string text, string first, string second) =>
        new("ValueAmbiguous", ErrorKind.InvalidData, $"'{path}' is ambiguous: '{Shown(text)}' is {first} in one culture and {second} in another. Give Import-HeatmapImage the -Culture of the numbers, such as -Culture de-DE or -Culture en-US.");

    /// <summary>A first column that is labels or numbers.</summary>
    public static HeatmapException LabelsUnclear(string path, long line) =>
        new("ValueAmbiguous", ErrorKind.InvalidData, string.Create(CultureInfo.InvariantCulture, $"'{path}' is ambiguous: the numbers under line {line:N0} may begin with a column of labels or of values. Remove that line to read values. To read labels, let the line begin with an empty cell, and give each column a name that is no number."));

    private static HeatmapException Invalid(string path, long line, int column, string what, string advice) =>
        new("TableInvalid", ErrorKind.InvalidData, string.Create(CultureInfo.InvariantCulture,
            $"'{path}' is not a table of numbers: line {line:N0}, column {column:N0} {what}. {advice}."));

    private static string Cells(long count) => count == 1 ? "1 cell" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} cells");

    private static string Shown(string text) => VisibleText.Line(text.Length <= MostShown ? text : text[..MostShown] + "…");
}
