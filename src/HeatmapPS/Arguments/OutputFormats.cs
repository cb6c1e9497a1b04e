using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;

namespace HeatmapPS.Arguments;

/// <summary>Formats that can be written, found by name or extension.</summary>
internal static class OutputFormats
{
    /// <summary>Formats that have an encoder here.</summary>
    public static IEnumerable<ImageFormat> All => ImageFormats.All.Where(format => CodecRegistry.FindEncoder(format) is not null);

    /// <summary>Finds a format.</summary>
    /// <exception cref="HeatmapException">FormatNotSupported.</exception>
    public static ImageFormat Find(string name) =>
        All.FirstOrDefault(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? (ImageFormats.FromExtension(name) is { } byExtension && CodecRegistry.FindEncoder(byExtension) is not null ? byExtension : null)
        ?? throw InputErrors.FormatUnknown(name, All.Select(format => format.Name));
}

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
