using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Merging.Overlay;

/// <summary>The errors of laying heatmaps over photos.</summary>
internal static class OverlayErrors
{
    public static HeatmapException PhotoNotSupported(Raster photo) =>
        new("PhotoNotSupported", ErrorKind.InvalidData, $"Expected a grey or RGB photo of 8 or 16 bits for -Photo, but '{photo.Name}' has {photo.Bands} band(s) of {photo.SampleType}. {(photo.Thermal is null ? "Choose bands with Import-HeatmapImage -Band, or stretch it to 8 or 16 bits with Optimize-Contrast." : "Use -Embedded for the photograph inside a thermal camera's file.")}");

    public static HeatmapException PhotoMissing() =>
        new("PhotoMissing", ErrorKind.InvalidArgument, "Expected a -Photo, or -Embedded for the photograph inside each thermal camera's file, but got neither.");

    public static HeatmapException PhotoTwice() =>
        new("ParameterConflict", ErrorKind.InvalidArgument, "Expected -Photo or -Embedded, but got both.");

    public static HeatmapException NoFile(Raster thermal) =>
        new("EmbeddedNotFound", ErrorKind.InvalidData, thermal.Origin.IsElsewhere
            ? $"'{thermal.Name}' came from another process, and its file is not opened here for -Embedded. Give the file's path, or a -Photo."
            : $"'{thermal.Name}' came from no file, in which -Embedded could find a photograph. Give the path of a thermal camera's file, or a -Photo.");

    public static HeatmapException ValueInvalid(string parameter, string expected, double value) =>
        new("RangeInvalid", ErrorKind.InvalidArgument, FormattableString.Invariant($"Expected {expected} for -{parameter}, but got {value}."));
}
