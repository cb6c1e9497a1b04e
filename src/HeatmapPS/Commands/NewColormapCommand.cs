using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Mixing;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Makes a colormap of colours, or of other maps.</summary>
[Cmdlet(VerbsCommon.New, "Colormap", DefaultParameterSetName = ColorSet)]
[OutputType(typeof(Colormap))]
public sealed partial class NewColormapCommand : HeatmapCommand
{
    private const string ColorSet = "Color";
    private const string MapSet = "Colormap";
    private const int DefaultCount = 256;

    [ParameterBlock(ParameterPlace.Colors)]
    private readonly ExtremeColorParameters _extremes = new();

    /// <summary>Two or more colours from low to high: names, #rrggbb, '255,128,0' or '1.0 0.5 0.0'.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ColorSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColorCompleter))]
    public object[] Color { get; set; } = [];

    /// <summary>Position of each colour, in ascending order: from 0 to 1, or data values, which the map then keeps as its
    /// scale.</summary>
    [Parameter(ParameterSetName = ColorSet)]
    [ValidateNotNullOrEmpty]
    public double[]? Position { get; set; }

    /// <summary>Entry i is the gradient at (i / (count − 1))^gamma.</summary>
    [Parameter(ParameterSetName = ColorSet)]
    [ValidateRange(0.01, 100)]
    public double Gamma { get; set; } = 1;

    /// <summary>The colour space to mix colours in.</summary>
    [Parameter(ParameterSetName = ColorSet)]
    public ColorSpace Space { get; set; } = ColorSpace.RGB;

    /// <summary>Uses the colours unchanged, with hard edges, instead of mixing them.</summary>
    [Parameter(ParameterSetName = ColorSet)]
    public SwitchParameter Listed { get; set; }

    /// <summary>One map to change, or several to join: names, maps, arrays of colours, or files.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MapSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColormapCompleter))]
    public object[] Colormap { get; set; } = [];

    /// <summary>Reverses the map.</summary>
    [Parameter(ParameterSetName = MapSet)]
    public SwitchParameter Reverse { get; set; }

    /// <summary>The part of each map to use: its start and end, from 0 to 1.</summary>
    [Parameter(ParameterSetName = MapSet)]
    [ValidateCount(2, 2)]
    public double[]? Portion { get; set; }

    /// <summary>The share of the joined map for each map; the last can be omitted. All shares are equal by default.</summary>
    [Parameter(ParameterSetName = MapSet)]
    [ValidateNotNullOrEmpty]
    public double[]? Share { get; set; }

    /// <summary>Number of colours to pick, evenly spaced from the first to the last.</summary>
    [Parameter(ParameterSetName = MapSet)]
    [ValidateRange(2, 65536)]
    public int LevelCount { get; set; }

    /// <summary>Number of colours of the map; by default 256 for a gradient or joined maps, otherwise as many as given.</summary>
    [Parameter]
    [ValidateRange(2, 65536)]
    public int Count { get; set; }

    /// <summary>Name of the map.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Listed && Position is not null) ThrowTerminatingError(InputErrors.Conflict("-Listed and -Position").ToErrorRecord(null));
        if (Portion is not null && !(Portion[0] >= 0 && Portion[0] < Portion[1] && Portion[1] <= 1))
            ThrowTerminatingError(ColorErrors.ColormapPartInvalid(Portion[0], Portion[1]).ToErrorRecord(Portion));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool isOfMaps = ParameterSetName == MapSet;
        Guard(isOfMaps ? Colormap : Color, () => WriteObject(_extremes.Apply(Named(isOfMaps ? FromMaps() : FromColors()))));
    }

    private Colormap FromColors()
    {
        ColorValue[] colors = [.. Color.Select(ToColor)];
        string name = Name ?? "custom";
        if (Listed)
        {
            var listed = Engine.Color.Colormap.FromTable(colors, name, ColormapKind.Qualitative);
            return Count == 0 ? listed : listed.InterpolateNearest(Count);
        }

        int count = Count == 0 ? DefaultCount : Count;
        if (Position is null) return ColorGradient.Create(colors, null, count, Gamma, Space, name);
        CheckPositions(Position, colors.Length);
        (double first, double last) = (Position[0], Position[^1]);
        bool unit = first == 0 && last == 1;
        double[] places = unit ? Position : [.. Position.Select(position => (position - first) / (last - first))];
        Colormap map = ColorGradient.Create(colors, places, count, Gamma, Space, name);
        return unit ? map : map.WithScale(new HeatmapScale(first, last));
    }

    private Colormap FromMaps()
    {
        Colormap[] maps = [.. Colormap.Select(item => ColormapArgument.Resolve(item, this))];
        if (Portion is { } part)
        {
            maps = [.. maps.Select(map => ColormapParts.Cut(map, part[0], part[1],
                maps.Length == 1 && Count > 0 ? Count : Math.Max(map.Count, 2)).WithName(map.Name))];
        }

        if (Share is not null && maps.Length == 1) throw ColorErrors.SharesInvalid(1, Share.Length);
        Colormap result = maps.Length == 1
            ? maps[0]
            : ColormapParts.Join(maps, Shares(maps.Length), Count == 0 ? DefaultCount : Count,
                string.Join('+', maps.Select(map => map.Name)));
        if (Reverse) result = result.Reverse();
        if (LevelCount > 0) result = result.Resample(LevelCount);
        if (Count == 0 || Count == result.Count) return result;
        return LevelCount > 0 ? result.InterpolateNearest(Count) : result.Interpolate(Count);
    }

    private Colormap Named(Colormap map) => map.WithName(Name ?? map.Name);

    private double[] Shares(int maps)
    {
        if (Share is null) return [.. Enumerable.Repeat(1.0 / maps, maps)];
        if (Share.Length != maps && Share.Length != maps - 1) throw ColorErrors.SharesInvalid(maps, Share.Length);
        double sum = Share.Sum();
        bool complete = Share.Length == maps;
        if (Share.Any(share => !(share > 0)) || (complete ? Math.Abs(sum - 1) > 1e-6 : sum >= 1)) throw ColorErrors.ShareSumInvalid(sum);
        return complete ? Share : [.. Share, 1 - sum];
    }

    private static void CheckPositions(double[] positions, int colors)
    {
        if (positions.Length != colors)
            throw ColorErrors.PositionsInvalid($"{colors} positions, one for each colour", $"{positions.Length}");
        for (int i = 0; i < positions.Length; i++)
        {
            if (!double.IsFinite(positions[i]) || (i > 0 && positions[i] < positions[i - 1]))
            {
                throw ColorErrors.PositionsInvalid("numbers in ascending order",
                    FormattableString.Invariant($"{positions[i]} as number {i + 1}"));
            }
        }

        if (positions[0] == positions[^1])
            throw ColorErrors.PositionsInvalid("a first position below the last", FormattableString.Invariant($"{positions[0]} for both"));
    }

    private static ColorValue ToColor(object value)
    {
        object item = value is PSObject wrapped ? wrapped.BaseObject : value;
        return item is ColorValue color ? color : ColorValue.Parse(item.ToString() ?? string.Empty);
    }
}
