using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Images;

/// <summary>The errors of reading images and using their data, each with its one id and message.</summary>
internal static class ImageErrors
{
    public static HeatmapException NotFound(string path) =>
        new("ImageNotFound", ErrorKind.NotFound, $"Expected an image file at '{path}', but there is none. Check the path; use -LiteralPath when it contains [, ], * or ?.");

    public static HeatmapException IsFolder(string path) =>
        new("ImageNotFound", ErrorKind.NotFound, $"Expected an image file at '{path}', but it is a folder. Name files, such as '{path}/*.tif', or pipe Get-ChildItem.");

    public static HeatmapException NotAFile(string path) =>
        new("ImageNotFound", ErrorKind.NotFound, $"Expected an image file at '{path}', but it is a device or a pipe. Save what comes from it to a file first.");

    public static HeatmapException AccessDenied(string path, Exception cause) =>
        new("ImageAccessDenied", ErrorKind.PermissionDenied, $"Expected to read '{path}', but the system refused: {cause.Message}", cause);

    public static HeatmapException Corrupt(string path, string reason, Exception? cause = null) =>
        new("ImageCorrupt", ErrorKind.InvalidData, $"Expected a whole image in '{path}', but {reason.TrimEnd().TrimEnd('.')}. Fetch or save the file again.", cause);

    public static HeatmapException TooLarge(string path, long pixels, long limit) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, $"Expected at most {limit:N0} pixels decoded into memory for '{path}', but it has {pixels:N0}. If you trust the file, raise the limit with Import-HeatmapImage -MaxPixels.");

    public static HeatmapException FormatNotSupported(string path, string reason) =>
        new("FormatNotSupported", ErrorKind.NotSupported, $"Expected a format that can be read for '{path}', but {reason.TrimEnd('.')}. Get-HeatmapFormat lists what can be read.");

    public static HeatmapException OutputFormatNotSupported(string format, string reason) =>
        new("FormatNotSupported", ErrorKind.NotSupported, $"Expected a format that can be written, but got '{format}': {reason.TrimEnd('.')}. Get-HeatmapFormat lists what can be written.");

    /// <param name="path">What was named.</param>
    /// <param name="nearest">The extension that was meant, perhaps.</param>
    public static HeatmapException OutputExtensionUnknown(string path, string? nearest) =>
        new("FormatNotSupported", ErrorKind.NotSupported, $"The extension of '{path}' names no format that can be written{(nearest is null ? string.Empty : $"; the nearest is .{nearest}")}. Get-HeatmapFormat lists the formats. If a folder is meant, end its name with a separator.");

    public static HeatmapException DepthLost(string path, string stored, string codec) =>
        new("DepthLost", ErrorKind.InvalidData, $"Expected to keep every bit of '{path}', but it stores {stored} and the only codec for it here ({codec}) holds less. Convert the file to PNG, TIFF or NPY, or accept the loss with Import-HeatmapImage -AllowDepthLoss.");

    public static HeatmapException DepthMismatch(string type, string format) =>
        new("DepthMismatch", ErrorKind.InvalidData, $"Expected samples that {format} can hold, but got {type} values. Make them a heatmap with ConvertTo-Heatmap (with -Scale for one scale), stretch them with Optimize-Contrast, or write them to TIFF, NPY or PFM, which hold them.");

    public static HeatmapException ValueMissing(string name, string type) =>
        new("DepthMismatch", ErrorKind.InvalidData, $"'{name}' has pixels without a value (NaN), and no {type} stands for them. Write it to TIFF, NPY or PFM without -BitDepth, or make it a heatmap with ConvertTo-Heatmap. Merge-Stack -IgnoreNaN leaves out what is missing in some of the images.");

    public static HeatmapException SizeMismatch(string first, string firstSize, string second, string secondSize) =>
        new("SizeMismatch", ErrorKind.InvalidData, $"Expected images of one size, but '{first}' is {firstSize} and '{second}' is {secondSize}. Use -Fit Resize, Crop or Pad to make them fit.");

    public static HeatmapException SourceChanged(string path) =>
        new("SourceChanged", ErrorKind.ReadFailed, $"Expected '{path}' to stay as it was while in use, but it was changed or replaced. Import it again.");

    public static HeatmapException PageNotFound(string path, int page, int pages) =>
        new("PageNotFound", ErrorKind.InvalidArgument, $"Expected a page from 1 to {pages} for '{path}', but got {page}.");

    public static HeatmapException BandNotFound(string name, int band, int bands) =>
        new("BandNotFound", ErrorKind.InvalidArgument, $"Expected a band from 1 to {bands} for '{name}', but got {band}.");

    public static HeatmapException NotGray(string name, int bands) =>
        new("NotGray", ErrorKind.InvalidData, $"Expected one band of values for '{name}', but it has {bands}. Choose one with Import-HeatmapImage -Band, or convert it with ConvertTo-Grayscale.");

    public static HeatmapException ReadFailed(string path, Exception cause) =>
        new("ImageReadFailed", ErrorKind.ReadFailed, $"Expected to read '{path}', but it failed: {cause.Message}", cause);
}
