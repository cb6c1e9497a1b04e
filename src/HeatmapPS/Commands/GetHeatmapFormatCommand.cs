using System.Management.Automation;
using HeatmapPS.Abstractions;
using HeatmapPS.Engine.Codecs;

namespace HeatmapPS.Commands;

/// <summary>Tells, for every file format, which codec reads and writes it and at how many bits.</summary>
[Cmdlet(VerbsCommon.Get, "HeatmapFormat")]
[OutputType(typeof(FormatSupport))]
public sealed class GetHeatmapFormatCommand : HeatmapCommand
{
    /// <summary>Names or extensions of formats; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            var pattern = new WildcardPattern(name.TrimStart('.'), WildcardOptions.IgnoreCase);
            foreach (FormatSupport format in CodecRegistry.Formats)
            {
                if (pattern.IsMatch(format.Name) || format.Extensions.Any(pattern.IsMatch))
                    WriteObject(format);
            }
        }
    }
}
