using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace HeatmapPS.Arguments;

/// <summary>Completes the forms of a region; paths of masks are left to PowerShell.</summary>
public sealed class RegionCompleter : IArgumentCompleter
{
    private static readonly (string Text, string Name, string ToolTip)[] s_forms =
    [
        ("'rect 0,0,100,50'", "rect x,y,width,height", "A rectangle: column and row of its first pixel (from 0), width and height"),
        ("'circle 50,50,20'", "circle x,y,radius", "A circle: all pixels whose centres are within the radius"),
        ("@{ X = 0; Y = 0; Width = 100; Height = 50; Name = 'motor' }", "named rectangle", "A rectangle with a name in the results"),
        ("@{ X = 50; Y = 50; Radius = 20; Name = 'bearing' }", "named circle", "A circle with a name in the results"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? string.Empty).TrimStart('\'', '"');
        return s_forms
            .Where(form => form.Text.TrimStart('\'').StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(form => new CompletionResult(form.Text, form.Name, CompletionResultType.ParameterValue, form.ToolTip));
    }
}
