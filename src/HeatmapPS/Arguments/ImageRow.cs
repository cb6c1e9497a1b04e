using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Arguments;

/// <summary>A row that a cmdlet made of an image, which it carries: a cmdlet that receives the row uses the numbers that were
/// measured.</summary>
/// <param name="source">Gives the image.</param>
internal sealed class SourcedRow(Func<ImageObject> source) : PSObject
{
    /// <summary>The image; of a row that another machine made, opened now.</summary>
    public ImageObject Source => source();
}

/// <summary>Rows that name an image: of a table, of Select-Object, or of a cmdlet of this module.</summary>
internal static class ImageRow
{
    private const string OwnTypes = "Deserialized.HeatmapPS.";

    private static readonly string[] s_names = ["LiteralPath", "PSPath", "FullName", "Path"];

    /// <summary>The path that a row has, which no character of is a wildcard, and the page; null where it has none.</summary>
    /// <exception cref="HeatmapException">InputElsewhere: the row came from another computer or process, whose files are not
    /// here.</exception>
    public static (string Path, int Page)? Find(PSObject row)
    {
        string? path = s_names.Select(name => Text(row, name)).FirstOrDefault(text => !string.IsNullOrEmpty(text));
        if (path is null)
            return null;
        string? computer = Text(row, "PSComputerName");
        if (row.TypeNames.Any(name => name.StartsWith(OwnTypes, StringComparison.Ordinal)) || computer is not (null or "localhost"))
            throw InputErrors.Elsewhere(path, computer);
        bool isPage = int.TryParse(Text(row, "Page"), CultureInfo.InvariantCulture, out int page) && page > 1;
        return (path, isPage ? page : 1);
    }

    private static string? Text(PSObject row, string name) => row.Properties[name]?.Value switch
    {
        PSObject { BaseObject: FileSystemInfo file } => file.FullName,
        FileSystemInfo file => file.FullName,
        { } value => Convert.ToString(value is PSObject wrapped ? wrapped.BaseObject : value, CultureInfo.InvariantCulture),
        null => null,
    };
}
