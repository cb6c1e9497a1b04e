using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>The unit that temperatures are read in.</summary>
public enum TemperatureUnit
{
    /// <summary>Degrees Celsius.</summary>
    C,

    /// <summary>Degrees Fahrenheit.</summary>
    F,

    /// <summary>Kelvin.</summary>
    K,

    /// <summary>The camera's own 16-bit counts, not converted.</summary>
    Counts,
}

/// <summary>Temperatures from one unit to another.</summary>
internal static class TemperatureUnits
{
    /// <summary>Kelvin at 0 °C.</summary>
    public const double Zero = 273.15;

    /// <summary>A temperature in kelvin as one in <paramref name="unit"/>; counts have no temperature and give °C.</summary>
    public static double FromKelvin(double kelvin, TemperatureUnit unit) => unit switch
    {
        TemperatureUnit.K => kelvin,
        TemperatureUnit.F => ((kelvin - Zero) * 1.8) + 32,
        _ => kelvin - Zero,
    };

    /// <summary>A temperature in <paramref name="unit"/> (counts: °C) as one in °C.</summary>
    public static double ToCelsius(double value, TemperatureUnit unit) => unit switch
    {
        TemperatureUnit.K => value - Zero,
        TemperatureUnit.F => (value - 32) / 1.8,
        _ => value,
    };

    /// <summary>The label of values.</summary>
    public static string Label(TemperatureUnit unit) => unit switch
    {
        TemperatureUnit.C => ValueUnit.Celsius,
        TemperatureUnit.F => ValueUnit.Fahrenheit,
        TemperatureUnit.K => ValueUnit.Kelvin,
        _ => "counts",
    };
}
