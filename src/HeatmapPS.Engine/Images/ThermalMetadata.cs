using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Images;

/// <summary>What a thermal camera says of a picture, with the parameters its temperatures were worked out with.</summary>
/// <remarks>Temperatures are in °C whatever the unit of the pixels. What the file does not tell is null. Control characters in texts,
/// which a file or an object of others may hold, are shown as signs for them.</remarks>
public sealed record ThermalMetadata
{
    /// <summary>Maker of the camera: FLIR or DJI.</summary>
    public required string Manufacturer { get; init => field = VisibleText.Line(value); }

    /// <summary>Model of the camera.</summary>
    public string? CameraModel { get; init => field = Visible(value); }

    /// <summary>Serial number of the camera.</summary>
    public string? SerialNumber { get; init => field = Visible(value); }

    /// <summary>Name of the lens.</summary>
    public string? Lens { get; init => field = Visible(value); }

    /// <summary>When the picture was taken, with the camera's time zone.</summary>
    public DateTimeOffset? DateTaken { get; init; }

    /// <summary>Whether counts can be made temperatures.</summary>
    public bool IsCalibrated { get; init; }

    /// <summary>Emissivity of the object, above 0 and up to 1.</summary>
    public double? Emissivity { get; init; }

    /// <summary>Distance to the object in metres.</summary>
    public double? Distance { get; init; }

    /// <summary>Relative humidity of the air, 0 to 1.</summary>
    public double? RelativeHumidity { get; init; }

    /// <summary>Temperature that the object reflects, in °C.</summary>
    public double? ReflectedTemperature { get; init; }

    /// <summary>Temperature of the air, in °C.</summary>
    public double? AtmosphericTemperature { get; init; }

    /// <summary>Temperature of a window before the lens, in °C.</summary>
    public double? WindowTemperature { get; init; }

    /// <summary>Share of the radiation that the window lets through, above 0 and up to 1.</summary>
    public double? WindowTransmission { get; init; }

    /// <summary>Planck constant R1 of the camera's calibration.</summary>
    public double? PlanckR1 { get; init; }

    /// <summary>Planck constant R2.</summary>
    public double? PlanckR2 { get; init; }

    /// <summary>Planck constant B, in kelvin.</summary>
    public double? PlanckB { get; init; }

    /// <summary>Planck constant F.</summary>
    public double? PlanckF { get; init; }

    /// <summary>Planck constant O, in counts.</summary>
    public double? PlanckO { get; init; }

    /// <summary>Attenuation of the air, α1.</summary>
    public double? AtmosphericAlpha1 { get; init; }

    /// <summary>Attenuation of the air, α2.</summary>
    public double? AtmosphericAlpha2 { get; init; }

    /// <summary>Attenuation by water vapour, β1.</summary>
    public double? AtmosphericBeta1 { get; init; }

    /// <summary>Attenuation by water vapour, β2.</summary>
    public double? AtmosphericBeta2 { get; init; }

    /// <summary>Share of the first of the two attenuations, X.</summary>
    public double? AtmosphericX { get; init; }

    /// <summary>Whether the file holds a photograph, for <c>Import-HeatmapImage -Embedded</c>.</summary>
    public bool HasPhoto { get; init; }

    /// <summary>Scale of the photograph against the thermal picture (FLIR's Real2IR): how many times wider the photograph's
    /// view is.</summary>
    public double? PhotoScale { get; init; }

    /// <summary>Pixels of the photograph by which the thermal picture's centre lies right of the photograph's.</summary>
    public int? OffsetX { get; init; }

    /// <summary>Pixels of the photograph by which the thermal picture's centre lies below the photograph's.</summary>
    public int? OffsetY { get; init; }

    /// <summary>The date as all images tell it.</summary>
    internal CaptureTime? Captured => DateTaken is { } date ? CaptureTime.From(date) : null;

    private static string? Visible(string? text) => text is null ? null : VisibleText.Line(text);
}
