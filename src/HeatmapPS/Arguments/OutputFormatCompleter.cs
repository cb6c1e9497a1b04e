using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace HeatmapPS.Arguments;

/// <summary>Completes names of formats that can be written.</summary>
public sealed class OutputFormatCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        OutputFormats.All
            .Where(format => format.Name.StartsWith(wordToComplete ?? string.Empty, StringComparison.OrdinalIgnoreCase))
            .Select(format => new CompletionResult(format.Name, format.Name, CompletionResultType.ParameterValue, format.Description));
}
