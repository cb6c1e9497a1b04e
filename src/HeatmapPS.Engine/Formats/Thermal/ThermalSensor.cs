namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>Cameras that store temperatures on a linear scale, for TIFF and PNG files that do not tell it.</summary>
public enum ThermalSensor
{
    /// <summary>FLIR A- and T-series streams, IRFormat TemperatureLinear10mK: 0.01 K a count.</summary>
    FlirTLinear10mK,

    /// <summary>FLIR A- and T-series streams, IRFormat TemperatureLinear100mK: 0.1 K a count.</summary>
    FlirTLinear100mK,

    /// <summary>FLIR Tau 2, Vue Pro R and Ax5, TLinear at high resolution: 0.04 K a count.</summary>
    FlirTau40mK,

    /// <summary>FLIR Tau 2, Vue Pro R and Ax5, TLinear at low resolution: 0.4 K a count.</summary>
    FlirTau400mK,

    /// <summary>FLIR Lepton with TLinear at its resolution of 0.01 K a count.</summary>
    FlirLepton10mK,

    /// <summary>FLIR Lepton with TLinear at its resolution of 0.1 K a count.</summary>
    FlirLepton100mK,

    /// <summary>Optris PI: (count − 1000) / 10 °C.</summary>
    Optris,

    /// <summary>Modules of InfiRay, as in Topdon's TC001: 1/64 K a count.</summary>
    InfiRay,
}

/// <summary>The published linear scale of each sensor.</summary>
internal static class ThermalSensors
{
    /// <summary>Value = counts × gain + offset in a unit of temperature.</summary>
    public static (double Gain, double Offset) Scale(ThermalSensor sensor, TemperatureUnit unit)
    {
        (double gain, double offset) = Celsius(sensor);
        return unit switch
        {
            TemperatureUnit.K => (gain, offset + TemperatureUnits.Zero),
            TemperatureUnit.F => (gain * 1.8, (offset * 1.8) + 32),
            _ => (gain, offset),
        };
    }

    /// <summary>°C = counts × gain + offset. docs/thermal.md names the source of each line.</summary>
    private static (double Gain, double Offset) Celsius(ThermalSensor sensor) => sensor switch
    {
        ThermalSensor.FlirTLinear10mK or ThermalSensor.FlirLepton10mK => (0.01, -TemperatureUnits.Zero),
        ThermalSensor.FlirTLinear100mK or ThermalSensor.FlirLepton100mK => (0.1, -TemperatureUnits.Zero),
        ThermalSensor.FlirTau40mK => (0.04, -TemperatureUnits.Zero),
        ThermalSensor.FlirTau400mK => (0.4, -TemperatureUnits.Zero),
        ThermalSensor.Optris => (0.1, -100),
        ThermalSensor.InfiRay => (1 / 64.0, -TemperatureUnits.Zero),
        _ => throw new ArgumentOutOfRangeException(nameof(sensor)),
    };
}
