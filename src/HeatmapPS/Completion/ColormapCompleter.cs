using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using HeatmapPS.Engine.Color;

namespace HeatmapPS.Completion;

/// <summary>Completes colormap names, with a swatch in the tooltip.</summary>
public sealed class ColormapCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        bool reversed = word.EndsWith("_r", StringComparison.OrdinalIgnoreCase);
        string start = reversed ? word[..^2] : word;
        return ColormapCatalog.Default.All
            .Where(info => info.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase)
                || info.QualifiedName.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            .Select(info => Result(info, reversed ? "_r" : string.Empty));
    }

    private static CompletionResult Result(ColormapInfo info, string suffix)
    {
        string name = info + suffix;
        Colormap map = ColormapCatalog.Default.Find(name);
        string text = name.Contains(':', StringComparison.Ordinal) ? $"'{name}'" : name;
        return new CompletionResult(text, name, CompletionResultType.ParameterValue, $"{ColormapSwatch.Render(map, 32)}  {info.Family}, {info.Kind}, {info.Count} colours");
    }
}
