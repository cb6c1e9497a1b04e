using System.Management.Automation;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;

namespace HeatmapPS.Arguments;

/// <summary>PowerShell's paths to full paths of the file system: the one place where they are made.</summary>
internal static class FilePaths
{
    /// <summary>The full path that a literal path names; the file need not exist.</summary>
    /// <exception cref="HeatmapException">ImageNotFound: it is of no file system.</exception>
    public static string ResolveLiteral(PSCmdlet command, string path)
    {
        try
        {
            string full = command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? Path.GetFullPath(full) : throw InputErrors.NotFileSystem(path);
        }
        catch (Exception error) when (error is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
        {
            throw InputErrors.NotFileSystem(path);
        }
        catch (ArgumentException)
        {
            // A zero character.
            throw InputErrors.NotFileSystem(path);
        }
    }

    /// <summary>The full path of a file or folder that is to be written.</summary>
    /// <exception cref="HeatmapException">ImageNotFound: it is of no file system; OutputNameInvalid: it is no name of a file
    /// here.</exception>
    public static string ResolveOutput(PSCmdlet command, string path)
    {
        if (!OperatingSystem.IsWindows())
            return ResolveLiteral(command, path);

        // Of the path as given: Windows drops the ends of names, and PowerShell takes what is before a colon for a drive.
        string name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        bool isDrive = name.IndexOf(':', StringComparison.Ordinal) is >= 0 and int colon
            && !name[..colon].Contains('.', StringComparison.Ordinal);
        string? fault = isDrive ? null : WindowsNames.FaultOfName(name);
        return fault is null && ResolveLiteral(command, path) is { } full && (fault = WindowsNames.FaultOfPath(full)) is null
            ? full
            : throw OutputErrors.PathInvalid(path, fault!);
    }

    /// <summary>The files and folders that match a pattern; none when nothing does.</summary>
    /// <exception cref="HeatmapException">ImageNotFound: it is of no file system.</exception>
    public static IReadOnlyList<string> Expand(PSCmdlet command, string pattern)
    {
        try
        {
            IReadOnlyList<string> paths = command.GetResolvedProviderPathFromPSPath(pattern, out ProviderInfo provider);
            return provider.Name == "FileSystem" ? paths : throw InputErrors.NotFileSystem(pattern);
        }
        catch (Exception error) when (error is ItemNotFoundException or WildcardPatternException)
        {
            return [];
        }
    }
}
