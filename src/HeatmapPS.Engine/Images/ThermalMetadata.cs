using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

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

    /// <summary>How far the centre of a part of the thermal picture lies right of the whole picture's, in widths of the part; null for the
    /// whole.</summary>
    public double? PartShiftX { get; init; }

    /// <summary>How far the centre of a part of the thermal picture lies below the whole picture's, in widths of the part; null for the
    /// whole.</summary>
    public double? PartShiftY { get; init; }

    /// <summary>The same without the place on the photograph, for pictures that lie there no more.</summary>
    internal ThermalMetadata WithoutPlace =>
        this with { PhotoScale = null, OffsetX = null, OffsetY = null, PartShiftX = null, PartShiftY = null };

    /// <summary>Maker and model in one.</summary>
    internal string Name => CameraName.Of(Manufacturer, CameraModel) ?? Manufacturer;

    /// <summary>The date as all images tell it.</summary>
    internal CaptureTime? Captured => DateTaken is { } date ? CaptureTime.From(date) : null;

    /// <summary>The place of a part on the photograph: a narrower view, around another point.</summary>
    /// <param name="whole">Size of the picture.</param>
    /// <param name="part">The part.</param>
    internal ThermalMetadata Crop(RasterLayout whole, PixelRectangle part)
    {
        if (PhotoScale is not { } scale)
            return this;
        double right = part.X + (part.Width / 2.0) - (whole.Width / 2.0), down = part.Y + (part.Height / 2.0) - (whole.Height / 2.0);
        return this with
        {
            PhotoScale = scale * whole.Width / part.Width,
            PartShiftX = (((PartShiftX ?? 0) * whole.Width) + right) / part.Width,
            PartShiftY = (((PartShiftY ?? 0) * whole.Width) + down) / part.Width,
        };
    }

    /// <summary>The place at another size: the same, unless the proportions are others.</summary>
    /// <param name="from">The present size.</param>
    /// <param name="width">Columns of the other.</param>
    /// <param name="height">Rows of the other.</param>
    internal ThermalMetadata Resize(RasterLayout from, int width, int height) =>
        Math.Abs(height - ((double)from.Height * width / from.Width)) <= 1 ? this : WithoutPlace;

    private static string? Visible(string? text) => text is null ? null : VisibleText.Line(text);
}
