using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color;

/// <summary>The errors of colours and colormaps, each with its one id and message.</summary>
internal static class ColorErrors
{
    public static HeatmapException ColormapNotFound(string name, IReadOnlyList<string> nearest) =>
        new("ColormapNotFound", ErrorKind.NotFound,
            $"Expected the name of a colormap, but got '{Brief(name)}'. {Nearest(nearest)}Get-Colormap lists all of them.");

    public static HeatmapException ColormapInvalid(string expected, string got) =>
        new("ColormapInvalid", ErrorKind.InvalidArgument, $"Expected {expected} for a colormap, but got {got}. Give an N×3 or N×4 array of bytes (0 to 255) or fractions (0.0 to 1.0), with 2 to 65,536 rows, one per colour.");

    public static HeatmapException ColormapSizeInvalid(long count) =>
        new("ColormapInvalid", ErrorKind.InvalidArgument,
            $"Expected 2 to 65,536 colours for a colormap, but got {count:N0}. Choose another number.");

    public static HeatmapException ColorInvalid(string text, IReadOnlyList<string> nearest) =>
        new("ColorInvalid", ErrorKind.InvalidArgument,
            $"Expected a colour, but got '{Brief(text)}'. {Nearest(nearest)}Write a CSS name, '#ff8800', '255,128,0' or '1.0 0.5 0.0'.");

    public static HeatmapException ColormapPartInvalid(double low, double high) =>
        new("ColormapInvalid", ErrorKind.InvalidArgument, FormattableString.Invariant($"Expected two rising numbers from 0 to 1 for -Portion, but got {low} and {high}. Give two such as -Portion 0.2, 0.8."));

    public static HeatmapException SharesInvalid(int maps, int shares) =>
        new("ColormapInvalid", ErrorKind.InvalidArgument,
            $"Expected one -Share for each of two or more maps, but got {shares} for {maps}. Only the last may be left out.");

    public static HeatmapException ShareSumInvalid(double sum) =>
        new("ColormapInvalid", ErrorKind.InvalidArgument, FormattableString.Invariant($"Expected shares above 0 with a sum of 1, or below 1 if the last is left out, but got a sum of {sum}."));

    public static HeatmapException PositionsInvalid(string expected, string got) =>
        new("ColormapInvalid", ErrorKind.InvalidArgument, $"Expected {expected} for -Position, but got {got}.");

    private static string Nearest(IReadOnlyList<string> names) =>
        names.Count == 0 ? string.Empty : $"Nearest names: {string.Join(", ", names)}. ";

    private static string Brief(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 80), "…");

    public static HeatmapException BandsDiffer(string name, string space, int expected, int bands) =>
        new("BandsDiffer", ErrorKind.InvalidData, $"'{name}' has {bands} bands, but {space} needs {expected}, with or without alpha. Select bands with Import-HeatmapImage -Band, or specify their colour space with -From.");

    public static HeatmapException DepthMismatch(string name, string type) =>
        new("DepthMismatch", ErrorKind.InvalidData, $"'{name}' has {type} values, but colours need 8 bits, 16 bits or floating point. Stretch the values with Optimize-Contrast first.");
}
