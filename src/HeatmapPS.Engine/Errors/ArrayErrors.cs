using System.Globalization;

namespace HeatmapPS.Engine.Errors;

/// <summary>The errors of reading arrays of numbers.</summary>
internal static class ArrayErrors
{
    public static HeatmapException IntegerTooLarge(string path, Int128 value) =>
        new("DepthLost", ErrorKind.InvalidData, string.Create(CultureInfo.InvariantCulture, $"Expected 64-bit integers that 64-bit floating point holds exactly in '{path}', but got {value}. Save the array as a smaller type, or round it with -AllowDepthLoss."));
}
