using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Rendering.Inverse;

/// <summary>The errors of turning coloured pictures back into numbers.</summary>
internal static class InversionErrors
{
    public static HeatmapException NotColor(string name, int bands) =>
        new("NotColor", ErrorKind.InvalidData, $"Expected the colours of a picture (grey or RGB, with or without alpha) for '{name}', but it has {bands} bands without a colour meaning. Choose three with Import-HeatmapImage -Band, or convert them with Convert-ColorSpace.");

    public static HeatmapException ColormapMissing(string name) =>
        new("ColormapMissing", ErrorKind.InvalidArgument, $"Expected the colormap of '{name}', but got none. Give -Colormap, or -LegendRegion x,y,width,height of the legend's strip in the picture.");

    public static HeatmapException LegendOutside(string name, string region, int width, int height) =>
        new("RegionInvalid", ErrorKind.InvalidArgument, $"Expected a -LegendRegion x,y,width,height within the {width} × {height} pixels of '{name}', but got {region}. Pixels count from 0 at the upper left.");

    public static HeatmapException LegendPlain(string name) =>
        new("LegendInvalid", ErrorKind.InvalidData, $"Expected a strip of changing colours in the legend region of '{name}', but it has one colour. Give x,y,width,height of the coloured strip alone.");
}
