using System.Management.Automation;
using HeatmapPS.Engine.Color.Codecs;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Arguments;

/// <summary>PowerShell's paths to full paths of colormap files.</summary>
internal static class ColormapPaths
{
    /// <summary>The full path that a literal path of PowerShell names.</summary>
    /// <exception cref="HeatmapException">ColormapFileNotFound: it is of no file system.</exception>
    public static string ResolveLiteral(PSCmdlet command, string path)
    {
        try
        {
            return FilePaths.ResolveLiteral(command, path);
        }
        catch (HeatmapException)
        {
            throw ColormapFileErrors.NotFound(path);
        }
    }

    /// <summary>The files that a path with wildcards means; one without is given back as it is.</summary>
    /// <exception cref="HeatmapException">ColormapFileNotFound: there are none.</exception>
    public static IReadOnlyList<string> ResolvePattern(PSCmdlet command, string pattern)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(pattern)) return [ResolveLiteral(command, pattern)];
        string literal = ResolveLiteral(command, pattern);
        if (File.Exists(literal)) return [literal];
        string[] found = [.. FilePaths.Expand(command, pattern).Where(File.Exists)];
        return found.Length > 0 ? found : throw ColormapFileErrors.NotFound(pattern);
    }
}
