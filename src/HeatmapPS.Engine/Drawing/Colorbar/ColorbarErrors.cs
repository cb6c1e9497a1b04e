using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>The errors of legends.</summary>
internal static class ColorbarErrors
{
    public static HeatmapException NotHeatmap(string name, string got) =>
        new("NotHeatmap", ErrorKind.InvalidArgument, $"Expected a heatmap for a colorbar, but '{name}' is {got}, which has no scale and no colormap. Make one with ConvertTo-Heatmap first, or give -Scale and -Colormap to Add-Colorbar.");

    public static HeatmapException TickFormatInvalid(string format) =>
        new("TickFormatInvalid", ErrorKind.InvalidArgument, $"Expected a .NET number format such as F1 or '{{0:F1}} K' for -TickFormat, but got '{format}'.");

    public static HeatmapException NeedsFiles() =>
        new("ParameterConflict", ErrorKind.InvalidArgument, "Expected -Destination with -Colorbar, but got none: a heatmap in the pipeline is numbers and colours, without a picture to put a colorbar beside. Pipe it to Add-Colorbar.");

    public static HeatmapException NeedsScaleAndColormap() =>
        new("ParameterConflict", ErrorKind.InvalidArgument, "Expected both -Scale and -Colormap for pictures that are not heatmaps, but got one of them. Heatmaps need neither.");

    public static HeatmapException TooLarge(long width, long height) =>
        new("ImageTooLarge", ErrorKind.LimitExceeded, $"Expected a picture with its colorbar of no more than {int.MaxValue} bytes a row, but got {width} × {height} pixels. Use a smaller -Length, -Thickness or -FontSize.");

    public static HeatmapException FontNotFound() =>
        new("FontNotFound", ErrorKind.NotInstalled, "Expected a font to write names with, but found none on this machine. Install one, such as DejaVu Sans (Debian and Ubuntu: apt-get install fonts-dejavu-core), or export one map at a time, which needs no text.");
}
