using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>The errors of files of thermal cameras.</summary>
internal static class ThermalErrors
{
    public static HeatmapException NotRadiometric(string name, string reason) =>
        new("NotRadiometric", ErrorKind.InvalidData,
            $"'{name}' has no temperatures: {reason}. Use Import-HeatmapImage -Radiometric Auto or Ignore to read its picture.");

    public static HeatmapException NoRawData(string path) =>
        NotRadiometric(path, "its thermal records contain no counts");

    public static HeatmapException NoConstants(string path) =>
        new("NotRadiometric", ErrorKind.InvalidData, $"'{path}' has no calibration: the camera's Planck constants are missing in its thermal records. Use Import-HeatmapImage with -TemperatureUnit Counts for the raw counts, or with -Radiometric Ignore for the visible picture.");

    public static HeatmapException Corrupt(string path, string reason) =>
        ImageErrors.Corrupt(path, $"{reason}. Import-HeatmapImage -Radiometric Ignore reads the visible picture of a JPEG");

    public static HeatmapException PhotoNotFound(string path) =>
        new("EmbeddedNotFound", ErrorKind.InvalidData,
            $"'{path}' contains no photograph for -Embedded. Leave -Embedded out; .Thermal.HasPhoto shows which files have one.");

    public static HeatmapException ParameterInvalid(FormattableString expectation) =>
        new("RangeInvalid", ErrorKind.InvalidArgument, $"Expected {FormattableString.Invariant(expectation)}.");
}
