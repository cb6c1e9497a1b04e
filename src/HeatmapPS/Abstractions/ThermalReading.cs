using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Thermal;

namespace HeatmapPS.Abstractions;

/// <summary>The parameters about temperatures as the engine takes them, and what is to be told of the files they were used on.</summary>
internal sealed class ThermalReading
{
    private readonly ConcurrentQueue<string> _verbose = new();
    private readonly ConcurrentDictionary<(string, int), bool> _noted = new();
    private ThermalOptions? _options;
    private int _uncalibrated;

    /// <summary>The parameters of a cmdlet, once they are bound.</summary>
    public ThermalOptions Options(ImageReaderCommand command) => _options ??= Read(command);

    /// <summary>Keeps a line about a file with temperatures. Called from any thread.</summary>
    public void Note(Raster raster, ThermalOptions options)
    {
        if (raster.Thermal is not { } camera || !_noted.TryAdd((raster.Path!, raster.Page), true))
            return;
        if (camera.Manufacturer == "DJI")
            Interlocked.CompareExchange(ref _uncalibrated, 1, 0);
        string what = options.Embedded ? "the photograph inside it" : camera.IsCalibrated && options.Unit != TemperatureUnit.Counts
            ? string.Create(CultureInfo.InvariantCulture, $"temperatures in {raster.Unit} (emissivity {camera.Emissivity}, distance {camera.Distance} m, humidity {100 * camera.RelativeHumidity} %, reflected {camera.ReflectedTemperature} °C, air {camera.AtmosphericTemperature} °C)")
            : "counts";
        string model = camera.CameraModel ?? camera.Manufacturer;
        string name = model.StartsWith(camera.Manufacturer, StringComparison.OrdinalIgnoreCase) ? model : $"{camera.Manufacturer} {model}";
        _verbose.Enqueue($"{raster.Path}: read {what} by {name}, not the visible picture (-Radiometric Ignore).");
    }

    /// <summary>Writes the lines kept, on the pipeline thread.</summary>
    public void WriteNotes(HeatmapCommand command)
    {
        while (_verbose.TryDequeue(out string? line))
            command.WriteVerbose(line);
        // Once for all files of a command.
        if (Interlocked.CompareExchange(ref _uncalibrated, 2, 1) == 1)
            command.WriteWarning("DJI's conversion of counts to temperatures is not public: the values are counts, of no known unit. Convert them with DJI's own program, or give a linear scale you have measured with Import-HeatmapImage -Gain, -Offset and -Unit.");
    }

    private static ThermalOptions Read(ImageReaderCommand command)
    {
        bool IsBound(string name) => command.MyInvocation.BoundParameters.ContainsKey(name);
        double? Given(string name, double value) => IsBound(name) ? value : null;
        double? Temperature(string name, double value)
        {
            if (!IsBound(name))
                return null;
            double celsius = TemperatureUnits.ToCelsius(value, command.TemperatureUnit);
            return double.IsFinite(celsius) && celsius > -TemperatureUnits.Zero
                ? celsius
                : throw ThermalErrors.ParameterInvalid($"a temperature above absolute zero for -{name}, but got {value} {TemperatureUnits.Label(command.TemperatureUnit)}");
        }

        return new ThermalOptions
        {
            Mode = command.Radiometric,
            Unit = command.TemperatureUnit,
            Emissivity = Given(nameof(command.Emissivity), command.Emissivity),
            Distance = Given(nameof(command.Distance), command.Distance),
            RelativeHumidity = Given(nameof(command.RelativeHumidity), command.RelativeHumidity > 1 ? command.RelativeHumidity / 100 : command.RelativeHumidity),
            ReflectedTemperature = Temperature(nameof(command.ReflectedTemperature), command.ReflectedTemperature),
            AtmosphericTemperature = Temperature(nameof(command.AtmosphericTemperature), command.AtmosphericTemperature),
        };
    }
}
