using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>Waits for other programs to let go of a file.</summary>
/// <remarks>Windows neither replaces nor moves what anybody has open, however it was opened: a virus scanner, an indexer, a viewer, a
/// second writer. Most let go within a moment. Other systems replace open files, and do not come to wait.</remarks>
internal static class BusyFile
{
    private const int AccessDenied = 5, SharingViolation = 32, LockViolation = 33, DeletePending = 303, MappedSection = 1224;

    /// <summary>Tries after the first; one second in all. Many short ones find the gap between two looks of a busy reader, where a few
    /// long ones miss it.</summary>
    private const int Retries = 50;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Tries to change a file or folder, again and again for a second while another program has it open.</summary>
    /// <param name="path">What is to be changed, for the error.</param>
    /// <param name="change">The change. Each try does all of it, or nothing.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="HeatmapException">OutputWriteFailed: it is in use.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static void Wait(string path, Action change, CancellationToken stop) =>
        Wait(path, change, pause => stop.WaitHandle.WaitOne(pause), OperatingSystem.IsWindows());

    /// <summary>The same with a clock and a system of the caller's.</summary>
    /// <param name="path">What is to be changed.</param>
    /// <param name="change">The change.</param>
    /// <param name="isStopped">Waits for the given time and returns whether to stop.</param>
    /// <param name="isWindows">Whether a refusal may be a file in use.</param>
    public static void Wait(string path, Action change, Func<TimeSpan, bool> isStopped, bool isWindows)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                change();
                return;
            }
            catch (Exception error) when (MayBeBusy(error, isWindows))
            {
                if (attempt == Retries)
                {
                    if (IsRefusal(error) && File.Exists(path) && !IsOpen(path))
                        throw;
                    throw OutputErrors.InUse(path, error);
                }
            }

            if (isStopped(s_pause))
                throw new OperationCanceledException();
        }
    }

    /// <summary>Whether a file is open somewhere, or cannot be opened.</summary>
    public static bool IsOpen(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 0);
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Throws what Windows says of a file in use when one of a folder's is: Windows would move the folder in some versions, and
    /// then not delete the file.</summary>
    public static void EnsureClosed(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (IsOpen(path))
                throw new IOException($"'{path}' is open.", unchecked((int)0x80070000) | SharingViolation);
        }
    }

    private static bool MayBeBusy(Exception error, bool isWindows) =>
        error is IOException or UnauthorizedAccessException && CodeOf(error) switch
        {
            SharingViolation or LockViolation or DeletePending or MappedSection => true,
            AccessDenied => isWindows,
            _ => false,
        };

    private static bool IsRefusal(Exception error) => CodeOf(error) == AccessDenied;

    /// <summary>Windows' code of an error, or 0. Other systems' are small numbers of their own.</summary>
    private static int CodeOf(Exception error) => ((uint)error.HResult & 0xFFFF0000) == 0x80070000 ? error.HResult & 0xFFFF : 0;
}
