using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Terminal;

/// <summary>The errors of showing pictures.</summary>
internal static class TerminalErrors
{
    public static HeatmapException ViewerNotFound(string program, string path, Exception cause) =>
        new("ViewerNotFound", ErrorKind.NotInstalled,
            $"'{program}' cannot be started to open the picture: {cause.Message.TrimEnd('.')}. The picture is in '{path}'.", cause);

    public static HeatmapException NotAPicture(string name, string got) =>
        new("NotAPicture", ErrorKind.InvalidData, $"'{name}' cannot be shown: it has {got}, not one band of numbers or colours of 8 or 16 bits. Select a band with Import-HeatmapImage -Band.");

    public static HeatmapException ViewerHasNo(IEnumerable<string> parameters) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"-Viewer cannot be used with {string.Join(" or ", parameters.Select(name => $"-{name}"))}: the viewer shows the picture at full size. Leave one or the other out.");

    public static HeatmapException PassthroughNeedsProtocol(string got) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"-TmuxPassthrough needs -Protocol Sixel, Kitty or ITerm2, but got {got}. The terminal outside tmux cannot be queried, because tmux answers for it.");
}
