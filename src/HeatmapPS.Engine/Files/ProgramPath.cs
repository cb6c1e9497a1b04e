namespace HeatmapPS.Engine.Files;

/// <summary>Where other programs are. What happens to lie in the current folder is never run.</summary>
internal static class ProgramPath
{
    /// <summary>The program that a path means: itself, or the one of a name in that folder; null for a relative path.</summary>
    public static string? In(string place, string name)
    {
        if (!Path.IsPathFullyQualified(place))
            return null;
        if (File.Exists(place))
            return Path.GetFullPath(place);
        string inside = Path.Join(place, OperatingSystem.IsWindows() ? name + ".exe" : name);
        return File.Exists(inside) ? Path.GetFullPath(inside) : null;
    }

    /// <summary>Full path of the first program of a name in the folders of the PATH, or null.</summary>
    public static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => File.Exists(folder) ? null : In(folder.Trim('"'), name))
        .FirstOrDefault(path => path is not null && Path.GetFileNameWithoutExtension(path) == name);
}
