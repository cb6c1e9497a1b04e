using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>Gives files and folders that were written under a temporary name their own. The one place where anything is renamed, replaced
/// or moved; what others have open is waited for.</summary>
internal static class Rename
{
    /// <summary>Gives a file its name.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">Its path, on the same file system.</param>
    /// <param name="overwrite">Whether a file that has the name is replaced, one that may only be read as well; else it is OutputExists.</param>
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
        bool isReadOnly = OperatingSystem.IsWindows() && System.IO.File.Exists(to) && (System.IO.File.GetAttributes(to) & FileAttributes.ReadOnly) != 0;
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
