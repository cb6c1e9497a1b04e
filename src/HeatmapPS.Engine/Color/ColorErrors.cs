using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color;

/// <summary>The errors of colours and colormaps, each with its one id and message.</summary>
internal static class ColorErrors
{
    public static HeatmapException ColormapNotFound(string name, IReadOnlyList<string> nearest) =>
        new("ColormapNotFound", ErrorKind.NotFound, $"Expected the name of a colormap, but got '{Brief(name)}'. {Nearest(nearest)}Get-Colormap lists all of them.");

    public static HeatmapException ColormapInvalid(string expected, string got) =>
        new("ColormapInvalid", ErrorKind.InvalidArgument, $"Expected {expected} for a colormap, but got {got}. Give an N×3 or N×4 array of bytes (0 to 255) or of fractions (0.0 to 1.0), with 2 to 65,536 rows, one a colour.");

    public static HeatmapException ColormapSizeInvalid(long count) =>
        new("ColormapInvalid", ErrorKind.InvalidArgument, $"Expected 2 to 65,536 colours for a colormap, but got {count:N0}. Choose another number.");

    public static HeatmapException ColorInvalid(string text, IReadOnlyList<string> nearest) =>
        new("ColorInvalid", ErrorKind.InvalidArgument, $"Expected a colour, but got '{Brief(text)}'. {Nearest(nearest)}Write a CSS name, '#ff8800', '255,128,0' or '1.0 0.5 0.0'.");

    public static HeatmapException ColormapPartInvalid(double low, double high) =>
        new("ColormapInvalid", ErrorKind.InvalidArgument, FormattableString.Invariant($"Expected a -Portion from 0 to 1 that begins below its end, but got {low} and {high}. Write -Portion 0.2, 0.8."));

    public static HeatmapException SharesInvalid(int maps, int shares) =>
        new("ColormapInvalid", ErrorKind.InvalidArgument, $"Expected a -Share for each of two or more maps, the last of which may be left out, but got {shares} for {maps}.");

    public static HeatmapException ShareSumInvalid(double sum) =>
        new("ColormapInvalid", ErrorKind.InvalidArgument, FormattableString.Invariant($"Expected shares above 0 that sum to 1, or to less where the last is left out, but got a sum of {sum}."));

    public static HeatmapException PositionsInvalid(string expected, string got) =>
        new("ColormapInvalid", ErrorKind.InvalidArgument, $"Expected {expected} for -Position, but got {got}.");

    private static string Nearest(IReadOnlyList<string> names) =>
        names.Count == 0 ? string.Empty : $"Nearest names: {string.Join(", ", names)}. ";

    private static string Brief(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 80), "…");

    public static HeatmapException BandsDiffer(string name, string space, int expected, int bands) =>
        new("BandsDiffer", ErrorKind.InvalidData, $"Expected {expected} bands of {space}, perhaps with alpha, for '{name}', but it has {bands}. Choose bands with Import-HeatmapImage -Band, or name what they are with -From.");

    public static HeatmapException DepthMismatch(string name, string type) =>
        new("DepthMismatch", ErrorKind.InvalidData, $"Expected colours of 8 or 16 bits or floating point for '{name}', but got {type} values. Stretch them with Optimize-Contrast first.");
}
