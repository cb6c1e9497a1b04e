using System.Globalization;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>The errors of writing files.</summary>
internal static class OutputErrors
{
    public static HeatmapException Exists(string path) =>
        new("OutputExists", ErrorKind.AlreadyExists, $"'{path}' already exists. Use -Force to replace it, or -SkipExisting to leave it.");

    public static HeatmapException NotOurs(string path) =>
        new("OutputExists", ErrorKind.AlreadyExists, $"'{path}' already exists and is not what this command makes, so -Force does not replace it. Move it away, or choose another name.");

    public static HeatmapException IsNoFile(string path) =>
        new("OutputExists", ErrorKind.AlreadyExists, $"'{path}' is a pipe or a device, which no file replaces. Choose another name.");

    public static HeatmapException InUse(string path, Exception cause) =>
        OutputFaults.Create("OutputWriteFailed", ErrorKind.WriteFailed, $"'{path}' is in use by another program. Close it, and try again.", cause);

    public static HeatmapException PathInvalid(string path, string reason) =>
        new("OutputNameInvalid", ErrorKind.InvalidArgument, $"'{path}' cannot be the name of a file: {reason}. Choose another name.");

    public static HeatmapException NameCollision(string path, string first, string second) =>
        new("OutputNameCollision", ErrorKind.InvalidArgument, $"'{first}' and '{second}' would both be written to '{path}'. Tell them apart with -Name (such as '{{Parent}}-{{BaseName}}' or '{{Index}}') or keep their folders with -RelativeTo.");

    public static HeatmapException IsInput(string path) =>
        new("OutputIsInput", ErrorKind.InvalidArgument, $"'{path}' is one of the inputs, and an input is never replaced. Choose another name for the output.");

    public static HeatmapException IsFolder(string path) =>
        new("OutputIsFolder", ErrorKind.AlreadyExists, $"'{path}' is a folder. Give the name of a file.");

    public static HeatmapException AccessDenied(string path, Exception cause) =>
        OutputFaults.Create("OutputAccessDenied", ErrorKind.PermissionDenied, $"'{path}' cannot be written, because the system refuses access: {cause.Message}", cause);

    public static HeatmapException WriteFailed(string path, Exception cause) =>
        OutputFaults.Create("OutputWriteFailed", ErrorKind.WriteFailed, $"'{path}' cannot be written: {cause.Message} What was there before is unchanged.", cause);

    public static HeatmapException TemporaryFileFailed(long bytes, Exception cause) =>
        new("TemporaryFileFailed", ErrorKind.WriteFailed, string.Create(CultureInfo.InvariantCulture, $"Expected {(bytes > 0 ? $"room for {bytes:N0} bytes" : "to write")} in the folder for temporary files, '{Path.GetTempPath()}', but it failed: {cause.Message} Free space there, or name another folder in {(OperatingSystem.IsWindows() ? "TEMP" : "TMPDIR")}."), cause);

    public static HeatmapException NameInvalid(string name, string reason) =>
        new("OutputNameInvalid", ErrorKind.InvalidArgument, $"-Name '{name}' does not make a file name: {reason}. Choose another.");

    public static HeatmapException NotAFolder(string path) =>
        new("DestinationInvalid", ErrorKind.InvalidArgument, $"'{path}' names one file, but there are several outputs. Give a folder, or one input.");

    public static HeatmapException NotRelative(string path, string root) =>
        new("OutputNameInvalid", ErrorKind.InvalidArgument, $"'{path}' is not below -RelativeTo '{root}'. Give a folder that all inputs are in.");
}
