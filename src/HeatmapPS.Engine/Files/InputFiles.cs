namespace HeatmapPS.Engine.Files;

/// <summary>The files that a command reads, so that it writes over none of them: by whatever path, link or case one is named. Used by
/// one thread.</summary>
internal sealed class InputFiles
{
    private readonly RealPaths _real = new();
    private readonly HashSet<string> _paths = new(FileNames.Comparer);
    private readonly HashSet<FileStatus> _identities = [];
    private readonly List<string> _unidentified = [];

    /// <summary>Takes a file that is read.</summary>
    /// <param name="path">Full path.</param>
    /// <returns>Its real path.</returns>
    public string Add(string path)
    {
        string real = _real.Of(path);
        if (_paths.Add(real))
            _unidentified.Add(real);
        return real;
    }

    /// <summary>The real path of a file that is to be written.</summary>
    public string RealPath(string path) => _real.Of(path);

    /// <summary>Whether writing to a path would replace a file that is read.</summary>
    /// <param name="path">Full path.</param>
    public bool Contains(string path)
    {
        if (_paths.Contains(_real.Of(path)))
            return true;

        // Names that differ may still be one: where a volume takes no account of case, by a hard link, or by a mount.
        if (FileStatus.Of(path) is not { Kind: FileKind.Regular } status)
            return false;
        foreach (string input in _unidentified)
        {
            if (FileStatus.Of(input) is { Kind: FileKind.Regular } found)
                _identities.Add(found);
        }

        _unidentified.Clear();
        return _identities.Contains(status);
    }

    /// <summary>A file below a folder that is read, or null.</summary>
    /// <param name="folder">Full path.</param>
    public string? FindBelow(string folder)
    {
        string real = _real.Of(folder);
        return _paths.FirstOrDefault(path => IsBelow(path, real));
    }

    /// <summary>Whether a file is below a folder.</summary>
    /// <param name="path">Real path of the file.</param>
    /// <param name="folder">Real path of the folder.</param>
    public static bool IsBelow(string path, string folder) =>
        path.Length > folder.Length && path[folder.Length] == Path.DirectorySeparatorChar
            && FileNames.Comparer.Equals(path[..folder.Length], folder);
}
