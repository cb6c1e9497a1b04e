using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Color;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Lists colormaps.</summary>
[Cmdlet(VerbsCommon.Get, "Colormap")]
[OutputType(typeof(Colormap))]
public sealed class GetColormapCommand : HeatmapCommand
{
    /// <summary>Names, with wildcards; family:name selects between maps of the same name, and _r at the end reverses a map.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ColormapCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Returns only maps of this family, such as matplotlib or opencv; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ColormapFamilyCompleter))]
    public string Family { get; set; } = "*";

    /// <summary>Returns only maps of these kinds.</summary>
    [Parameter]
    public ColormapKind[] Kind { get; set; } = [];

    /// <summary>Returns only maps documented as perceptually uniform.</summary>
    [Parameter]
    public SwitchParameter PerceptuallyUniform { get; set; }

    /// <summary>Returns only maps whose colours readers with red-green colour blindness can distinguish.</summary>
    [Parameter]
    public SwitchParameter ColorBlindSafe { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (WildcardPattern.ContainsWildcardCharacters(name))
                WriteMatches(name);
            else
                Guard(name, () => WriteIfWanted(ColormapCatalog.Default.Find(name)));
        }
    }

    private void WriteMatches(string pattern)
    {
        bool reversed = pattern.EndsWith("_r", StringComparison.OrdinalIgnoreCase);
        var wildcard = new WildcardPattern(reversed ? pattern[..^2] : pattern, WildcardOptions.IgnoreCase);
        foreach (ColormapInfo info in ColormapCatalog.Default.All)
        {
            if (!wildcard.IsMatch(info.Name) && !wildcard.IsMatch(info.QualifiedName))
                continue;
            Colormap map = ColormapCatalog.Default.Find(info.QualifiedName);
            WriteIfWanted(reversed ? map.Reverse() : map);
        }
    }

    private void WriteIfWanted(Colormap map)
    {
        bool wanted = new WildcardPattern(Family, WildcardOptions.IgnoreCase).IsMatch(map.Family)
            && (Kind.Length == 0 || Kind.Contains(map.Kind))
            && (!PerceptuallyUniform || map.IsPerceptuallyUniform)
            && (!ColorBlindSafe || map.IsColorBlindSafe == true);
        if (wanted)
            WriteObject(map);
    }
}
