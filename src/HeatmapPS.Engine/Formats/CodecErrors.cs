using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats;

/// <summary>The errors of the codecs themselves: libraries that are missing, sizes no codec can hold.</summary>
internal static class CodecErrors
{
    public static HeatmapException LibraryNotFound(string library, Exception cause) =>
        new("LibraryNotFound", ErrorKind.NotInstalled, $"The module's native library {library} cannot be loaded: {FirstSentence((cause.InnerException ?? cause).Message)} Reinstall the module for this system.", cause);

    public static HeatmapException LibrarySteered(string library, string folder) =>
        new("LibraryNotFound", ErrorKind.PermissionDenied, $"{library} is disabled while '{folder}' exists: the library would read its configuration there, and any user can create that folder. Remove the folder.");

    public static HeatmapException LibraryUnbound(string library) =>
        new("LibraryNotFound", ErrorKind.PermissionDenied, $"{library} is disabled: it does not accept the policy that keeps it from other files, programs and addresses. Reinstall the module; on Windows, make sure that the folder for temporary files is writable. Then restart PowerShell.");

    public static HeatmapException AboveMaximum(string path, int maximum) =>
        ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"it has a sample above its maximum {maximum}"));

    public static HeatmapException TooFewBytes(string path, long width, long height, Int128 needed, long available) =>
        ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture,
            $"its {width:N0} × {height:N0} pixels need {needed:N0} bytes, but it has {available:N0}"));

    public static HeatmapException RowTooLong(string path, long bytes) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, $"'{path}' is too large: a row has {bytes:N0} bytes, and at most {int.MaxValue:N0} are allowed. Split the image into narrower files.");

    public static HeatmapException BlockTooLarge(string path, string block, long bytes, long limit) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, $"'{path}' is too large: a {block} has {bytes:N0} bytes, and at most {limit:N0} are allowed. Save the file again with smaller tiles.");

    public static HeatmapException FileTooLarge(string path, long bytes, long limit) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, $"'{path}' is too large: it has {bytes:N0} bytes, and its decoder, which keeps the file in memory, reads at most {limit:N0}. Save it in another format.");

    public static HeatmapException EncodeFailed(string format, string reason, Exception cause) =>
        new("ImageWriteFailed", ErrorKind.WriteFailed,
            $"The image cannot be written as {format}: {reason.TrimEnd().TrimEnd('.')}. Check the free space, or choose another format.",
            cause);

    public static HeatmapException SideTooLong(string format, int width, int height, int limit) =>
        ImageErrors.OutputFormatNotSupported(format,
            $"the format allows at most {limit:N0} pixels per side, and the image is {width:N0} × {height:N0}");

    public static HeatmapException PyramidNeedsTiff() =>
        new("ParameterConflict", ErrorKind.InvalidArgument,
            "-Pyramid is for .tif files only. Choose a name that ends in .tif, or, for a browser, one that ends in .dzi without -Pyramid.");

    /// <summary>What follows the first sentence is advice of .NET, and each place where it looked for a library.</summary>
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..(end + 1)];
    }

    public static HeatmapException CompressionNotSupported(ImageCompression compression) =>
        new("CompressionNotSupported", ErrorKind.InvalidArgument,
            $"Expected None, Fast, Best or Default as the compression of a PNG file, but got {compression}. LZW is for TIFF.");
}
