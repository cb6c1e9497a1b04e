using System.Runtime.InteropServices;
using System.Text;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>Gives files and folders that were written under a temporary name their own. The one place where anything is renamed, replaced
/// or moved; what others have open is waited for.</summary>
internal static class Rename
{
    /// <summary>Gives a file its name.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">Its path, on the same file system.</param>
    /// <param name="overwrite">Whether a file that has the name is replaced, one that may only be read as well; else it is
    /// OutputExists.</param>
    /// <param name="stop">Ends the waiting for a file in use.</param>
    /// <exception cref="HeatmapException">OutputIsFolder, OutputExists, OutputWriteFailed.</exception>
    public static void File(string from, string to, bool overwrite, CancellationToken stop)
    {
        EnsureReplaceable(to);
        BusyFile.Wait(to, overwrite ? () => Replace(from, to) : () => ExclusiveMove.Run(from, to), stop);
    }

    /// <summary>Gives a folder a name that nothing has.</summary>
    /// <param name="from">The folder.</param>
    /// <param name="to">Its path, on the same file system.</param>
    /// <param name="stop">Ends the waiting for a file in use.</param>
    /// <exception cref="HeatmapException">OutputExists, OutputWriteFailed.</exception>
    public static void Folder(string from, string to, CancellationToken stop) => BusyFile.Wait(
        from,
        () =>
        {
            if (OperatingSystem.IsWindows())
                BusyFile.EnsureClosed(from);
            try
            {
                Directory.Move(from, to);
            }
            catch (IOException) when (Path.Exists(to))
            {
                throw OutputErrors.Exists(to);
            }
        },
        stop);

    /// <summary>Refuses what no output may take the place of, whatever the switches say: a folder, a pipe, a device.</summary>
    /// <exception cref="HeatmapException">OutputIsFolder, OutputExists.</exception>
    public static void EnsureReplaceable(string path)
    {
        if (Directory.Exists(path))
            throw OutputErrors.IsFolder(path);
        if (!RegularFile.MayOpen(path))
            throw OutputErrors.IsNoFile(path);
    }

    private static void Replace(string from, string to)
    {
        // Windows does not replace a file that may only be read. Other systems do: there the folder says what may be done in it.
        bool isReadOnly = OperatingSystem.IsWindows() && System.IO.File.Exists(to)
            && (System.IO.File.GetAttributes(to) & FileAttributes.ReadOnly) != 0;
        if (isReadOnly)
            System.IO.File.SetAttributes(to, System.IO.File.GetAttributes(to) & ~FileAttributes.ReadOnly);
        try
        {
            System.IO.File.Move(from, to, overwrite: true);
        }
        catch when (isReadOnly && System.IO.File.Exists(to))
        {
            System.IO.File.SetAttributes(to, System.IO.File.GetAttributes(to) | FileAttributes.ReadOnly);
            throw;
        }
    }
}

/// <summary>Gives a file a name that no other file has, not even one that another process has just made.</summary>
/// <remarks>Except on Windows, .NET looks for the new name first and then replaces whatever has it by then. The systems have calls that
/// take a free name only; which of them works depends on the file system.</remarks>
internal static partial class ExclusiveMove
{
    private const int NameIsTaken = 17;

    /// <summary>Moves a file within its file system.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">Its new path.</param>
    /// <exception cref="HeatmapException">OutputExists.</exception>
    public static void Run(string from, string to)
    {
        if (OperatingSystem.IsWindows() || !(ByLink(from, to) || ByRename(from, to)))
            ByLooking(from, to);
    }

    /// <summary>By a second name for the same file, which some file systems (FAT, some shares) do not have.</summary>
    /// <returns>Whether the file was moved.</returns>
    /// <exception cref="HeatmapException">OutputExists.</exception>
    public static bool ByLink(string from, string to)
    {
        if (!Try(() => Link(Name(from), Name(to)), to))
            return false;
        File.Delete(from);
        return true;
    }

    /// <summary>By a rename that does not replace, which older systems do not have.</summary>
    /// <returns>Whether the file was moved.</returns>
    /// <exception cref="HeatmapException">OutputExists.</exception>
    public static bool ByRename(string from, string to)
    {
        const int CurrentFolder = -100;
        const uint NoReplace = 1, Exclusive = 4;
        return OperatingSystem.IsMacOS()
            ? Try(() => RenameExclusive(Name(from), Name(to), Exclusive), to)
            : Try(() => RenameAt(CurrentFolder, Name(from), CurrentFolder, Name(to), NoReplace), to);
    }

    /// <summary>As .NET does it: exclusive on Windows; elsewhere a name that is taken between the look and the rename is lost.</summary>
    /// <exception cref="HeatmapException">OutputExists.</exception>
    public static void ByLooking(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
        }
        catch (IOException) when (File.Exists(to))
        {
            throw OutputErrors.Exists(to);
        }
    }

    private static bool Try(Func<int> call, string to)
    {
        try
        {
            if (call() == 0)
                return true;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }

        return Marshal.GetLastPInvokeError() == NameIsTaken ? throw OutputErrors.Exists(to) : false;
    }

    private static byte[] Name(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true)]
    private static partial int Link(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    private static partial int RenameAt(int fromFolder, ReadOnlySpan<byte> from, int toFolder, ReadOnlySpan<byte> to, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", SetLastError = true)]
    private static partial int RenameExclusive(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, uint flags);
}
