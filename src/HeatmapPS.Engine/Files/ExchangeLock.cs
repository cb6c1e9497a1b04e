using System.Security.Cryptography;
using System.Text;

namespace HeatmapPS.Engine.Files;

/// <summary>Held while files that belong together are exchanged, by one process at a time; the system lets go of it when the process
/// ends, however it ends.</summary>
internal sealed class ExchangeLock : IDisposable
{
    /// <summary>How the files that are locked end. One that a killed process left goes with the next exchange, or the next run.</summary>
    public const string Pattern = ".heatmapps-*.lock";

    private readonly string _path;
    private readonly FileStream _file;

    private ExchangeLock(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>The file for a set of files.</summary>
    /// <param name="folder">Their folder.</param>
    /// <param name="key">The name that all begin with.</param>
    public static string PathFor(string folder, string key) =>
        Path.Join(folder,
            $".heatmapps-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToUpperInvariant())).AsSpan(0, 4))}.lock");

    /// <summary>Takes the lock, or gives null while another has it.</summary>
    /// <param name="path">From <see cref="PathFor"/>.</param>
    /// <exception cref="UnauthorizedAccessException">Another user's, or a folder that cannot be written to.</exception>
    public static ExchangeLock? TryTake(string path)
    {
        // On Windows, closing the file removes it. Elsewhere that would be by name, and the name may be another's by then.
        FileOptions options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, options);
        }
        catch (Exception error) when (IsHeld(error))
        {
            return null;
        }

        // Whoever had it may have removed it between our opening and locking it; then it locks nothing any more.
        if (FileStatus.Of(file.SafeFileHandle) is { } held && FileStatus.Of(path) != held)
        {
            file.Dispose();
            return null;
        }

        return new ExchangeLock(path, file);
    }

    /// <summary>Whether an error is what .NET makes of a file that another has open for itself: EWOULDBLOCK of Linux or macOS, or what
    /// Windows says of such a file and of one that is about to be gone.</summary>
    private static bool IsHeld(Exception error) => OperatingSystem.IsWindows()
        ? error is UnauthorizedAccessException || error.HResult == unchecked((int)0x80070020)
        : error is IOException { HResult: 11 or 35 };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
            PartialFile.Remove(_path);
        _file.Dispose();
    }
}
