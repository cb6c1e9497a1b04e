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
        string known = names.Count == 0 ? "it has none" : "it has " + string.Join(", ", names.Take(Most)) + (names.Count > Most ? ", …" : string.Empty);
        return new("PropertyNotFound", ErrorKind.InvalidArgument, $"Expected a property '{name}' of the input for -{parameter}, but {known}.{hint}");
    }

    public static HeatmapException NoRows() =>
        new("RowsMissing", ErrorKind.InvalidData, "Expected rows for the grid, but got none. Pipe objects, such as those of Import-Csv.");

    public static HeatmapException AllBad(long rows, string example, string hint) =>
        new("RowsInvalid", ErrorKind.InvalidData, string.Create(CultureInfo.InvariantCulture, $"Expected rows with an x, a y and a number, but none of {rows:N0} has them. The first: {example}.{hint}"));

    public static HeatmapException Ambiguous(
        string role, string text, (string Culture, string Reading) first, (string Culture, string Reading) second) =>
        new("ValueAmbiguous", ErrorKind.InvalidData, $"Expected texts with one meaning for -{role}, but '{text}' is {first.Reading} in {first.Culture} and {second.Reading} in {second.Culture}. Name the culture of the texts with -Culture, such as -Culture {second.Culture}, or -Culture '' for the invariant culture.");

    public static HeatmapException CultureUnknown(string name, IReadOnlyCollection<string> names)
    {
        IReadOnlyList<string> nearest = NameSuggestion.Nearest(name, names, count: 1);
        string hint = nearest.Count > 0 ? $" Did you mean {nearest[0]}?" : string.Empty;
        return new("CultureNotFound", ErrorKind.InvalidArgument, $"Expected a culture such as de-DE for -Culture, but got '{name}'.{hint}");
    }

    public static HeatmapException BinInvalid(string parameter, string text) =>
        new("BinInvalid", ErrorKind.InvalidArgument, $"Expected a width above 0 for -{parameter}: a number such as 5 or 0.5, a span such as 15min, 1h, 7d or [timespan]'00:30', or one of Minute, Hour, Day, Week, Month, Quarter, Year, HourOfDay, Weekday, DayOfMonth, MonthOfYear; but got '{text}'.");

    public static HeatmapException TooLarge(long columns, long rows, long limit) =>
        new("GridTooLarge", ErrorKind.LimitExceeded, string.Create(CultureInfo.InvariantCulture, $"Expected a grid of at most {limit:N0} cells, but got {columns:N0} columns and {rows:N0} rows or more. Make fewer with -BinX or -BinY, such as 1h or 10."));

    public static HeatmapException ValueMissing(string aggregate) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"Expected -Value with -Aggregate {aggregate}, but got none. Without values rows can only be counted.");

    public static HeatmapException PercentileInvalid(string got) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"Expected a -Percentile from 0 to 100 together with -Aggregate Percentile, but got {got}.");

    public static HeatmapException CellFormatInvalid(string format) =>
        new("CellFormatInvalid", ErrorKind.InvalidArgument, $"Expected a .NET number format such as N1 or '{{0:P0}}' for -CellFormat, but got '{format}'.");

    public static HeatmapException NoCells(string parameters, string name, string got) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"Expected a picture of a grid with {parameters}, but '{name}' {got}. {parameters} is for the cells of grids that ConvertTo-HeatmapGrid makes; leave it out here.");

    public static HeatmapException PictureTooLarge(long width, long height) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, string.Create(CultureInfo.InvariantCulture, $"Expected a picture of the grid with rows of at most {Array.MaxLength:N0} bytes and as many rows, but got {width:N0} × {height:N0} pixels. Use a smaller -CellSize."));
}
