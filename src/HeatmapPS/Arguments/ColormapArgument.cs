using System.Management.Automation;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Codecs;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Jobs.Colormaps;

namespace HeatmapPS.Arguments;

/// <summary>A cmdlet that notes which files it reads.</summary>
internal interface IFileReader
{
    /// <summary>The files, of which none is written over.</summary>
    InputFiles Inputs { get; }
}

/// <summary>Takes what -Colormap may be given: a name, a colormap, an array of colours, or a colormap file.</summary>
internal static class ColormapArgument
{
    /// <summary>The colormap that a parameter's value means.</summary>
    /// <param name="value">A map, an array, a file object, the path of an existing file with an extension of colormap files,
    /// or a name.</param>
    /// <param name="command">The cmdlet, whose location relative paths start from.</param>
    /// <exception cref="HeatmapException">ColormapNotFound with the nearest names, ColormapInvalid, ColormapFileInvalid.</exception>
    public static Colormap Resolve(object value, PSCmdlet command)
    {
        object item = PortableObjectData.TryRead(value) ?? (value is PSObject wrapped ? wrapped.BaseObject : value);
        return item switch
        {
            Colormap map => map,
            Array colors when colors.GetType() != typeof(string[]) => Colormap.FromArray(colors),
            FileInfo file => Read(file.FullName, command),
            _ => FindOrRead(item.ToString() ?? string.Empty, command),
        };
    }

    private static Colormap FindOrRead(string text, PSCmdlet command)
    {
        // Maps first: a file in the current folder must not change what a name means.
        if (ColormapCatalog.Default.TryFind(text, out Colormap? map)) return map;
        if (ColormapFormats.FromExtension(Path.GetExtension(text)) is not null && FileOf(text, command) is { } path)
            return Read(path, command);
        return ColormapCatalog.Default.Find(text);
    }

    private static Colormap Read(string path, PSCmdlet command)
    {
        (command as IFileReader)?.Inputs.Add(path);
        return ColormapFiles.Read(path, ColormapReadOptions.Default)[0];
    }

    private static string? FileOf(string text, PSCmdlet command)
    {
        try
        {
            string path = ColormapPaths.ResolveLiteral(command, text);
            return File.Exists(path) ? path : null;
        }
        catch (Exception error) when (error is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException
            or HeatmapException)
        {
            // A name such as opencv:jett looks like a path on a drive.
            return null;
        }
    }

    /// <summary>The colour that a parameter's value means, or null when none was given.</summary>
    /// <exception cref="HeatmapException">ColorInvalid.</exception>
    public static ColorValue? ResolveColor(string? value) => value is null ? null : ColorValue.Parse(value);
}

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
