using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Merging.Mosaic;

/// <summary>The errors of putting images on a sheet.</summary>
internal static class MosaicErrors
{
    public static HeatmapException LabelInvalid(string template, string reason, string parameter) =>
        new("LabelInvalid", ErrorKind.InvalidArgument,
            $"Expected a -{parameter} such as '{{Name}} {{Maximum:N1}}', but got '{template}': {reason}.");

    public static HeatmapException TooLarge(long width, long height) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, FormattableString.Invariant($"The sheet is too large: {width:N0} × {height:N0} pixels, and at most {int.MaxValue:N0} rows of {int.MaxValue:N0} bytes are allowed. Use another -ColumnCount, or a -TileSize."));

    public static HeatmapException NotAPicture(string name, string got) =>
        new("DepthMismatch", ErrorKind.InvalidData, $"'{name}' has {got}, but a mosaic needs heatmaps, grey images, or RGB pictures of 8 or 16 bits. Select bands with Import-HeatmapImage -Band, or stretch the values with Optimize-Contrast.");

    public static HeatmapException NoScale() =>
        new("NotHeatmap", ErrorKind.InvalidArgument,
            "-Colorbar needs heatmaps, but the pictures have no scale. Use -Colormap to colour grey images of 8 bits.");

    public static HeatmapException ScalesDiffer(string first, string other) =>
        new("ScalesDiffer", ErrorKind.InvalidArgument, $"-Colorbar needs one scale and one colormap, but those of '{first}' and '{other}' differ. Use -SharedScale here or with ConvertTo-Heatmap.");
}
