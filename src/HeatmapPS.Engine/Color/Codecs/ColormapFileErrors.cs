using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>The errors of colormap files, each with its one id and message.</summary>
internal static class ColormapFileErrors
{
    /// <param name="path">The file.</param>
    /// <param name="place">Where in it: "line 12", "byte 300", or empty for the whole file.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="got">What is there.</param>
    /// <param name="cause">The error of another library, if it found the fault.</param>
    public static HeatmapException Invalid(string path, string place, string expected, string got, Exception? cause = null) =>
        new("ColormapFileInvalid", ErrorKind.InvalidData, $"Expected {expected} in '{path}'{(place.Length > 0 ? $", {place}" : string.Empty)}, but got {Brief(got)}. Mend the file, or name its format with -Format if it was taken for another.", cause);

    public static HeatmapException TooLarge(string path, long limit) =>
        new("ColormapFileInvalid", ErrorKind.LimitExceeded, $"'{path}' has more than {limit:N0} bytes, which is too large for a colormap. Check that it is one.");

    public static HeatmapException NotFound(string path) =>
        new("ColormapFileNotFound", ErrorKind.NotFound, $"Expected a colormap file at '{path}', but there is none. Check the path; use -LiteralPath when it contains [, ], * or ?.");

    public static HeatmapException IsFolder(string path) =>
        new("ColormapFileNotFound", ErrorKind.NotFound, $"Expected a colormap file at '{path}', but it is a folder. Name files, such as '{path}/*.cpt', or pipe Get-ChildItem.");

    public static HeatmapException NotAFile(string path) =>
        new("ColormapFileNotFound", ErrorKind.NotFound, $"Expected a colormap file at '{path}', but it is a device or a pipe. Save what comes from it to a file first.");

    public static HeatmapException ReadFailed(string path, Exception cause) =>
        new("ColormapFileReadFailed", ErrorKind.ReadFailed, $"Expected to read '{path}', but it failed: {cause.Message}", cause);

    public static HeatmapException FormatUnknown(string path) =>
        new("FormatNotSupported", ErrorKind.NotSupported, $"Expected a colormap format, but '{path}' has neither a known extension nor known content. Choose one with -Format.");

    public static HeatmapException FormatMissing(string path) =>
        new("FormatNotSupported", ErrorKind.NotSupported, $"Expected a format for '{path}', but its extension names none. Use lut, cpt, txt, clr, qml, xml, json, ggr, pal, act, csv, npy or that of a picture, or choose one with -Format.");

    public static HeatmapException RegionInvalid(string region, int width, int height) =>
        new("RegionInvalid", ErrorKind.InvalidArgument, $"Expected a -Region x,y,width,height within {width} × {height} pixels, but got {region}.");

    public static HeatmapException RegionNeeded(string path, long pixels, long limit) =>
        new("RegionInvalid", ErrorKind.LimitExceeded, $"Expected a legend of at most {limit:N0} pixels, but '{path}' has {pixels:N0}. Cut the legend out with -Region x,y,width,height.");

    public static HeatmapException ValueRangeInvalid(double minimum, double maximum) =>
        new("RangeInvalid", ErrorKind.InvalidArgument, FormattableString.Invariant($"Expected a minimum below the maximum, but got {minimum} and {maximum}."));

    private static string Brief(string text) => text.Length <= 100 ? text : string.Concat(text.AsSpan(0, 100), "…");
}
