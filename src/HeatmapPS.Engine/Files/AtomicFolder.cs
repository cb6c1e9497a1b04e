using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>Puts folders that were written under a temporary name where they belong.</summary>
internal static class AtomicFolder
{
    /// <summary>Puts a new folder where no other may be, not even one that another process has just made.</summary>
    /// <param name="from">The new folder.</param>
    /// <param name="to">Its place.</param>
    /// <exception cref="HeatmapException">OutputExists.</exception>
    public static void Place(string from, string to)
    {
        try
        {
            Directory.Move(from, to);
        }
        catch (IOException) when (Path.Exists(to))
        {
            throw OutputErrors.Exists(to);
        }
    }

    /// <summary>Puts a new folder where an old one may be, which comes back when that fails.</summary>
    /// <param name="from">The new folder.</param>
    /// <param name="to">Its place.</param>
    /// <param name="replaced">Where the old one goes; on the same file system, and nothing is there.</param>
    public static void Replace(string from, string to, string replaced)
    {
        bool exists = Directory.Exists(to);
        if (exists)
            Directory.Move(to, replaced);
        try
        {
            Directory.Move(from, to);
        }
        catch when (exists)
        {
            Directory.Move(replaced, to);
            throw;
        }
    }
}
