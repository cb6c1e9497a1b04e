namespace HeatmapPS.Engine.Errors;

/// <summary>The errors of laying heatmaps over photos.</summary>
internal static class OverlayErrors
{
    public static HeatmapException PhotoNotSupported(string name, int bands, string type) =>
        new("PhotoNotSupported", ErrorKind.InvalidData, $"Expected a grey or RGB photo of 8 or 16 bits for -Photo, but '{name}' has {bands} band(s) of {type}. Choose bands with Import-HeatmapImage -Band, or stretch it to 8 or 16 bits with Optimize-Contrast.");

    public static HeatmapException ValueInvalid(string parameter, string expected, double value) =>
        new("RangeInvalid", ErrorKind.InvalidArgument, FormattableString.Invariant($"Expected {expected} for -{parameter}, but got {value}."));
}
