using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color.Spaces;

/// <summary>The errors of converting between colour spaces.</summary>
internal static class ColorSpaceErrors
{
    public static HeatmapException BandsDiffer(string name, string space, int expected, int bands) =>
        new("BandsDiffer", ErrorKind.InvalidData, $"Expected {expected} bands of {space}, perhaps with alpha, for '{name}', but it has {bands}. Choose bands with Import-HeatmapImage -Band, or name what they are with -From.");

    public static HeatmapException DepthMismatch(string name, string type) =>
        new("DepthMismatch", ErrorKind.InvalidData, $"Expected colours of 8 or 16 bits or floating point for '{name}', but got {type} values. Stretch them with Optimize-Contrast first.");
}
