using System.Globalization;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>The errors of writing files.</summary>
internal static class OutputErrors
{
    public static HeatmapException Exists(string path) =>
        new("OutputExists", ErrorKind.AlreadyExists, $"'{path}' already exists. Use -Force to replace it, or -SkipExisting to leave it.");

    public static HeatmapException NotOurs(string path) =>
        new("OutputExists", ErrorKind.AlreadyExists,
            $"'{path}' already exists and was not made by this command, so -Force does not replace it. Move it, or choose another name.");

    public static HeatmapException IsNoFile(string path) =>
        new("OutputExists", ErrorKind.AlreadyExists,
            $"'{path}' is a device or a pipe, which cannot be replaced by a file. Choose another name.");

    public static HeatmapException InUse(string path, Exception cause) =>
        OutputFaults.Create("OutputWriteFailed", ErrorKind.WriteFailed, $"'{path}' is in use by another program. Close it, and try again.",
            cause);

    public static HeatmapException PathInvalid(string path, string reason) =>
        new("OutputNameInvalid", ErrorKind.InvalidArgument, $"'{path}' cannot be the name of a file: {reason}. Choose another name.");

    public static HeatmapException NameCollision(string path, string first, string second) =>
        new("OutputNameCollision", ErrorKind.InvalidArgument, $"'{first}' and '{second}' would both be written to '{path}'. Give them different names with -Name (such as '{{Parent}}-{{BaseName}}' or '{{Index}}'), or keep their folders with -RelativeTo.");

    public static HeatmapException IsInput(string path) =>
        new("OutputIsInput", ErrorKind.InvalidArgument,
            $"'{path}' is one of the inputs, which are never replaced. Choose another name for the output.");

    public static HeatmapException IsFolder(string path) =>
        new("OutputIsFolder", ErrorKind.AlreadyExists, $"'{path}' is a folder, not a file. Give a file name.");

    public static HeatmapException AccessDenied(string path, Exception cause) =>
        OutputFaults.Create("OutputAccessDenied", ErrorKind.PermissionDenied,
            $"'{path}' cannot be written: {cause.Message.TrimEnd('.')}. Check its permissions.", cause);

    public static HeatmapException WriteFailed(string path, Exception cause) =>
        OutputFaults.Create("OutputWriteFailed", ErrorKind.WriteFailed,
            $"'{path}' cannot be written: {cause.Message} An existing file is unchanged.", cause);

    public static HeatmapException TemporaryFileFailed(long bytes, Exception cause) =>
        new("TemporaryFileFailed", ErrorKind.WriteFailed, string.Create(CultureInfo.InvariantCulture, $"{(bytes > 0 ? $"{bytes:N0} bytes" : "A file")} cannot be written to the folder for temporary files, '{Path.GetTempPath()}': {cause.Message} Free space there, or set another folder in {(OperatingSystem.IsWindows() ? "TEMP" : "TMPDIR")}."), cause);

    public static HeatmapException NameInvalid(string name, string reason) =>
        new("OutputNameInvalid", ErrorKind.InvalidArgument, $"-Name '{name}' does not give a file name: {reason}. Choose another.");

    public static HeatmapException NotAFolder(string path) =>
        new("DestinationInvalid", ErrorKind.InvalidArgument,
            $"'{path}' is one file, but there are several outputs. Give a folder, or only one input.");

    public static HeatmapException NotRelative(string path, string root) =>
        new("OutputNameInvalid", ErrorKind.InvalidArgument,
            $"'{path}' is not in the -RelativeTo folder '{root}'. Give a folder that contains all inputs.");
}

/// <summary>Tells what the system says while an output is written as the engine's errors. The one place for that.</summary>
internal static class OutputFaults
{
    /// <summary>Runs something that writes.</summary>
    /// <param name="path">Full path of the output, for messages.</param>
    /// <param name="write">The writing. What it reads must tell its own faults, which would be taken for those of writing.</param>
    /// <exception cref="HeatmapException">OutputAccessDenied, OutputWriteFailed, or what <paramref name="write"/> throws.</exception>
    public static void Translate(string path, Action write)
    {
        try
        {
            write();
        }
        catch (UnauthorizedAccessException error)
        {
            throw OutputErrors.AccessDenied(path, error);
        }
        catch (IOException error)
        {
            throw OutputErrors.WriteFailed(path, error);
        }
        catch (ArgumentOutOfRangeException error) when (IsTooLarge(error))
        {
            throw OutputErrors.WriteFailed(path,
                new IOException("the file is larger than the file system or the limits of the system allow.", error));
        }
    }

    /// <summary>Whether an error is one of those that come from here.</summary>
    public static bool IsOne(HeatmapException error) => error is OutputFaultException;

    /// <summary>An error of writing, as told by the system.</summary>
    public static HeatmapException Create(string errorId, ErrorKind kind, string message, Exception cause) =>
        new OutputFaultException(errorId, kind, message, cause);

    /// <summary>What .NET makes of EFBIG: 4 GB on FAT, or a limit set for the user.</summary>
    private static bool IsTooLarge(ArgumentOutOfRangeException error) =>
        error.ParamName == "value" && error.TargetSite?.DeclaringType?.Assembly == typeof(FileStream).Assembly;

    private sealed class OutputFaultException(string errorId, ErrorKind kind, string message, Exception cause)
        : HeatmapException(errorId, kind, message, cause);
}
