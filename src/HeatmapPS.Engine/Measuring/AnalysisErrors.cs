using System.Globalization;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Measuring;

/// <summary>The errors of measuring and comparing images.</summary>
internal static class AnalysisErrors
{
    public static HeatmapException RegionNotUnderstood(string text) =>
        new("RegionInvalid", ErrorKind.InvalidArgument, $"Expected a region such as 'rect x,y,width,height', 'circle x,y,radius', @{{X=10; Y=20; Width=100; Height=50; Name='motor'}} or a mask image, but got '{text}'.");

    public static HeatmapException MaskSize(string mask, int maskWidth, int maskHeight, string image, int width, int height) =>
        new("RegionInvalid", ErrorKind.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"The mask differs in size: '{mask}' is {maskWidth}×{maskHeight} and '{image}' is {width}×{height}. Use a mask of the same size as the image."));

    public static HeatmapException MaskEmpty(string mask) =>
        new("RegionInvalid", ErrorKind.InvalidData,
            $"The mask '{mask}' selects no pixels: all are 0. Use a mask with pixels other than 0.");

    public static HeatmapException SizeMismatch(string first, string firstSize, string second, string secondSize) =>
        new("SizeMismatch", ErrorKind.InvalidData, $"The images differ in size: '{first}' is {firstSize} and '{second}' is {secondSize}. Compare images of the same size; resampling would change the values.");

    public static HeatmapException BandMismatch(string first, int firstBands, string second, int secondBands) =>
        new("BandMismatch", ErrorKind.InvalidData, $"The images differ in bands: '{first}' has {firstBands} and '{second}' has {secondBands}. Select bands with Import-HeatmapImage -Band, or convert both with ConvertTo-Grayscale.");

    public static HeatmapException DepthMismatch(string first, string firstType, string second, string secondType) =>
        new("DepthMismatch", ErrorKind.InvalidData, $"The images have sample types that cannot be compared: '{first}' has {firstType} and '{second}' has {secondType}. Unsigned 8 and 16 bits are compared after ×257, signed types and floating point by value; convert others to floating point first with Import-HeatmapImage -Gain and -Offset.");
}
