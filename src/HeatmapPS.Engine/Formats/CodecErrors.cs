using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats;

/// <summary>The errors of the codecs themselves: libraries that are missing, sizes no codec can hold.</summary>
internal static class CodecErrors
{
    public static HeatmapException LibraryNotFound(string library, Exception cause) =>
        new("LibraryNotFound", ErrorKind.NotInstalled, $"Expected the native library {library} beside the module, but it cannot be loaded: {FirstSentence((cause.InnerException ?? cause).Message)} Install the module again for this system.", cause);

    public static HeatmapException LibrarySteered(string library, string folder) =>
        new("LibraryNotFound", ErrorKind.PermissionDenied, $"{library} is not used while '{folder}' exists: it would take its configuration from there, and anybody can make that folder. Remove it.");

    public static HeatmapException LibraryUnbound(string library) =>
        new("LibraryNotFound", ErrorKind.PermissionDenied, $"{library} is not used: it does not take the policy that keeps it from other files, programs and addresses. Install the module again; on Windows, see to it that the folder for temporary files can be written to. Then start PowerShell again.");

    public static HeatmapException AboveMaximum(string path, int maximum) =>
        ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"it has a sample above its maximum {maximum}"));

    public static HeatmapException RowTooLong(string path, long bytes) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, $"Expected rows of at most {int.MaxValue:N0} bytes for '{path}', but one takes {bytes:N0}. Cut the image into narrower files.");

    public static HeatmapException BlockTooLarge(string path, string block, long bytes, long limit) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, $"Expected a {block} of at most {limit:N0} bytes for '{path}', but it takes {bytes:N0}. Save the file again with smaller tiles.");

    public static HeatmapException FileTooLarge(string path, long bytes, long limit) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, $"'{path}' has {bytes:N0} bytes. Its decoder holds the file in memory, and takes at most {limit:N0}. Save it in another format.");

    public static HeatmapException EncodeFailed(string format, string reason, Exception cause) =>
        new("ImageWriteFailed", ErrorKind.WriteFailed, $"Expected to write {format}, but it failed: {reason.TrimEnd().TrimEnd('.')}. Check the free space, or choose another format.", cause);

    public static HeatmapException SideTooLong(string format, int width, int height, int limit) =>
        ImageErrors.OutputFormatNotSupported(format, $"its sides are limited to {limit:N0} pixels and the image is {width:N0} × {height:N0}");

    public static HeatmapException PyramidNeedsTiff() =>
        new("ParameterConflict", ErrorKind.InvalidArgument, "Expected a .tif file to write with -Pyramid, but got another. For a browser give a name that ends in .dzi, without -Pyramid.");

    /// <summary>What follows the first sentence is advice of .NET, and each place where it looked for a library.</summary>
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..(end + 1)];
    }

    public static HeatmapException CompressionNotSupported(ImageCompression compression) =>
        new("CompressionNotSupported", ErrorKind.InvalidArgument, $"Expected None, Fast, Best or Default as the compression of a PNG file, but got {compression}. LZW is for TIFF.");
}
