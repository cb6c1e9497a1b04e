using System.Globalization;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>How files of thermal cameras are read. What is null is taken from the file.</summary>
public sealed record ThermalOptions
{
    /// <summary>Temperatures in °C with the file's own parameters.</summary>
    public static ThermalOptions Default { get; } = new();

    /// <summary>Whether temperatures are read.</summary>
    public RadiometricMode Mode { get; init; }

    /// <summary>The unit of the values.</summary>
    public TemperatureUnit Unit { get; init; }

    /// <summary>Whether the photograph inside the file is read instead of the temperatures.</summary>
    public bool Embedded { get; init; }

    /// <summary>Emissivity of the object, above 0 and up to 1.</summary>
    public double? Emissivity { get; init; }

    /// <summary>Distance to the object in metres, 0 or more.</summary>
    public double? Distance { get; init; }

    /// <summary>Relative humidity of the air, 0 to 1.</summary>
    public double? RelativeHumidity { get; init; }

    /// <summary>Temperature that the object reflects, in °C.</summary>
    public double? ReflectedTemperature { get; init; }

    /// <summary>Temperature of the air, in °C.</summary>
    public double? AtmosphericTemperature { get; init; }

    /// <summary>What the camera says, with what the user knows better.</summary>
    /// <summary>The options as JSON, to compare them.</summary>
    /// <remarks>By hand: a serializer takes longer to start than dozens of small images take to convert.</remarks>
    internal string ToJson() => $"{{\"Mode\":{(int)Mode},\"Unit\":{(int)Unit},\"Embedded\":{(Embedded ? "true" : "false")}," +
        $"\"Emissivity\":{Number(Emissivity)},\"Distance\":{Number(Distance)},\"RelativeHumidity\":{Number(RelativeHumidity)}," +
        $"\"ReflectedTemperature\":{Number(ReflectedTemperature)},\"AtmosphericTemperature\":{Number(AtmosphericTemperature)}}}";

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "null";

    internal ThermalMetadata Correct(ThermalMetadata camera) => camera with
    {
        Emissivity = Emissivity ?? camera.Emissivity,
        Distance = Distance ?? camera.Distance,
        RelativeHumidity = RelativeHumidity ?? camera.RelativeHumidity,
        ReflectedTemperature = ReflectedTemperature ?? camera.ReflectedTemperature,
        AtmosphericTemperature = AtmosphericTemperature ?? camera.AtmosphericTemperature,
    };
}
