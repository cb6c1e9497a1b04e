namespace HeatmapPS.Engine.Files;

/// <summary>Tells files from what only looks like one: a pipe that nobody writes to would be waited for without end, and a device
/// such as /dev/zero never ends.</summary>
internal static class RegularFile
{
    /// <summary>Whether a path may be opened, or written over: it is a regular file, a folder, or not there. Links are followed.</summary>
    /// <param name="path">Full path.</param>
    public static bool MayOpen(string path) =>
        (!OperatingSystem.IsWindows() || WindowsNames.IsFilePath(path)) && FileStatus.Of(path) is not { Kind: FileKind.Special };
}
