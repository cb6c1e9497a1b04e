using System.Management.Automation;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Thermal;

namespace HeatmapPS.Parameters;

/// <summary>The parameters of thermal cameras' files. What is not given is taken from the file.</summary>
internal sealed class ThermalParameters
{
    /// <summary>What is read of files that have temperatures under their picture.</summary>
    [Parameter]
    public RadiometricMode Radiometric { get; set; }

    /// <summary>Emissivity of the object, instead of the file's.</summary>
    [Parameter]
    [ValidateRange(0.001, 1.0)]
    public double? Emissivity { get; set; }

    /// <summary>Distance to the object in metres, instead of the file's.</summary>
    [Parameter]
    [ValidateRange(0.0, 1e6)]
    public double? Distance { get; set; }

    /// <summary>Relative humidity of the air instead of the file's: to 1 a share, above it percent.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double? RelativeHumidity { get; set; }

    /// <summary>Temperature that the object reflects instead of the file's, in the unit of -TemperatureUnit.</summary>
    [Parameter]
    public double? ReflectedTemperature { get; set; }

    /// <summary>Temperature of the air instead of the file's, in the unit of -TemperatureUnit.</summary>
    [Parameter]
    public double? AtmosphericTemperature { get; set; }

    /// <summary>The unit that temperatures are read in.</summary>
    [Parameter]
    public TemperatureUnit TemperatureUnit { get; set; }

    /// <summary>The parameters as the engine takes them.</summary>
    /// <exception cref="HeatmapException">RangeInvalid: a temperature is not above absolute zero.</exception>
    public ThermalOptions ToOptions() => new()
    {
        Mode = Radiometric,
        Unit = TemperatureUnit,
        Emissivity = Emissivity,
        Distance = Distance,
        RelativeHumidity = RelativeHumidity > 1 ? RelativeHumidity / 100 : RelativeHumidity,
        ReflectedTemperature = ToCelsius(nameof(ReflectedTemperature), ReflectedTemperature),
        AtmosphericTemperature = ToCelsius(nameof(AtmosphericTemperature), AtmosphericTemperature),
    };

    private double? ToCelsius(string name, double? value)
    {
        if (value is not { } given)
            return null;
        double celsius = TemperatureUnits.ToCelsius(given, TemperatureUnit);
        return double.IsFinite(celsius) && celsius > -TemperatureUnits.Zero
            ? celsius
            : throw ThermalErrors.ParameterInvalid($"a temperature above absolute zero for -{name}, but got {given} {TemperatureUnits.Label(TemperatureUnit)}");
    }
}
