using System.Collections.Immutable;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Terminal;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Tells, for every file format, which codec reads and writes it and at how many bits; or what the terminal can show.</summary>
[Cmdlet(VerbsCommon.Get, "HeatmapFormat", DefaultParameterSetName = NameSet)]
[OutputType(typeof(FormatSupport), ParameterSetName = [NameSet])]
[OutputType(typeof(TerminalCapability), ParameterSetName = [TerminalSet])]
public sealed class GetHeatmapFormatCommand : HeatmapCommand
{
    private const string NameSet = "Name";
    private const string TerminalSet = "Terminal";

    /// <summary>Names or extensions of formats; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FormatNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Queries the terminal and returns what Show-Heatmap can use.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TerminalSet)]
    public SwitchParameter Terminal { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Terminal)
        {
            WriteObject(TerminalScreen.Examine(this, TerminalProtocol.Auto, TerminalScreen.DefaultTimeout));
            return;
        }

        ImmutableArray<FormatSupport> formats = Require(() => CodecRegistry.Formats);
        foreach (string name in Name)
        {
            var pattern = new WildcardPattern(name.TrimStart('.'), WildcardOptions.IgnoreCase);
            foreach (FormatSupport format in formats)
            {
                if (pattern.IsMatch(format.Name) || format.Extensions.Any(pattern.IsMatch))
                    WriteObject(format);
            }
        }
    }
}
