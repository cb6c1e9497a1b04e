using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Merging.Contrast;

/// <summary>The errors of display stretches.</summary>
internal static class ContrastErrors
{
    public static HeatmapException BandsDiffer(string name, int bands, int expected) =>
        new("BandsDiffer", ErrorKind.InvalidData, $"Expected {expected} band(s) without alpha for '{name}', as other images or the limits given have, but it has {bands}. Choose bands with Import-HeatmapImage -Band, use -Joint, or take these images apart.");

    public static HeatmapException LutInvalid(string got) =>
        new("LutInvalid", ErrorKind.InvalidArgument, $"Expected 256 or 65,536 whole numbers from 0 to 65535 for -Lut, as one list or as entries × bands, but got {got}. Give a [byte[]] of 256 entries for 8-bit images.");

    public static HeatmapException LutMismatch(string name, string expected, string got) =>
        new("LutInvalid", ErrorKind.InvalidData, $"Expected {expected} in '{name}', but got {got}. Give a table of as many entries as the samples have values, and of as many bands as the image.");
}
