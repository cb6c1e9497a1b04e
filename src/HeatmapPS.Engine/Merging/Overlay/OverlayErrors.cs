using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Merging.Overlay;

/// <summary>The errors of laying heatmaps over photos.</summary>
internal static class OverlayErrors
{
    public static HeatmapException PhotoNotSupported(Raster photo)
    {
        string remedy = photo.Thermal is null
            ? "Select bands with Import-HeatmapImage -Band, or stretch the values to 8 or 16 bits with Optimize-Contrast."
            : "Use -Embedded for the photograph inside a thermal camera's file.";
        return new("PhotoNotSupported", ErrorKind.InvalidData,
            $"-Photo needs a grey or RGB photo of 8 or 16 bits, but '{photo.Name}' has {photo.Bands} band(s) of {photo.SampleType}. {remedy}");
    }

    public static HeatmapException PhotoMissing() =>
        new("PhotoMissing", ErrorKind.InvalidArgument,
            "There is no photo for the overlay. Give -Photo, or use -Embedded for the photograph inside each thermal camera's file.");

    public static HeatmapException PhotoTwice() =>
        new("ParameterConflict", ErrorKind.InvalidArgument, "-Photo and -Embedded cannot be used together. Use only one of them.");

    public static HeatmapException NoFile(Raster thermal) =>
        new("EmbeddedNotFound", ErrorKind.InvalidData, thermal.Origin.IsElsewhere
            ? $"'{thermal.Name}' comes from another process, so its file is not opened for -Embedded. Give the file's path, or a -Photo."
            : $"'{thermal.Name}' does not come from a file, so there is no photograph for -Embedded. Give the path of a thermal camera's file, or a -Photo.");

    public static HeatmapException ValueInvalid(string parameter, string expected, double value) =>
        new("RangeInvalid", ErrorKind.InvalidArgument,
            FormattableString.Invariant($"Expected {expected} for -{parameter}, but got {value}."));
}
