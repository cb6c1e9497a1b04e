using System.Globalization;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Images;

/// <summary>The errors of reading images and using their data, each with its one id and message.</summary>
internal static class ImageErrors
{
    public static HeatmapException NotFound(string path) =>
        new("ImageNotFound", ErrorKind.NotFound,
            $"There is no file '{path}'. Check the path; use -LiteralPath if it contains [, ], * or ?.");

    public static HeatmapException IsFolder(string path) =>
        new("ImageNotFound", ErrorKind.NotFound,
            $"'{path}' is a folder, not an image file. Give file names, such as '{path}/*.tif', or pipe Get-ChildItem.");

    public static HeatmapException NotAFile(string path) =>
        new("ImageNotFound", ErrorKind.NotFound, $"'{path}' is a device or a pipe, not an image file. Save its data to a file first.");

    public static HeatmapException AccessDenied(string path, Exception cause) =>
        new("ImageAccessDenied", ErrorKind.PermissionDenied,
            $"'{path}' cannot be read: {cause.Message.TrimEnd('.')}. Check its permissions.", cause);

    public static HeatmapException Corrupt(string path, string reason, Exception? cause = null) =>
        new("ImageCorrupt", ErrorKind.InvalidData, $"'{path}' is damaged: {reason.TrimEnd().TrimEnd('.')}. Copy or save the file again.",
            cause);

    public static HeatmapException TooLarge(string path, long pixels, long limit) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, $"'{path}' is too large: it has {pixels:N0} pixels, and at most {limit:N0} are decoded into memory. If you trust the file, raise the limit with Import-HeatmapImage -MaxPixels.");

    public static HeatmapException FormatNotSupported(string path, string reason) =>
        new("FormatNotSupported", ErrorKind.NotSupported,
            $"'{path}' is not supported: {reason.TrimEnd('.')}. Get-HeatmapFormat lists what can be read.");

    public static HeatmapException OutputFormatNotSupported(string format, string reason) =>
        new("FormatNotSupported", ErrorKind.NotSupported,
            $"The image cannot be written as {format}: {reason.TrimEnd('.')}. Get-HeatmapFormat lists what can be written.");

    /// <param name="path">What was named.</param>
    /// <param name="nearest">The extension that may have been meant.</param>
    public static HeatmapException OutputExtensionUnknown(string path, string? nearest) =>
        new("FormatNotSupported", ErrorKind.NotSupported, $"The extension of '{path}' is not that of a format that can be written{(nearest is null ? string.Empty : $"; the nearest is .{nearest}")}. Get-HeatmapFormat lists the formats. For a folder, end the name with a separator.");

    public static HeatmapException DepthLost(string path, string stored, string codec) =>
        new("DepthLost", ErrorKind.InvalidData, $"'{path}' would lose precision: it stores {stored}, and its only codec ({codec}) keeps fewer bits. Convert the file to PNG, TIFF or NPY, or accept the loss with Import-HeatmapImage -AllowDepthLoss.");

    public static HeatmapException DepthMismatch(string type, string format) =>
        new("DepthMismatch", ErrorKind.InvalidData, $"{type} values cannot be stored in {format}. Convert them to a heatmap with ConvertTo-Heatmap (with -Scale for one scale), stretch them with Optimize-Contrast, or write them to TIFF, NPY or PFM.");

    public static HeatmapException ValueMissing(string name, string type) =>
        new("DepthMismatch", ErrorKind.InvalidData, $"'{name}' has pixels without a value (NaN), which {type} cannot represent. Write it to TIFF, NPY or PFM without -BitDepth, or convert it to a heatmap with ConvertTo-Heatmap. Merge-Stack -IgnoreNaN ignores pixels that are missing in some of the images.");

    public static HeatmapException SizeMismatch(string first, string firstSize, string second, string secondSize) =>
        new("SizeMismatch", ErrorKind.InvalidData, $"The images differ in size: '{first}' is {firstSize} and '{second}' is {secondSize}. Use -Fit Resize, Crop or Pad to make them fit.");

    public static HeatmapException SourceChanged(string path) =>
        new("SourceChanged", ErrorKind.ReadFailed, $"'{path}' was changed or replaced while it was in use. Import it again.");

    public static HeatmapException PageNotFound(string path, int page, int pages) =>
        new("PageNotFound", ErrorKind.InvalidArgument, $"Expected a page from 1 to {pages} for '{path}', but got {page}.");

    public static HeatmapException BandNotFound(string name, int band, int bands) =>
        new("BandNotFound", ErrorKind.InvalidArgument, $"Expected a band from 1 to {bands} for '{name}', but got {band}.");

    public static HeatmapException NotGray(string name, int bands) =>
        new("NotGray", ErrorKind.InvalidData, $"'{name}' has {bands} bands, but one band is needed. Select one with Import-HeatmapImage -Band, or convert it with ConvertTo-Grayscale.");

    public static HeatmapException ReadFailed(string path, Exception cause) =>
        new("ImageReadFailed", ErrorKind.ReadFailed, $"'{path}' cannot be read: {cause.Message}", cause);
}

/// <summary>The errors of arrays of numbers, in files and given as .NET arrays.</summary>
internal static class ArrayErrors
{
    public static HeatmapException IntegerTooLarge(string path, Int128 value) =>
        new("DepthLost", ErrorKind.InvalidData, string.Create(CultureInfo.InvariantCulture, $"'{path}' would lose precision: its value {value} does not fit exactly into 64-bit floating point. Save the array as a smaller type, or accept rounding with Import-HeatmapImage -AllowDepthLoss."));

    public static HeatmapException Invalid(string got) =>
        new("ArrayInvalid", ErrorKind.InvalidArgument, $"Expected an array of height × width or height × width × bands numbers, but got {got}. For flat arrays, use Import-HeatmapImage -Width and -Height.");

    public static HeatmapException Unrolled(string got) =>
        new("ArrayInvalid", ErrorKind.InvalidArgument, $"Expected an image, a path or an array, but got the single value {got}: PowerShell unrolls arrays in a pipeline. Pass the array as -InputObject $array, or with a comma in front: ,$array | …");

    public static HeatmapException NotExact(string type) =>
        new("ArrayInvalid", ErrorKind.InvalidArgument,
            $"The {type} array has numbers that a double cannot represent exactly. Convert it to another type first.");
}

/// <summary>The errors of regions of an image.</summary>
internal static class RegionErrors
{
    public static HeatmapException Size(string region, string reason) =>
        new("RegionInvalid", ErrorKind.InvalidArgument,
            $"The region '{region}' is not an area of integers: {reason}. Pixels count from 0; width, height and radius must be above 0.");

    public static HeatmapException Outside(string region, string extent, string image, int width, int height) =>
        new("RegionInvalid", ErrorKind.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"The region '{region}' is not inside '{image}': it covers {extent}, and the image has pixels (0, 0) to ({width - 1}, {height - 1}). Move or shrink it."));

    public static HeatmapException NotARectangle(string text) =>
        new("RegionInvalid", ErrorKind.InvalidArgument, $"Expected a rectangle such as x,y,width,height, 'rect x,y,width,height' or @{{X=10; Y=20; Width=100; Height=50}}, but got '{text}'.");
}
