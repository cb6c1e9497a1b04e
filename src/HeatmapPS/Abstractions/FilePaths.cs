using System.Management.Automation;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Errors;

namespace HeatmapPS.Abstractions;

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
