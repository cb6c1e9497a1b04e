using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Rendering.Inverse;

/// <summary>The errors of turning coloured pictures back into numbers.</summary>
internal static class InversionErrors
{
    public static HeatmapException NotColor(string name, int bands) =>
        new("NotColor", ErrorKind.InvalidData, $"'{name}' has no colours: its {bands} bands are neither grey nor RGB, with or without alpha. Select three bands with Import-HeatmapImage -Band, or convert them with Convert-ColorSpace.");

    public static HeatmapException ColormapMissing(string name) =>
        new("ColormapMissing", ErrorKind.InvalidArgument, $"The colormap of '{name}' is unknown. Give -Colormap, or -LegendRegion x,y,width,height for the coloured strip of the legend in the picture.");

    public static HeatmapException LegendOutside(string name, string region, int width, int height) =>
        new("RegionInvalid", ErrorKind.InvalidArgument, $"Expected a -LegendRegion x,y,width,height within the {width} × {height} pixels of '{name}', but got {region}. Pixels count from 0 at the upper left.");

    public static HeatmapException LegendPlain(string name) =>
        new("LegendInvalid", ErrorKind.InvalidData,
            $"The legend region of '{name}' has only one colour. Give x,y,width,height of the coloured strip alone.");
}
