using System.Text.RegularExpressions;

namespace HeatmapPS.Engine.Files;

/// <summary>What Windows takes for something else than a file: devices, pipes, streams. Asked on Windows only; on other systems these are
/// names like any others.</summary>
internal static partial class WindowsNames
{
    /// <summary>Why a file cannot have a name, or null when it can.</summary>
    /// <param name="name">Name without folder.</param>
    public static string? FaultOfName(string name)
    {
        if (name.Contains(':', StringComparison.Ordinal))
            return "a colon marks a stream inside a file, not a separate file";
        if (name is not ("." or "..") && name.Length > 0 && name[^1] is '.' or ' ')
            return "Windows removes a dot or a space at the end of a name";
        return DeviceName().IsMatch(name) ? "Windows has a device with this name" : null;
    }

    /// <summary>Why a path cannot be one of a file, or null when it can.</summary>
    /// <param name="path">Full path.</param>
    public static string? FaultOfPath(string path)
    {
        if (!IsFilePath(path))
            return "it is the name of a device or a pipe";
        int start = ExtendedDrive().IsMatch(path) ? @"\\?\C:".Length : Drive().IsMatch(path) ? "C:".Length : 0;
        return path[start..].Contains(':', StringComparison.Ordinal)
            ? FaultOfName(":")
            : FaultOfName(path[(path.LastIndexOfAny(['\\', '/']) + 1)..]);
    }

    /// <summary>Whether a path leads to drives and shares, rather than to the system's devices and pipes.</summary>
    /// <param name="path">Full path.</param>
    public static bool IsFilePath(string path)
    {
        if (path.StartsWith(@"\??\", StringComparison.Ordinal) || path.StartsWith(@"\\.\", StringComparison.Ordinal))
            return false;
        if (path.StartsWith(@"\\?\", StringComparison.Ordinal) && !ExtendedDrive().IsMatch(path) && !ExtendedShare().IsMatch(path))
            return false;
        return !PipeShare().IsMatch(path);
    }

    [GeneratedRegex(@"^[A-Za-z]:")]
    private static partial Regex Drive();

    [GeneratedRegex(@"^\\\\\?\\[A-Za-z]:\\")]
    private static partial Regex ExtendedDrive();

    /// <summary>A share, or a volume without a letter.</summary>
    [GeneratedRegex(@"^\\\\\?\\(UNC\\[^\\]+\\[^\\]+|Volume\{[0-9a-f-]+\}\\)", RegexOptions.IgnoreCase)]
    private static partial Regex ExtendedShare();

    /// <summary>What every Windows machine offers as if it were a share.</summary>
    [GeneratedRegex(@"^\\\\(\?\\UNC\\)?[^\\]+\\(pipe|mailslot|ipc\$)(\\|$)", RegexOptions.IgnoreCase)]
    private static partial Regex PipeShare();

    /// <summary>The superior digits count as digits.</summary>
    [GeneratedRegex(@"^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[1-9¹²³])[ .]*(\..*)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DeviceName();
}
