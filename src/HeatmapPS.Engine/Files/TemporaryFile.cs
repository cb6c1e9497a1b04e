using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>Files for what is too large for memory. They go when they are closed, or when the process ends.</summary>
internal static class TemporaryFile
{
    /// <summary>Creates an empty file in the system's folder for such files.</summary>
    /// <param name="bytes">Room to reserve, so that a full disk shows at once and not at some byte of a mapped file.</param>
    /// <exception cref="HeatmapException">TemporaryFileFailed.</exception>
    public static FileStream Create(long bytes)
    {
        try
        {
            var file = new FileStream(Path.Join(Path.GetTempPath(), $"heatmapps-{Guid.NewGuid():N}.raw"), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.Read | FileShare.Delete,
                BufferSize = 0,
                Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
                PreallocationSize = bytes,
            });

            // Windows deletes it however the process ends; elsewhere a file without a name lives as long as it is open.
            if (!OperatingSystem.IsWindows())
                File.Delete(file.Name);
            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OutputErrors.TemporaryFileFailed(bytes, error);
        }
    }
}
