using System.Globalization;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Images;

/// <summary>The errors of arrays of numbers, in files and given as .NET arrays.</summary>
internal static class ArrayErrors
{
    public static HeatmapException IntegerTooLarge(string path, Int128 value) =>
        new("DepthLost", ErrorKind.InvalidData, string.Create(CultureInfo.InvariantCulture, $"Expected 64-bit integers that 64-bit floating point holds exactly in '{path}', but got {value}. Save the array as a smaller type, or round it with Import-HeatmapImage -AllowDepthLoss."));

    public static HeatmapException Invalid(string got) =>
        new("ArrayInvalid", ErrorKind.InvalidArgument, $"Expected an array of numbers as height × width or height × width × bands, but got {got}. Give flat arrays a shape with Import-HeatmapImage -Width and -Height.");

    public static HeatmapException Unrolled(string got) =>
        new("ArrayInvalid", ErrorKind.InvalidArgument, $"Expected an image, a path or a whole array, but got the single value {got}: PowerShell unrolls an array in a pipeline. Pass it as -InputObject $array, or with a comma in front: ,$array | …");

    public static HeatmapException NotExact(string type) =>
        new("ArrayInvalid", ErrorKind.InvalidArgument, $"Expected numbers that a double holds exactly, but the {type} array has larger ones.");
}
