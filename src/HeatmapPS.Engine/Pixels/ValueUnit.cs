namespace HeatmapPS.Engine.Pixels;

/// <summary>Units that mean something to the engine; all others are text that goes with the values.</summary>
internal static class ValueUnit
{
    public const string Celsius = "°C";
    public const string Fahrenheit = "°F";
    public const string Kelvin = "K";

    /// <summary>Whether values of this unit are temperatures.</summary>
    public static bool IsTemperature(string? unit) => unit is Celsius or Fahrenheit or Kelvin;
}
