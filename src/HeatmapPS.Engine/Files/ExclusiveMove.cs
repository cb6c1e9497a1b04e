using System.Runtime.InteropServices;
using System.Text;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

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
