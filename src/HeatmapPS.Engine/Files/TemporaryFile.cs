using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>Makes files for what is too large for memory. The one place where such files come from.</summary>
internal static class TemporaryFile
{
    /// <summary>Makes an empty file that only this user can read and that goes when it is closed. Except on Windows it has no name any
    /// more, so that it goes with the process too, however that ends.</summary>
    /// <param name="reserved">Bytes to reserve on the disk, or 0. A file mapped into memory needs it: a disk that is full later would
    /// end the process.</param>
    /// <exception cref="HeatmapException">TemporaryFileFailed.</exception>
    public static FileStream Create(long reserved = 0)
    {
        string path = Path.Join(Path.GetTempPath(), $"heatmapps-{Guid.NewGuid():N}.raw");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
            PreallocationSize = reserved,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            var stream = new FileStream(path, options);
            if (!OperatingSystem.IsWindows())
                File.Delete(path);
            return stream;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw OutputErrors.TemporaryFileFailed(reserved, error);
        }
    }
}
