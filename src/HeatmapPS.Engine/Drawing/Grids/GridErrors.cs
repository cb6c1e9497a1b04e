using System.Globalization;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Drawing.Grids;

/// <summary>The errors of making grids of rows, and of drawing them.</summary>
internal static class GridErrors
{
    public static HeatmapException PropertyNotFound(string parameter, string name, IReadOnlyCollection<string> names)
    {
        const int Most = 40;
        IReadOnlyList<string> nearest = NameSuggestion.Nearest(name, names, count: 1);
        string hint = nearest.Count > 0 ? $" Did you mean {nearest[0]}?" : string.Empty;
        string known = names.Count == 0
            ? "it has no properties"
            : "it has " + string.Join(", ", names.Take(Most)) + (names.Count > Most ? ", …" : string.Empty);
        return new("PropertyNotFound", ErrorKind.InvalidArgument, $"The input has no property '{name}' for -{parameter}: {known}.{hint}");
    }

    public static HeatmapException NoRows() =>
        new("RowsMissing", ErrorKind.InvalidData, "There are no rows for the grid. Pipe objects, such as those of Import-Csv.");

    public static HeatmapException AllBad(long rows, string example, string hint) =>
        new("RowsInvalid", ErrorKind.InvalidData,
            string.Create(CultureInfo.InvariantCulture,
                $"None of the {rows:N0} rows can be used: each needs an x, a y and a number. The first: {example}.{hint}"));

    public static HeatmapException Ambiguous(
        string role, string text, (string Culture, string Reading) first, (string Culture, string Reading) second) =>
        new("ValueAmbiguous", ErrorKind.InvalidData, $"The texts of -{role} are ambiguous: '{text}' is {first.Reading} in {first.Culture} and {second.Reading} in {second.Culture}. Specify the culture of the texts with -Culture, such as -Culture {second.Culture}, or -Culture '' for the invariant culture.");

    public static HeatmapException CultureUnknown(string name, IReadOnlyCollection<string> names)
    {
        IReadOnlyList<string> nearest = NameSuggestion.Nearest(name, names, count: 1);
        string hint = nearest.Count > 0 ? $" Did you mean {nearest[0]}?" : string.Empty;
        return new("CultureNotFound", ErrorKind.InvalidArgument, $"Expected a culture such as de-DE for -Culture, but got '{name}'.{hint}");
    }

    public static HeatmapException BinInvalid(string parameter, string text) =>
        new("BinInvalid", ErrorKind.InvalidArgument, $"Expected a width above 0 for -{parameter}: a number such as 5 or 0.5, a span such as 15min, 1h, 7d or [timespan]'00:30', or one of Minute, Hour, Day, Week, Month, Quarter, Year, HourOfDay, Weekday, DayOfMonth, MonthOfYear; but got '{text}'.");

    public static HeatmapException TooLarge(long columns, long rows, long limit) =>
        new("GridTooLarge", ErrorKind.LimitExceeded, string.Create(CultureInfo.InvariantCulture, $"The grid is too large: it has at least {columns:N0} columns and {rows:N0} rows, and at most {limit:N0} cells are allowed. Use wider bins with -BinX or -BinY, such as 1h or 10."));

    public static HeatmapException ValueMissing(string aggregate) =>
        new("ParameterConflict", ErrorKind.InvalidArgument,
            $"-Aggregate {aggregate} needs -Value. Without values, rows can only be counted.");

    public static HeatmapException PercentileInvalid(string got) =>
        new("ParameterConflict", ErrorKind.InvalidArgument,
            $"Expected -Percentile from 0 to 100 together with -Aggregate Percentile, but got {got}.");

    public static HeatmapException CellFormatInvalid(string format) =>
        new("CellFormatInvalid", ErrorKind.InvalidArgument,
            $"Expected a .NET number format such as N1 or '{{0:P0}}' for -CellFormat, but got '{format}'.");

    public static HeatmapException NoCells(string parameters, string name, string got) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"'{name}' {got}, so it has no cells for {parameters}. Leave out {parameters}; only grids from ConvertTo-HeatmapGrid have cells.");

    public static HeatmapException PictureTooLarge(long width, long height) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, string.Create(CultureInfo.InvariantCulture, $"The picture of the grid is too large: {width:N0} × {height:N0} pixels, and at most {Array.MaxLength:N0} rows of {Array.MaxLength:N0} bytes are allowed. Use a smaller -CellSize."));
}
