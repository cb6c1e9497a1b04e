using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>Counts of a FLIR camera to temperatures, by the camera's calibration and what lies between it and the object.</summary>
/// <remarks>
/// The formulas are those published with the R package Thermimage (raw2temp), after Minkina and Dudzik, "Infrared
/// Thermography: Errors and Uncertainties" (2009). The counts of a black body at T kelvin are
/// c(T) = R1 / (R2 (exp(B / T) − F)) − O. What the camera sees is the object's radiation, weakened by emissivity, air and window,
/// and the radiation of reflections, air and window; the object's part of the counts n is linear in n.
/// </remarks>
internal sealed class PlanckConversion
{
    /// <summary>Counts a sample can hold.</summary>
    public const int Counts = 1 << 16;

    private readonly double _r1;
    private readonly double _r2;
    private readonly double _b;
    private readonly double _f;
    private readonly double _o;
    private readonly double _slope;
    private readonly double _intercept;

    /// <param name="camera">The camera's constants and the scene's parameters.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="HeatmapException">NotRadiometric without constants; ImageCorrupt with parameters that cannot be.</exception>
    public PlanckConversion(ThermalMetadata camera, string path)
    {
        if (!HasConstants(camera))
            throw ThermalErrors.NoConstants(path);
        (_r1, _r2, _b, _f, _o) =
            (camera.PlanckR1!.Value, camera.PlanckR2!.Value, camera.PlanckB!.Value, camera.PlanckF!.Value, camera.PlanckO!.Value);
        double emissivity = Check(camera.Emissivity, value => value is > 0 and <= 1, "emissivity", "-Emissivity", path);
        double window = Check(camera.WindowTransmission, value => value is > 0 and <= 1, "window transmission", null, path);
        double air = Check(camera.AtmosphericTemperature, IsTemperature, "atmospheric temperature", "-AtmosphericTemperature", path);
        double reflected = Check(camera.ReflectedTemperature, IsTemperature, "reflected temperature", "-ReflectedTemperature", path);
        // A window that takes nothing away adds nothing, whatever its temperature.
        double pane = window == 1 ? air : Check(camera.WindowTemperature, IsTemperature, "window temperature", null, path);
        double tau = Transmission(camera, air, path);

        _slope = 1 / (emissivity * tau * window * tau);
        _intercept = -(BlackBody(air) * (1 - tau) / (emissivity * tau))
            - (BlackBody(air) * (1 - tau) / (emissivity * tau * window * tau))
            - (BlackBody(pane) * (1 - window) / (emissivity * tau * window))
            - (BlackBody(reflected) * (1 - emissivity) / emissivity);
        if (!double.IsFinite(_slope) || !double.IsFinite(_intercept))
            throw ThermalErrors.Corrupt(path, "its parameters leave no radiation from the object");
    }

    /// <summary>Whether there are constants that counts can be converted with.</summary>
    public static bool HasConstants(ThermalMetadata camera) =>
        camera.PlanckR1 is > 0 and < double.PositiveInfinity && camera.PlanckR2 is > 0 and < double.PositiveInfinity
        && camera.PlanckB is > 0 and < double.PositiveInfinity && camera.PlanckF is { } f && double.IsFinite(f)
            && camera.PlanckO is not null;

    /// <summary>The temperature in kelvin of counts; NaN for counts that no temperature gives.</summary>
    public double ToKelvin(double counts)
    {
        double body = (counts * _slope) + _intercept + _o;
        double kelvin = _b / Math.Log((_r1 / (_r2 * body)) + _f);
        return body > 0 && kelvin > 0 && double.IsFinite(kelvin) ? kelvin : double.NaN;
    }

    /// <summary>The temperature of each of the 65,536 counts, in a unit.</summary>
    public float[] ToTable(TemperatureUnit unit)
    {
        float[] table = new float[Counts];
        for (int i = 0; i < table.Length; i++)
            table[i] = (float)TemperatureUnits.FromKelvin(ToKelvin(i), unit);
        return table;
    }

    private double BlackBody(double celsius) => (_r1 / (_r2 * (Math.Exp(_b / (celsius + TemperatureUnits.Zero)) - _f))) - _o;

    /// <summary>Transmission of half the way through the air, 0 to 1.</summary>
    private static double Transmission(ThermalMetadata camera, double air, string path)
    {
        double distance = Check(camera.Distance, value => value >= 0, "object distance", "-Distance", path);
        double humidity = Check(camera.RelativeHumidity, value => value is >= 0 and <= 2, "relative humidity", "-RelativeHumidity", path);
        double Coefficient(double? value) => Check(value, double.IsFinite, "attenuation of the air", null, path);

        double water = humidity * Math.Exp(1.5587 + (air * (0.06939 + (air * (-0.00027816 + (air * 0.00000068455))))));
        double way = Math.Sqrt(distance / 2);
        double x = Coefficient(camera.AtmosphericX);
        double first = Math.Exp(-way * (Coefficient(camera.AtmosphericAlpha1) + (Coefficient(camera.AtmosphericBeta1) * Math.Sqrt(water))));
        double second =
            Math.Exp(-way * (Coefficient(camera.AtmosphericAlpha2) + (Coefficient(camera.AtmosphericBeta2) * Math.Sqrt(water))));
        double tau = (x * first) + ((1 - x) * second);
        return tau is > 0 and < 10 ? tau : throw ThermalErrors.Corrupt(path,
            "its distance and humidity make the air opaque. Give another -Distance");
    }

    private static bool IsTemperature(double celsius) => celsius is > -TemperatureUnits.Zero and < 1e5;

    private static double Check(double? value, Func<double, bool> isValid, string name, string? parameter, string path) =>
        value is { } number && double.IsFinite(number) && isValid(number)
            ? number
            : throw ThermalErrors.Corrupt(path, FormattableString.Invariant($"its {name} is {value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "missing"}{(parameter is null ? string.Empty : $". {parameter} can replace it")}"));
}
