using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Codecs;
using HeatmapPS.Engine.Jobs.Colormaps;
using HeatmapPS.Engine.Rendering.Inverse;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Reads colormaps from files of other programs, or from pictures of them.</summary>
[Cmdlet(VerbsData.Import, "Colormap", DefaultParameterSetName = PathSet)]
[OutputType(typeof(Colormap))]
public sealed class ImportColormapCommand : HeatmapCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private ColormapReadOptions _options = ColormapReadOptions.Default;

    /// <summary>Paths of colormap files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Paths of colormap files, used exactly as written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The format; detected from content and extension by default.</summary>
    [Parameter]
    public ColormapFormat? Format { get; set; }

    /// <summary>Number of colours of the map; by default as many as the file lists, or 256 for a gradient.</summary>
    [Parameter]
    [ValidateRange(2, 65536)]
    public int Count { get; set; }

    /// <summary>The part of a picture that shows the colours: x, y, width, height in pixels.</summary>
    [Parameter]
    [ValidateCount(4, 4)]
    public int[]? Region { get; set; }

    /// <summary>Name of the map; by default the name in the file, or the file name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Region is not null && Format is not (null or ColormapFormat.Image))
        {
            ThrowTerminatingError(InputErrors.Misplaced("-Region is for pictures only. Leave it out, or use -Format Image.")
                .ToErrorRecord(Format));
        }

        _options = new ColormapReadOptions
        {
            Format = Format,
            Count = Count == 0 ? null : Count,
            Region = Region is { } region ? new LegendRegion(region[0], region[1], region[2], region[3]) : null,
        };
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == LiteralPathSet)
        {
            foreach (string path in LiteralPath) Guard(path, () => Read(ColormapPaths.ResolveLiteral(this, path)));
            return;
        }

        foreach (string pattern in Path)
        {
            IReadOnlyList<string> paths = [];
            Guard(pattern, () => paths = ColormapPaths.ResolvePattern(this, pattern));
            foreach (string path in paths) Guard(path, () => Read(path));
        }
    }

    private void Read(string path)
    {
        foreach (Colormap map in ColormapFiles.Read(path, _options)) WriteObject(Name is null ? map : map.WithName(Name));
    }
}
