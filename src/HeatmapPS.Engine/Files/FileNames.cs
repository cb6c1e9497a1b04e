namespace HeatmapPS.Engine.Files;

/// <summary>When two file names are one: the one place that knows.</summary>
/// <remarks>Windows and macOS keep names as they were typed and find them in any case; Linux tells cases apart. A volume may be set up
/// otherwise; where a loss is at stake, <see cref="FileStatus"/> asks the system whether two names lead to one file.</remarks>
internal static class FileNames
{
    /// <summary>Compares names and paths as the system's usual file systems do.</summary>
    public static StringComparer Comparer { get; } = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
}
