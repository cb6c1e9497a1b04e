namespace HeatmapPS.Abstractions;

/// <summary>Finds the place a path leads to when symbolic links are followed, those of its folders too, so that two paths of
/// one file are known as such.</summary>
/// <param name="names">Compares paths as the file system does.</param>
internal sealed class RealPaths(StringComparer names)
{
    /// <summary>Links that may lead on to further links; more is a circle.</summary>
    private const int MaxDepth = 40;

    private readonly Dictionary<string, string> _folders = new(names);

    /// <summary>The real path of a file, which need not exist.</summary>
    /// <param name="path">Full path.</param>
    public string Of(string path) => Follow(path, isFolder: false, depth: 0);

    private string Follow(string path, bool isFolder, int depth)
    {
        string? parent = Path.GetDirectoryName(path);
        if (parent is null || depth > MaxDepth)
            return path;
        string real = Path.Join(Folder(parent, depth), Path.GetFileName(path));
        return Target(real, isFolder) is { } target ? Follow(target, isFolder, depth + 1) : real;
    }

    private string Folder(string folder, int depth)
    {
        if (!_folders.TryGetValue(folder, out string? real))
            _folders[folder] = real = Follow(folder, isFolder: true, depth);
        return real;
    }

    /// <summary>Where a link leads, or null for what is no link, is not there, or cannot be told.</summary>
    private static string? Target(string path, bool isFolder)
    {
        try
        {
            FileSystemInfo? target = isFolder
                ? Directory.ResolveLinkTarget(path, returnFinalTarget: false)
                : File.ResolveLinkTarget(path, returnFinalTarget: false);
            return target is null ? null : Path.GetFullPath(target.FullName);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
