using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>The errors of legends.</summary>
internal static class ColorbarErrors
{
    public static HeatmapException NotAPicture(string format) =>
        new("ParameterConflict", ErrorKind.InvalidArgument,
            $"-Colorbar is for pictures, and {format} holds numbers. Leave -Colorbar out, or choose a format for pictures, such as PNG.");

    public static HeatmapException NotHeatmap(string name, string got) =>
        new("NotHeatmap", ErrorKind.InvalidArgument, $"'{name}' is {got}, not a heatmap: it has no scale and no colormap for a colorbar. Make a heatmap with ConvertTo-Heatmap first, or give -Scale and -Colormap to Add-Colorbar.");

    public static HeatmapException TickFormatInvalid(string format) =>
        new("TickFormatInvalid", ErrorKind.InvalidArgument,
            $"Expected a .NET number format such as F1 or '{{0:F1}} K' for -TickFormat, but got '{format}'.");

    public static HeatmapException NeedsFiles() =>
        new("ParameterConflict", ErrorKind.InvalidArgument, "-Colorbar needs -Destination: without it, the output is heatmap objects, not pictures. Add -Destination, or pipe the heatmaps to Add-Colorbar.");

    public static HeatmapException NeedsScaleAndColormap() =>
        new("ParameterConflict", ErrorKind.InvalidArgument,
            "-Scale and -Colormap are needed together for pictures that are not heatmaps. Give both; heatmaps need neither.");

    public static HeatmapException TooLarge(long width, long height) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, $"The picture with its colorbar is too large: {width} × {height} pixels, and rows may have at most {int.MaxValue} bytes. Use a smaller -Length, -Thickness or -FontSize.");

    public static HeatmapException FontNotFound() =>
        new("FontNotFound", ErrorKind.NotInstalled, "There is no font for the names. Install one, such as DejaVu Sans (Debian and Ubuntu: apt-get install fonts-dejavu-core), or export one map at a time, which needs no text.");
}
