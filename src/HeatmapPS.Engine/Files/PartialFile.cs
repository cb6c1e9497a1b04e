using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>Names of files that are being written, and the removal of those whose process was killed.</summary>
/// <remarks>
/// A name is <c>.heatmapps-{machine}-{process}-{random}.tmp</c>. A folder with a journal is an exchange (<see cref="FileExchange"/>),
/// which is completed. For all else: Another run may be writing into the same folder, from this machine
/// or another one, so that a file goes only when it is certain that nobody writes it: it is this machine's, its process is gone, it
/// is not open, and nothing was written to it for a minute (a process in a container is not seen from outside).
/// </remarks>
internal static class PartialFile
{
    private const string Prefix = ".heatmapps-";
    private const string Suffix = ".tmp";
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);

    private static string Machine =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Environment.MachineName)).AsSpan(0, 4));

    /// <summary>A new name in a folder, for a file or a folder. Whoever writes there calls <see cref="RemoveStale"/> once before.</summary>
    public static string NewPath(string folder) =>
        Path.Join(folder,
            string.Create(CultureInfo.InvariantCulture,
                $"{Prefix}{Machine}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..12]}{Suffix}"));

    /// <summary>Folders that are being written, or were left, by any machine.</summary>
    /// <param name="folder">Full path.</param>
    public static IEnumerable<string> Folders(string folder) => Directory.GetDirectories(folder, $"{Prefix}*{Suffix}");

    /// <summary>Removes what killed processes left in a folder, and completes what they were exchanging. Never an error: what cannot be
    /// removed or completed stays.</summary>
    /// <param name="folder">Full path; need not exist.</param>
    public static void RemoveStale(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
                return;
            foreach (string path in Directory.GetFileSystemEntries(folder, $"{Prefix}{Machine}-*{Suffix}"))
            {
                // The lock of an exchange tells that its process is gone, at once.
                bool wasDecided = ExchangeJournal.Read(path) is not null;
                if (wasDecided ? FileExchange.Settle(path) : IsStale(path))
                    Remove(path);
            }

            foreach (string path in Directory.GetFiles(folder, ExchangeLock.Pattern))
                ExchangeLock.TryTake(path)?.Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The writing that follows tells what is wrong with the folder.
            return;
        }
    }

    /// <summary>Removes a file or folder, as far as that is possible.</summary>
    public static void Remove(string path)
    {
        try
        {
            BusyFile.Wait(path, () => Delete(path), CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or HeatmapException)
        {
            // What stopped the writing is the error to tell; the left-over has a name of its own.
            return;
        }
    }

    private static void Delete(string path)
    {
        if (OperatingSystem.IsWindows())
            AllowRemoval(path);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }

    /// <summary>Windows does not remove a file that may only be read, and such ones may have been replaced.</summary>
    private static void AllowRemoval(string path)
    {
        IEnumerable<string> files = Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            : File.Exists(path) ? [path] : [];
        foreach (string file in files.Where(file => (File.GetAttributes(file) & FileAttributes.ReadOnly) != 0))
            File.SetAttributes(file, FileAttributes.Normal);
    }

    private static bool IsStale(string path)
    {
        string[] parts = Path.GetFileName(path)[Prefix.Length..^Suffix.Length].Split('-');
        DateTime written = LastWrite(path);
        return parts.Length == 3
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
            && DateTime.UtcNow - written > s_quiet
            && !IsRunning(process, written)
            && !IsOpen(path);
    }

    /// <summary>When a file was last written to; of a folder, any of its files.</summary>
    private static DateTime LastWrite(string path)
    {
        DateTime written = File.GetLastWriteTimeUtc(path);
        if (!Directory.Exists(path))
            return written;
        foreach (string entry in Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories))
        {
            DateTime last = File.GetLastWriteTimeUtc(entry);
            written = last > written ? last : written;
        }

        return written;
    }

    /// <summary>Whether the process that wrote a file still runs. A later one, begun after the last write, may have got its
    /// number.</summary>
    private static bool IsRunning(int id, DateTime written)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.StartTime.ToUniversalTime() <= written.AddSeconds(2);
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception or NotSupportedException)
        {
            // It is there and does not tell.
            return true;
        }
    }

    private static bool IsOpen(string path)
    {
        if (Directory.Exists(path))
            return false;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
