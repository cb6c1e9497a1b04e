using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using HeatmapPS.Engine.Color;

namespace HeatmapPS.Arguments;

/// <summary>Completes colormap names, with a swatch in the tooltip.</summary>
public sealed class ColormapCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        return ColormapCatalog.Default.All.SelectMany(info => new[] { (Info: info, Suffix: string.Empty), (Info: info, Suffix: "_r") })
            .Where(map => IsMeant(word, map.Info.Name, map.Suffix) || IsMeant(word, map.Info.QualifiedName, map.Suffix))
            .Select(map => Result(map.Info, map.Suffix));
    }

    /// <summary>Whether a name goes on from the word; a reversed one only when the word holds all of the map's own name, so
    /// that the list is not twice as long.</summary>
    private static bool IsMeant(string word, string name, string suffix) =>
        (suffix.Length == 0 || word.Length > name.Length) && (name + suffix).StartsWith(word, StringComparison.OrdinalIgnoreCase);

    private static CompletionResult Result(ColormapInfo info, string suffix)
    {
        string name = info + suffix;
        Colormap map = ColormapCatalog.Default.Find(name);
        string text = name.Contains(':', StringComparison.Ordinal) ? $"'{name}'" : name;
        return new CompletionResult(text, name, CompletionResultType.ParameterValue,
            $"{ColormapSwatch.Render(map, 32)}  {info.Family}, {info.Kind}, {info.Count} colours");
    }
}

/// <summary>A colormap as a bar of coloured blanks for terminals.</summary>
public static class ColormapSwatch
{
    /// <summary>Makes the bar with 24-bit escape sequences.</summary>
    /// <param name="map">The map.</param>
    /// <param name="width">Blanks.</param>
    public static string Render(Colormap map, int width)
    {
        ArgumentNullException.ThrowIfNull(map);
        var bar = new StringBuilder();
        for (int i = 0; i < width; i++)
        {
            Rgba32 color = map.GetRgba32((int)((long)i * (map.Count - 1) / Math.Max(1, width - 1)));
            bar.Append("\u001b[48;2;").Append(color.R).Append(';').Append(color.G).Append(';').Append(color.B).Append("m ");
        }

        return bar.Append("\u001b[0m").ToString();
    }

    /// <summary>One colour as a bar.</summary>
    internal static string Render(Rgba32 color, int width) =>
        $"\u001b[48;2;{color.R};{color.G};{color.B}m{new string(' ', width)}\u001b[0m";
}
