using System.Runtime.CompilerServices;

namespace HeatmapPS.Engine.Files;

/// <summary>The place a path leads to when symbolic links are followed, those of its folders too, so that two paths of one file are
/// known as such. The file need not exist.</summary>
internal static class RealPath
{
    /// <summary>The real path.</summary>
    /// <param name="path">Full path.</param>
    /// <returns>Full path without links; of a circle of links, some path in it.</returns>
    public static string Of(string path) => new RealPaths().Of(path);

    /// <summary>The file that a path leads to: its length and times are those of what is read, not of a link.</summary>
    /// <param name="path">Full path.</param>
    public static FileInfo Info(string path)
    {
        // Links among the folders are followed by the system. Only where the file itself is one, or is not there, is it looked for.
        var info = new FileInfo(path);
        try
        {
            return (info.Attributes & FileAttributes.ReparsePoint) == 0 ? info : new FileInfo(Of(path));
        }
        catch (IOException)
        {
            // Windows reports nothing about a device or a pipe; opening it shows what it is.
            return info;
        }
    }
}

/// <summary>Real paths of many files, whose folders are looked up once. Used by one thread.</summary>
internal sealed class RealPaths
{
    /// <summary>Links that may lead on to further links; more is a circle.</summary>
    private const int MaxDepth = 40;

    private readonly Dictionary<string, string> _folders = new(FileNames.Comparer);

    /// <inheritdoc cref="RealPath.Of"/>
    public string Of(string path) => Follow(path, depth: 0);

    private string Follow(string path, int depth)
    {
        string? parent = Path.GetDirectoryName(path);
        if (parent is null || depth > MaxDepth)
            return path;
        string folder = Folder(parent, depth);
        string name = Path.GetFileName(path);

        // Targets of links may hold dots. What is above a folder is known only once its own links are followed.
        if (name is "" or ".")
            return folder;
        if (name == "..")
            return Path.GetDirectoryName(folder) ?? folder;
        string real = Path.Join(folder, name);
        return TargetOf(real) is { } target
            ? Follow(Path.IsPathFullyQualified(target) ? target : Path.Join(folder, target), depth + 1)
            : real;
    }

    private string Folder(string folder, int depth)
    {
        if (!_folders.TryGetValue(folder, out string? real))
            _folders[folder] = real = Follow(folder, depth);
        return real;
    }

    /// <summary>Where a link leads, or null for what is no link, is not there, or cannot be told.</summary>
    private static string? TargetOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>When two file names are one: the one place that knows.</summary>
/// <remarks>Windows and macOS keep names as they were typed and find them in any case; Linux tells cases apart. A volume may be set up
/// otherwise; where a loss is at stake, <see cref="FileStatus"/> asks the system whether two names lead to one file.</remarks>
internal static class FileNames
{
    /// <summary>Whether names that differ in case alone are one.</summary>
    /// <remarks>Never inlined: ahead-of-time images hold the answer as machine code, and the package's tests read it there. An image made
    /// against another system's framework would answer for that one.</remarks>
    public static bool IgnoreCase
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();
    }

    /// <summary>Compares names and paths as the system's usual file systems do.</summary>
    public static StringComparer Comparer { get; } = IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
}
