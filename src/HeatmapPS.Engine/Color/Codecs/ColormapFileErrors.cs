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
        new("ColormapFileInvalid", ErrorKind.InvalidData, $"Expected {expected} in '{path}'{(place.Length > 0 ? $", {place}" : string.Empty)}, but got {Brief(got)}. Correct the file, or use -Format if the file is of another format.", cause);

    public static HeatmapException TooLarge(string path, long limit) =>
        new("ColormapFileInvalid", ErrorKind.LimitExceeded,
            $"'{path}' is too large: it has more than {limit:N0} bytes. Check that it is a colormap.");

    public static HeatmapException NotFound(string path) =>
        new("ColormapFileNotFound", ErrorKind.NotFound,
            $"There is no file '{path}'. Check the path; use -LiteralPath if it contains [, ], * or ?.");

    public static HeatmapException IsFolder(string path) =>
        new("ColormapFileNotFound", ErrorKind.NotFound,
            $"'{path}' is a folder, not a colormap file. Give file names, such as '{path}/*.cpt', or pipe Get-ChildItem.");

    public static HeatmapException NotAFile(string path) =>
        new("ColormapFileNotFound", ErrorKind.NotFound,
            $"'{path}' is a device or a pipe, not a colormap file. Save its data to a file first.");

    public static HeatmapException ReadFailed(string path, Exception cause) =>
        new("ColormapFileReadFailed", ErrorKind.ReadFailed, $"'{path}' cannot be read: {cause.Message}", cause);

    public static HeatmapException FormatUnknown(string path) =>
        new("FormatNotSupported", ErrorKind.NotSupported, $"The format of '{path}' is unknown: neither its extension nor its content is that of a colormap file. Specify the format with -Format.");

    public static HeatmapException FormatMissing(string path) =>
        new("FormatNotSupported", ErrorKind.NotSupported, $"The extension of '{path}' is not that of a colormap format. Use lut, cpt, txt, clr, qml, xml, json, ggr, pal, act, csv, npy or the extension of a picture, or specify the format with -Format.");

    public static HeatmapException RegionInvalid(string region, int width, int height) =>
        new("RegionInvalid", ErrorKind.InvalidArgument,
            $"Expected a -Region x,y,width,height within {width} × {height} pixels, but got {region}.");

    public static HeatmapException RegionNeeded(string path, long pixels, long limit) =>
        new("RegionInvalid", ErrorKind.LimitExceeded, $"'{path}' is too large for a legend: it has {pixels:N0} pixels, and at most {limit:N0} are allowed. Select the legend with -Region x,y,width,height.");

    public static HeatmapException ValueRangeInvalid(double minimum, double maximum) =>
        new("RangeInvalid", ErrorKind.InvalidArgument,
            FormattableString.Invariant($"Expected a minimum below the maximum, but got {minimum} and {maximum}."));

    private static string Brief(string text) => text.Length <= 100 ? text : string.Concat(text.AsSpan(0, 100), "…");
}
