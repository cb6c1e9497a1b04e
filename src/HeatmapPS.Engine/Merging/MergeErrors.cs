using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Merging;

/// <summary>The errors of merging images.</summary>
internal static class MergeErrors
{
    public static HeatmapException TooFewImages() =>
        new("TooFewImages", ErrorKind.InvalidArgument, "Expected at least one image to merge, but got none. Pipe files or image objects, or name them with -Path.");

    public static HeatmapException BandMismatch(string first, int firstBands, string second, int secondBands) =>
        new("BandMismatch", ErrorKind.InvalidData, $"Expected images with as many bands, but '{first}' has {firstBands} and '{second}' has {secondBands}. Choose bands with Import-HeatmapImage -Band, or use -Grayscale.");

    public static HeatmapException ColorsNeeded(string mode, int bands) =>
        new("BandMismatch", ErrorKind.InvalidData, $"Expected grey or RGB images for -Mode {mode}, which works on whole colours, but got {bands} bands. Choose three with Import-HeatmapImage -Band.");

    public static HeatmapException TooManyImages(int images, int most) =>
        new("TooManyImages", ErrorKind.LimitExceeded, $"Expected at most {most:N0} images for a median or percentile, but got {images:N0}. Merge them in parts.");

    public static HeatmapException TooSmallToCrop(string first, string firstSize, string second, string secondSize) =>
        new("SizeMismatch", ErrorKind.InvalidData, $"Expected images at least as large as the first for -Fit Crop, but '{first}' is {firstSize} and '{second}' is {secondSize}. Use -Fit Resize or Pad, or begin with the smallest.");

    public static HeatmapException NotAFile(string path) =>
        new("DestinationInvalid", ErrorKind.InvalidArgument, $"Expected the name of one image file as -Destination, but got '{path}'. Give a file name with an extension, such as merged.png.");

    public static HeatmapException BandsDiffer(string name, int bands, int expected) =>
        new("BandsDiffer", ErrorKind.InvalidData, $"Expected {expected} band(s) without alpha for '{name}', as other images or the limits given have, but it has {bands}. Choose bands with Import-HeatmapImage -Band, use -Joint, or take these images apart.");

    public static HeatmapException LutInvalid(string got) =>
        new("LutInvalid", ErrorKind.InvalidArgument, $"Expected 256 or 65,536 whole numbers from 0 to 65535 for -Lut, as one list or as entries × bands, but got {got}. Give a [byte[]] of 256 entries for 8-bit images.");

    public static HeatmapException LutMismatch(string name, string expected, string got) =>
        new("LutInvalid", ErrorKind.InvalidData, $"Expected {expected} in '{name}', but got {got}. Give a table of as many entries as the samples have values, and of as many bands as the image.");
}
