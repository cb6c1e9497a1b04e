using System.Globalization;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Annotating;

/// <summary>The errors of what is drawn over pictures.</summary>
internal static class AnnotationErrors
{
    public static HeatmapException Nothing() =>
        new("AnnotationInvalid", ErrorKind.InvalidArgument,
            "There is nothing to draw. Give at least one of -Spot, -Region, -Isotherm, -Caption and -Time.");

    public static HeatmapException SpotNotUnderstood(string text) =>
        new("AnnotationInvalid", ErrorKind.InvalidArgument, $"Expected a spot such as 'Hottest', 'Coldest', '120,80' or the HotSpot of Measure-Heatmap, but got '{text}'.");

    public static HeatmapException SpotOutside(int x, int y, string image, int width, int height) =>
        new("AnnotationInvalid", ErrorKind.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"The spot '{x},{y}' is not inside '{image}', which has pixels (0, 0) to ({width - 1}, {height - 1}). Give a column and a row of the image."));

    public static HeatmapException IsothermInvalid(double value) =>
        new("AnnotationInvalid", ErrorKind.InvalidArgument,
            string.Create(CultureInfo.InvariantCulture, $"Expected finite numbers for -Isotherm, but got {value}."));

    public static HeatmapException TooManyPieces(string image, long most) =>
        new("AnnotationInvalid", ErrorKind.LimitExceeded, string.Create(CultureInfo.InvariantCulture, $"The isotherms of '{image}' have more than {most:N0} pieces, which no picture shows as lines: its values change from pixel to pixel. Choose other values, or reduce the noise first."));

    public static HeatmapException RegionsMissing() =>
        new("ParameterConflict", ErrorKind.InvalidArgument,
            "-RegionValue says what is written beside regions, but there is no -Region. Give -Region, or leave -RegionValue out.");

    public static HeatmapException ValueFormatInvalid(string format) =>
        new("ValueFormatInvalid", ErrorKind.InvalidArgument,
            $"Expected a .NET number format such as F1 or '{{0:F1}} K' for -ValueFormat, but got '{format}'.");

    public static HeatmapException ColorTransparent(string parameter) =>
        new("ColorInvalid", ErrorKind.InvalidArgument, $"Expected an opaque colour for -{parameter}, because others cannot be read.");

    public static HeatmapException Grid(string name) =>
        new("AnnotationInvalid", ErrorKind.InvalidArgument, $"'{name}' is a grid of cells with labels, which has no room for annotations. To write the values into the cells, use Export-HeatmapImage -CellValue.");

    public static HeatmapException NotAPicture(string name, string got) =>
        new("NotAPicture", ErrorKind.InvalidArgument, $"'{name}' is {got}, which is neither a heatmap nor a picture. Select one band with Import-HeatmapImage -Band, or make a picture with Optimize-Contrast -BitDepth 8 first.");
}
