using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.DeepZoom;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Writing;

/// <summary>What is done about a file that exists already.</summary>
internal enum ExistingFile
{
    /// <summary>It is an error.</summary>
    Refuse,

    /// <summary>It is replaced.</summary>
    Replace,

    /// <summary>It stays, and the input is passed over.</summary>
    Skip,

    /// <summary>It is replaced when its source is newer, or when it was made otherwise than is asked now; else it stays.</summary>
    ReplaceOlder,
}

/// <summary>Where outputs go: names, collisions, what exists already. The one place of these rules.</summary>
/// <remarks>Claims are made on the pipeline thread in the order of the inputs, so that which of two colliding outputs is
/// the error does not depend on luck.</remarks>
internal sealed class OutputTarget
{
    /// <summary>Shorter ends of names are no extensions: version.2, 2026.11.27.</summary>
    private const int MinExtension = 3;

    /// <summary>Formats that people ask other programs for.</summary>
    private static readonly HashSet<string> s_foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        "svg", "pdf", "eps", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "htm", "html", "mp4", "mkv", "webm", "mov", "avi",
    };

    private readonly Dictionary<string, string> _claimed = new(FileNames.Comparer);
    private readonly HashSet<string> _claimedFolders = new(FileNames.Comparer);
    private readonly InputFiles _inputs;
    private readonly string _template;
    private readonly string? _relativeTo;
    private readonly ExistingFile _existing;
    private int _index;

    /// <param name="destination">Full path of a folder, or of a file with an image extension.</param>
    /// <param name="format">Format chosen by name, or null for the one of the file's extension, else PNG.</param>
    /// <param name="template">Template of the names inside a folder.</param>
    /// <param name="relativeTo">Full path of the folder whose sub-folders are kept, or null.</param>
    /// <param name="existing">What is done about a file that exists already.</param>
    /// <param name="inputs">What the command reads; each source is added to it.</param>
    public OutputTarget(string destination, ImageFormat? format, string? template, string? relativeTo, ExistingFile existing,
        InputFiles inputs)
    {
        _inputs = inputs;
        Destination = destination;
        _template = template ?? OutputName.Default;
        _relativeTo = relativeTo;
        _existing = existing;
        OutputName.Validate(_template);
        IsFile = NamesFile(destination);
        if (!IsFile)
            RequireFolder(destination);
        Format = format ?? (IsFile ? ImageFormats.FromExtension(Path.GetExtension(destination))! : ImageFormats.Png);
        if (CodecRegistry.FindEncoder(Format) is null)
            throw ImageErrors.OutputFormatNotSupported(Format.Name, "no codec writes the format");
        Extension = IsFile ? Path.GetExtension(destination).TrimStart('.') : Format.Extensions[0];
    }

    /// <summary>Full path of the file or folder.</summary>
    public string Destination { get; }

    /// <summary>Whether the destination is one file.</summary>
    public bool IsFile { get; }

    /// <summary>Format of the files.</summary>
    public ImageFormat Format { get; }

    /// <summary>Extension of the files, without dot.</summary>
    public string Extension { get; init; }

    /// <summary>Whether a destination is one file: it has an image extension, and no folder has its name.</summary>
    /// <param name="destination">Full path.</param>
    public static bool NamesFile(string destination) =>
        ImageFormats.FromExtension(Path.GetExtension(destination)) is not null && !Directory.Exists(destination)
            && !Path.EndsInDirectorySeparator(destination);

    // A slip in an extension must not make a folder of that name.
    private static void RequireFolder(string destination)
    {
        string extension = Path.GetExtension(destination).TrimStart('.');
        if (extension.Length < MinExtension || ImageFormats.FromExtension(extension) is not null || Directory.Exists(destination)
            || Path.EndsInDirectorySeparator(destination))
        {
            return;
        }

        string? nearest = ImageFormats.All.Where(format => CodecRegistry.FindEncoder(format) is not null)
            .SelectMany(format => format.Extensions)
            .FirstOrDefault(known => known.Length >= MinExtension && NameSuggestion.Distance(extension.ToLowerInvariant(), known) == 1);
        if (nearest is not null || s_foreign.Contains(extension))
            throw ImageErrors.OutputExtensionUnknown(destination, nearest);
    }

    /// <summary>Whether the destination is one file and has been claimed: a second output is DestinationInvalid.</summary>
    public bool IsTaken => IsFile && _index > 0;

    /// <summary>Whether an existing file is replaced.</summary>
    public bool Overwrites => _existing is ExistingFile.Replace or ExistingFile.ReplaceOlder;

    /// <summary>Takes the name for one output.</summary>
    /// <param name="sourcePath">The input's name as a path, or null.</param>
    /// <param name="localPath">The input's file, or null: what the output must not replace, and what -IfNewer compares with.</param>
    /// <param name="page">Page of the input.</param>
    /// <param name="pageCount">Pages that names must tell apart.</param>
    /// <param name="request">What is asked of the picture (see <see cref="PictureRequest"/>), or null where that is not known.</param>
    /// <param name="decidesLater">Whether -IfNewer is decided by <see cref="IsCurrent"/>, once the request is known.</param>
    /// <returns>Full path, or null when the output exists and is to stay.</returns>
    /// <exception cref="HeatmapException">OutputNameCollision, OutputIsInput, OutputExists, OutputIsFolder, OutputNameInvalid.</exception>
    public string? Claim(string? sourcePath, string? localPath, int page = 1, int pageCount = 1, string? request = null,
        bool decidesLater = false)
    {
        _index++;
        string path = PathOf(sourcePath, page, pageCount);
        string real = _inputs.RealPath(path);
        string source = sourcePath ?? $"input {_index}";
        if (localPath is not null)
        {
            string input = _inputs.Add(localPath);
            if (_claimed.ContainsKey(input) || (_claimedFolders.Count > 0 && IsBelowClaimed(input)))
                throw OutputErrors.IsInput(input);
        }

        if (_inputs.Contains(path))
            throw OutputErrors.IsInput(path);
        if (!_claimed.TryAdd(real, source))
            throw OutputErrors.NameCollision(path, _claimed[real], source);
        if (!IsWanted(path, _existing, decidesLater ? null : localPath, request))
            return null;
        if (Format == ImageFormats.DeepZoom)
            ClaimDeepZoom(path);
        return path;
    }

    /// <summary>Whether -IfNewer leaves an output as it is: it exists, is not older than its source, and was made as is asked
    /// now.</summary>
    /// <param name="path">From <see cref="Claim"/>.</param>
    /// <param name="localPath">The input's file, or null.</param>
    /// <param name="request">What is asked of the picture.</param>
    public bool IsCurrent(string path, string? localPath, string request) =>
        _existing == ExistingFile.ReplaceOlder && File.Exists(path) && !IsOutOfDate(path, localPath, request);

    /// <summary>Whether a file that no template names is to be written.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="existing">What is done about one that exists already.</param>
    /// <param name="inputs">What the command reads.</param>
    /// <exception cref="HeatmapException">OutputIsInput, OutputIsFolder, OutputExists.</exception>
    public static bool IsWanted(string path, ExistingFile existing, InputFiles inputs) =>
        inputs.Contains(path) ? throw OutputErrors.IsInput(path) : IsWanted(path, existing, sourcePath: null, request: null);

    private static bool IsWanted(string path, ExistingFile existing, string? sourcePath, string? request)
    {
        if (Directory.Exists(path))
            throw OutputErrors.IsFolder(path);
        if (!File.Exists(path))
            return true;
        Rename.EnsureReplaceable(path);
        return existing switch
        {
            ExistingFile.Replace => true,
            ExistingFile.Skip => false,
            ExistingFile.ReplaceOlder => IsOutOfDate(path, sourcePath, request),
            _ => throw OutputErrors.Exists(path),
        };
    }

    /// <summary>Without a description in the file only the times count.</summary>
    private static bool IsOutOfDate(string path, string? sourcePath, string? request) =>
        sourcePath is null || RealPath.Info(sourcePath).LastWriteTimeUtc > RealPath.Info(path).LastWriteTimeUtc
            || (request is not null && PictureFiles.Describe(path) is { Description.Request: { } made } && made != request);

    /// <summary>A Deep Zoom image has a folder and a page too, which the user did not name.</summary>
    private void ClaimDeepZoom(string path)
    {
        string tiles = DeepZoomFiles.TileFolder(path), page = DeepZoomFiles.Page(path);
        if (_inputs.Contains(page))
            throw OutputErrors.IsInput(page);
        if (_inputs.FindBelow(tiles) is { } input)
            throw OutputErrors.IsInput(input);
        DeepZoomFiles.Check(path, Overwrites);
        _claimedFolders.Add(_inputs.RealPath(tiles));
    }

    private bool IsBelowClaimed(string input)
    {
        for (string? folder = Path.GetDirectoryName(input); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (_claimedFolders.Contains(folder))
                return true;
        }

        return false;
    }

    private string PathOf(string? sourcePath, int page, int pageCount)
    {
        if (IsFile)
            return Destination;
        string name = OutputName.Expand(_template, new OutputNameValues(sourcePath, _index, page, pageCount));
        return Path.Join(Destination, SubFolder(sourcePath), $"{name}.{Extension}");
    }

    private string SubFolder(string? sourcePath)
    {
        if (_relativeTo is null || sourcePath is null)
            return string.Empty;
        string relative = Path.GetRelativePath(_relativeTo, sourcePath);
        if (Path.IsPathRooted(relative) || relative == ".."
            || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw OutputErrors.NotRelative(sourcePath, _relativeTo);
        }

        return Path.GetDirectoryName(relative) ?? string.Empty;
    }
}
