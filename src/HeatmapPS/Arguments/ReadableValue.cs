using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Arguments;

/// <summary>Values for the views, which find types of this assembly only.</summary>
public static class ReadableValue
{
    /// <summary>Writes a value with the digits that mean something.</summary>
    /// <param name="value">The value.</param>
    /// <param name="unit">Its unit, or null. It is not written.</param>
    public static string Format(double value, string? unit = null) => ReadableNumber.Format(value, unit);
}
