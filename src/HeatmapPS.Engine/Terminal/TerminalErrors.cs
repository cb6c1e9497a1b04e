using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Terminal;

/// <summary>The errors of showing pictures.</summary>
internal static class TerminalErrors
{
    public static HeatmapException ViewerNotFound(string program, string path, Exception cause) =>
        new("ViewerNotFound", ErrorKind.NotInstalled, $"Expected '{program}' to open the picture, but it could not be started: {cause.Message.TrimEnd('.')}. The picture is at '{path}'.", cause);

    public static HeatmapException NotAPicture(string name, string got) =>
        new("NotAPicture", ErrorKind.InvalidData, $"Expected one band of numbers, or colours of 8 or 16 bits, in '{name}', but got {got}. Choose a band with Import-HeatmapImage -Band.");

    public static HeatmapException ViewerHasNo(IEnumerable<string> parameters) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"Expected -Viewer without {string.Join(" and ", parameters.Select(name => $"-{name}"))}, but got both. The viewer gets the picture at full size; these are for pictures in the terminal.");

    public static HeatmapException PassthroughNeedsProtocol(string got) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"Expected -Protocol Sixel, Kitty or ITerm2 with -TmuxPassthrough, but got {got}: tmux answers for itself, so that the terminal around it cannot be asked.");
}
