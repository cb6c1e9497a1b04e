using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>Gives a file a name that no other file has, not even one that another process has just made.</summary>
internal static partial class ExclusiveMove
{
    private const int NameIsTaken = 17;

    /// <summary>Moves a file within its file system.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">Its new path.</param>
    /// <exception cref="HeatmapException">OutputExists.</exception>
    public static void Run(string from, string to)
    {
        // Except on Windows, .NET looks for the new name first and then replaces whatever has it by then. The system's own way to
        // a name that must be free is a second name of the same file.
        if (!OperatingSystem.IsWindows() && TryLink(from, to))
        {
            File.Delete(from);
            return;
        }

        try
        {
            File.Move(from, to, overwrite: false);
        }
        catch (IOException) when (File.Exists(to))
        {
            throw OutputErrors.Exists(to);
        }
    }

    /// <summary>Whether the file has the new name too. Some file systems give a file one name only.</summary>
    private static bool TryLink(string from, string to)
    {
        try
        {
            if (Link(from, to) == 0)
                return true;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }

        return Marshal.GetLastPInvokeError() == NameIsTaken ? throw OutputErrors.Exists(to) : false;
    }

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string source, string target);
}
