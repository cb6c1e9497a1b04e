using System.Management.Automation;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Thermal;

namespace HeatmapPS.Parameters;

/// <summary>Parameters for the files of thermal cameras. By default, the values are those in the file.</summary>
internal sealed class ThermalParameters
{
    /// <summary>How to read files that contain temperatures as well as a picture.</summary>
    [Parameter]
    public RadiometricMode Radiometric { get; set; }

    /// <summary>Emissivity of the object, instead of the value in the file.</summary>
    [Parameter]
    [ValidateRange(0.001, 1.0)]
    public double? Emissivity { get; set; }

    /// <summary>Distance to the object in metres, instead of the value in the file.</summary>
    [Parameter]
    [ValidateRange(0.0, 1e6)]
    public double? Distance { get; set; }

    /// <summary>Relative humidity of the air, instead of the value in the file: a fraction up to 1, a percentage above.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double? RelativeHumidity { get; set; }

    /// <summary>Reflected temperature of the surroundings, instead of the value in the file, in the unit of -TemperatureUnit.</summary>
    [Parameter]
    public double? ReflectedTemperature { get; set; }

    /// <summary>Air temperature, instead of the value in the file, in the unit of -TemperatureUnit.</summary>
    [Parameter]
    public double? AtmosphericTemperature { get; set; }

    /// <summary>The unit for temperatures.</summary>
    [Parameter]
    public TemperatureUnit TemperatureUnit { get; set; }

    /// <summary>The parameters in the form that the engine uses.</summary>
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
