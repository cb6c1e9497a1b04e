using System.Globalization;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Measuring;

/// <summary>The errors of measuring and comparing images.</summary>
internal static class AnalysisErrors
{
    public static HeatmapException RegionNotUnderstood(string text) =>
        new("RegionInvalid", ErrorKind.InvalidArgument, $"Expected a region such as 'rect x,y,width,height', 'circle x,y,radius', @{{X=10; Y=20; Width=100; Height=50; Name='motor'}} or a mask image, but got '{text}'.");

    public static HeatmapException RegionSize(string region, string reason) =>
        new("RegionInvalid", ErrorKind.InvalidArgument, $"Expected whole numbers that make an area for the region '{region}', but {reason}. Pixels count from 0; width, height and radius are above 0.");

    public static HeatmapException RegionOutside(string region, string extent, string image, int width, int height) =>
        new("RegionInvalid", ErrorKind.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"Expected the region '{region}' inside '{image}', whose pixels are (0, 0) to ({width - 1}, {height - 1}), but it covers {extent}. Move or shrink it."));

    public static HeatmapException MaskSize(string mask, int maskWidth, int maskHeight, string image, int width, int height) =>
        new("RegionInvalid", ErrorKind.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"Expected a mask of {width}×{height} pixels for '{image}', but '{mask}' has {maskWidth}×{maskHeight}. Make the mask from an image of the same size."));

    public static HeatmapException MaskEmpty(string mask) =>
        new("RegionInvalid", ErrorKind.InvalidData, $"Expected a mask with pixels other than 0, but '{mask}' has none.");

    public static HeatmapException SizeMismatch(string first, string firstSize, string second, string secondSize) =>
        new("SizeMismatch", ErrorKind.InvalidData, $"Expected an image of the reference's size, but '{first}' is {firstSize} and '{second}' is {secondSize}. Compare images of one size; resampling would change the values.");

    public static HeatmapException BandMismatch(string first, int firstBands, string second, int secondBands) =>
        new("BandMismatch", ErrorKind.InvalidData, $"Expected as many bands as the reference has, but '{first}' has {firstBands} and '{second}' has {secondBands}. Choose bands with Import-HeatmapImage -Band, or convert both with ConvertTo-Grayscale.");

    public static HeatmapException DepthMismatch(string first, string firstType, string second, string secondType) =>
        new("DepthMismatch", ErrorKind.InvalidData, $"Expected sample types that can be compared, but '{first}' has {firstType} and '{second}' has {secondType}. 8 and 16 unsigned bits compare after ×257, signed types and floating point by value; convert the others to floating point first, with Import-HeatmapImage -Gain and -Offset.");
}
