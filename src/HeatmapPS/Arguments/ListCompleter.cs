using System.Buffers;
using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace HeatmapPS.Arguments;

/// <summary>Completes from a list of texts.</summary>
public abstract class ListCompleter : IArgumentCompleter
{
    private static readonly SearchValues<char> s_special = SearchValues.Create(" {}%,;:°²…");

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        string word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        return Texts(fakeBoundParameters)
            .Where(item => item.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(item => new CompletionResult(Quote(item.Text), item.Text, CompletionResultType.ParameterValue, item.ToolTip));
    }

    /// <summary>Text that PowerShell would take for something else, in quotes.</summary>
    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(s_special) < 0 ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The texts, each with its explanation.</summary>
    private protected abstract IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound);
}
