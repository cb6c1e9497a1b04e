using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Arguments;

/// <summary>The errors of what was given to a cmdlet.</summary>
internal static class InputErrors
{
    public static HeatmapException NotAnImage(object value) =>
        new("InputNotSupported", ErrorKind.InvalidArgument, $"Expected an image object, a path, a file or an array of numbers, but got {value.GetType().FullName}. Convert the input first.");

    public static HeatmapException Elsewhere(string path, string? computer) =>
        new("InputElsewhere", ErrorKind.InvalidArgument, $"'{path}' is a path of {(computer is null or "localhost" ? "another process" : $"the computer {computer}")}, so it is not opened here. Run the cmdlet there, or give the path as text.");

    public static HeatmapException NoMatch(string pattern) =>
        new("ImageNotFound", ErrorKind.NotFound,
            $"There is no file that matches '{pattern}'. Check the path; use -LiteralPath if it contains [, ], * or ?.");

    public static HeatmapException NotFileSystem(string path) =>
        new("ImageNotFound", ErrorKind.NotFound, $"'{path}' is not a path of the file system. Give the path of a file.");

    public static HeatmapException FormatUnknown(string name, IEnumerable<string> known) =>
        new("FormatNotSupported", ErrorKind.NotSupported,
            $"Expected a format that can be written, but got '{name}'. Use one of {string.Join(", ", known)}.");

    /// <param name="parameters">"-A, -B and -C".</param>
    public static HeatmapException Conflict(string parameters) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"{parameters} cannot be used together. Use only one of them.");

    /// <param name="message">A parameter that needs or excludes another, and what to do.</param>
    public static HeatmapException Misplaced(string message) => new("ParameterConflict", ErrorKind.InvalidArgument, message);

    public static HeatmapException ShapeIncomplete(string given, string missing) =>
        new("ParameterConflict", ErrorKind.InvalidArgument,
            $"-Width and -Height are needed together, but got only -{given}. Add -{missing}.");

    public static HeatmapException ShapeNotUsed(string got) =>
        new("ParameterConflict", ErrorKind.InvalidArgument,
            $"-Width and -Height are for flat arrays of numbers, but got {got}. Leave them out; other images have their own size.");

    public static HeatmapException PropertyInvalid(string parameter, string got) =>
        new("PropertyInvalid", ErrorKind.InvalidArgument, $"Expected the name of a property, a script block, or @{{ Name = '…'; Expression = {{ … }} }} for -{parameter}, but got {got}.");
}
