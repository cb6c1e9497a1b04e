using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>Makes files for what is too large for memory. The one place where such files come from.</summary>
internal static class TemporaryFile
{
    /// <summary>Makes an empty file that only this user can read and that goes when it is closed. Except on Windows it has no name any
    /// more, so that it goes with the process too, however that ends.</summary>
    /// <exception cref="HeatmapException">TemporaryFileFailed.</exception>
    public static FileStream Create()
    {
        string path = Path.Join(Path.GetTempPath(), $"heatmapps-{Guid.NewGuid():N}.raw");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
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
        catch (Exception error) when (IsOfTheSystem(error))
        {
            throw OutputErrors.TemporaryFileFailed(0, error);
        }
    }

    /// <summary>The same with room for so many bytes.</summary>
    /// <param name="bytes">Bytes.</param>
    /// <exception cref="HeatmapException">TemporaryFileFailed: there is not as much room.</exception>
    public static FileStream Create(long bytes)
    {
        FileStream stream = Create();
        try
        {
            // A file mapped into memory would tell of a full disk by ending the process.
            if (bytes > FreeBytes())
                throw new IOException("There is not enough space on the disk.");
            stream.SetLength(bytes);
            return stream;
        }
        catch (Exception error) when (IsOfTheSystem(error))
        {
            stream.Dispose();
            throw OutputErrors.TemporaryFileFailed(bytes, error);
        }
    }

    private static bool IsOfTheSystem(Exception error) => error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private static long FreeBytes()
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(Path.GetTempPath())).AvailableFreeSpace;
        }
        catch (Exception error) when (IsOfTheSystem(error))
        {
            return long.MaxValue;
        }
    }
}
