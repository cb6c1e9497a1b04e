using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Merging.Mosaic;

/// <summary>The errors of putting images on a sheet.</summary>
internal static class MosaicErrors
{
    public static HeatmapException LabelInvalid(string template, string reason) =>
        new("LabelInvalid", ErrorKind.InvalidArgument, $"Expected a -Label such as '{{Name}} {{Maximum:N1}}', but got '{template}': {reason}.");

    public static HeatmapException TooLarge(long width, long height) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, FormattableString.Invariant($"Expected a sheet with rows of at most {int.MaxValue:N0} bytes and as many rows, but got {width:N0} × {height:N0} pixels. Use other -ColumnCount, or a -TileSize."));

    public static HeatmapException NotAPicture(string name, string got) =>
        new("DepthMismatch", ErrorKind.InvalidData, $"Expected a heatmap, a grey image, or an RGB picture of 8 or 16 bits for a mosaic, but '{name}' has {got}. Choose bands with Import-HeatmapImage -Band, or stretch it with Optimize-Contrast.");

    public static HeatmapException NoScale() =>
        new("NotHeatmap", ErrorKind.InvalidArgument, "Expected heatmaps for -Colorbar, but got pictures without a scale. Colour grey images of 8 bits with -Colormap.");

    public static HeatmapException ScalesDiffer(string first, string other) =>
        new("ScalesDiffer", ErrorKind.InvalidArgument, $"Expected one scale and one colormap for -Colorbar, but those of '{first}' and '{other}' differ. Use -SharedScale here or with ConvertTo-Heatmap.");
}
