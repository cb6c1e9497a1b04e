using System.Runtime.CompilerServices;

namespace HeatmapPS.Engine.Files;

/// <summary>When two file names are one: the one place that knows.</summary>
/// <remarks>Windows and macOS keep names as they were typed and find them in any case; Linux tells cases apart. A volume may be set up
/// otherwise; where a loss is at stake, <see cref="FileStatus"/> asks the system whether two names lead to one file.</remarks>
internal static class FileNames
{
    /// <summary>Whether names that differ in case alone are one.</summary>
    /// <remarks>Never inlined: ahead-of-time images hold the answer as machine code, and the package's tests read it there. An image made
    /// against another system's framework would answer for that one.</remarks>
    public static bool IgnoreCase
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();
    }

    /// <summary>Compares names and paths as the system's usual file systems do.</summary>
    public static StringComparer Comparer { get; } = IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
}
