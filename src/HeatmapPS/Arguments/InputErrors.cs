using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Arguments;

/// <summary>The errors of what was given to a cmdlet.</summary>
internal static class InputErrors
{
    public static HeatmapException NotAnImage(object value) =>
        new("InputNotSupported", ErrorKind.InvalidArgument, $"Expected an image object, a path, a file or an array of numbers, but got {value.GetType().FullName}.");

    public static HeatmapException Elsewhere(string path, string? computer) =>
        new("InputElsewhere", ErrorKind.InvalidArgument, $"'{path}' is a path of {(computer is null or "localhost" ? "another process" : $"the computer {computer}")}, and rows from there are not opened here. Run the cmdlet there, or give it the path by itself.");

    public static HeatmapException NoMatch(string pattern) =>
        new("ImageNotFound", ErrorKind.NotFound, $"Expected files that match '{pattern}', but there are none.");

    public static HeatmapException NotFileSystem(string path) =>
        new("ImageNotFound", ErrorKind.NotFound, $"Expected a path of the file system, but got '{path}'.");

    public static HeatmapException FormatUnknown(string name, IEnumerable<string> known) =>
        new("FormatNotSupported", ErrorKind.NotSupported, $"Expected a format that can be written, but got '{name}'. Choose one of {string.Join(", ", known)}.");

    /// <param name="expectation">"one of -A and -B".</param>
    public static HeatmapException Conflict(string expectation) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"Expected {expectation}, but got more than one.");

    public static HeatmapException ShapeIncomplete(string given, string missing) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"Expected -Width and -Height together, but got -{given} alone. Add -{missing}: a flat array needs both.");

    public static HeatmapException ShapeNotUsed(string got) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"Expected a flat array of numbers with -Width and -Height, but got {got}. They are the sides of a flat array; other images know their own, so leave them out.");

    public static HeatmapException PropertyInvalid(string parameter, string got) =>
        new("PropertyInvalid", ErrorKind.InvalidArgument, $"Expected the name of a property, a script block, or @{{ Name = '…'; Expression = {{ … }} }} for -{parameter}, but got {got}.");
}
