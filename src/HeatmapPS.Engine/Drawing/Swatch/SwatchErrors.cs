using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Drawing.Swatch;

/// <summary>The errors of drawing colormaps.</summary>
internal static class SwatchErrors
{
    public static HeatmapException FontNotFound() =>
        new("FontNotFound", ErrorKind.NotInstalled, "Expected a font to write names with, but found none on this machine. Install one, such as DejaVu Sans (Debian and Ubuntu: apt-get install fonts-dejavu-core), or export one map at a time, which needs no text.");
}
