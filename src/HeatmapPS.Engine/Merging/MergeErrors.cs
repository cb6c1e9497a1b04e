using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Merging;

/// <summary>The errors of merging images.</summary>
internal static class MergeErrors
{
    public static HeatmapException TooFewImages() =>
        new("TooFewImages", ErrorKind.InvalidArgument,
            "There are no images to merge. Pipe files or image objects, or specify them with -Path.");

    public static HeatmapException BandMismatch(string first, int firstBands, string second, int secondBands) =>
        new("BandMismatch", ErrorKind.InvalidData, $"The images differ in bands: '{first}' has {firstBands} and '{second}' has {secondBands}. Select bands with Import-HeatmapImage -Band, or use -Grayscale.");

    public static HeatmapException ColorsNeeded(string mode, int bands) =>
        new("BandMismatch", ErrorKind.InvalidData, $"-Mode {mode} blends colours, so it needs grey or RGB images, but got {bands} bands. Select three with Import-HeatmapImage -Band.");

    public static HeatmapException TooManyImages(int images, int most) =>
        new("TooManyImages", ErrorKind.LimitExceeded,
            $"There are too many images for a median or percentile: {images:N0}, and at most {most:N0} are allowed. Merge them in parts.");

    public static HeatmapException TooSmallToCrop(string first, string firstSize, string second, string secondSize) =>
        new("SizeMismatch", ErrorKind.InvalidData, $"-Fit Crop needs images at least as large as the first, but '{first}' is {firstSize} and '{second}' is {secondSize}. Use -Fit Resize or Pad, or start with the smallest image.");

    public static HeatmapException NotAFile(string path) =>
        new("DestinationInvalid", ErrorKind.InvalidArgument,
            $"Expected an image file for -Destination, but got '{path}'. Give a file name with an extension, such as merged.png.");

    public static HeatmapException BandsDiffer(string name, int bands, int expected) =>
        new("BandsDiffer", ErrorKind.InvalidData, $"'{name}' has {bands} band(s) without alpha, but the other images or the given limits have {expected}. Select bands with Import-HeatmapImage -Band, use -Joint, or process these images separately.");

    public static HeatmapException LutInvalid(string got) =>
        new("LutInvalid", ErrorKind.InvalidArgument, $"Expected 256 or 65,536 integers from 0 to 65535 for -Lut, as one list or as entries × bands, but got {got}. For 8-bit images, give a [byte[]] of 256 entries.");

    public static HeatmapException LutMismatch(string name, string expected, string got) =>
        new("LutInvalid", ErrorKind.InvalidData, $"The lookup table does not fit '{name}': expected {expected}, but got {got}. Give a table with one entry for each value of the samples, and one column for each band of the image.");
}
