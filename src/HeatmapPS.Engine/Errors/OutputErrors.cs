using System.Globalization;
using HeatmapPS.Engine.Files;

namespace HeatmapPS.Engine.Errors;

/// <summary>The errors of writing files.</summary>
internal static class OutputErrors
{
    public static HeatmapException Exists(string path) =>
        new("OutputExists", ErrorKind.AlreadyExists, $"'{path}' already exists. Use -Force to replace it.");

    public static HeatmapException ExistsAndMayStay(string path) =>
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
        new("OutputNameCollision", ErrorKind.InvalidArgument, $"Expected a name of its own for each output, but '{first}' and '{second}' would both be written to '{path}'. Tell them apart with -Name (such as '{{Parent}}-{{BaseName}}' or '{{Index}}') or keep their folders with -RelativeTo.");

    public static HeatmapException IsInput(string path) =>
        new("OutputIsInput", ErrorKind.InvalidArgument, $"Expected to write elsewhere than to an input, but '{path}' is one. Choose another -Destination or -Name.");

    public static HeatmapException IsFolder(string path) =>
        new("OutputIsFolder", ErrorKind.AlreadyExists, $"Expected a file name to write to, but '{path}' is a folder.");

    public static HeatmapException AccessDenied(string path, Exception cause) =>
        OutputFaults.Create("OutputAccessDenied", ErrorKind.PermissionDenied, $"Expected to write '{path}', but the system refused: {cause.Message}", cause);

    public static HeatmapException WriteFailed(string path, Exception cause) =>
        OutputFaults.Create("OutputWriteFailed", ErrorKind.WriteFailed, $"Expected to write '{path}', but it failed: {cause.Message} Nothing was left there.", cause);

    public static HeatmapException TemporaryFileFailed(long bytes, Exception cause) =>
        new("TemporaryFileFailed", ErrorKind.WriteFailed, string.Create(CultureInfo.InvariantCulture, $"Expected {(bytes > 0 ? $"room for {bytes:N0} bytes" : "to write")} in the folder for temporary files, '{Path.GetTempPath()}', but it failed: {cause.Message} Free space there, or name another folder in {(OperatingSystem.IsWindows() ? "TEMP" : "TMPDIR")}."), cause);

    public static HeatmapException NameInvalid(string name, string reason) =>
        new("OutputNameInvalid", ErrorKind.InvalidArgument, $"Expected a -Name that makes a file name, but got '{name}': {reason}.");

    public static HeatmapException NotAFolder(string path) =>
        new("DestinationInvalid", ErrorKind.InvalidArgument, $"Expected a folder for several outputs, but '{path}' names one file. Give a folder, or one input.");

    public static HeatmapException NotRelative(string path, string root) =>
        new("OutputNameInvalid", ErrorKind.InvalidArgument, $"Expected inputs below -RelativeTo '{root}', but got '{path}'.");
}
