using System.Globalization;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Images;

/// <summary>The errors of arrays of numbers, in files and given as .NET arrays.</summary>
internal static class ArrayErrors
{
    public static HeatmapException IntegerTooLarge(string path, Int128 value) =>
        new("DepthLost", ErrorKind.InvalidData, string.Create(CultureInfo.InvariantCulture, $"'{path}' would lose precision: its value {value} does not fit exactly into 64-bit floating point. Save the array as a smaller type, or accept rounding with Import-HeatmapImage -AllowDepthLoss."));

    public static HeatmapException Invalid(string got) =>
        new("ArrayInvalid", ErrorKind.InvalidArgument, $"Expected an array of height × width or height × width × bands numbers, but got {got}. For flat arrays, use Import-HeatmapImage -Width and -Height.");

    public static HeatmapException Unrolled(string got) =>
        new("ArrayInvalid", ErrorKind.InvalidArgument, $"Expected an image, a path or an array, but got the single value {got}: PowerShell unrolls arrays in a pipeline. Pass the array as -InputObject $array, or with a comma in front: ,$array | …");

    public static HeatmapException NotExact(string type) =>
        new("ArrayInvalid", ErrorKind.InvalidArgument,
            $"The {type} array has numbers that a double cannot represent exactly. Convert it to another type first.");
}
