using System.Collections.Concurrent;
using System.Globalization;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Pipeline;

/// <summary>What a command tells of the thermal cameras' files that it read.</summary>
internal sealed class ThermalNotes
{
    private readonly ConcurrentQueue<string> _verbose = new();
    private readonly ConcurrentDictionary<(string, int), bool> _noted = new();
    private int _uncalibrated;

    /// <summary>Keeps a line about a file with temperatures. Called from any thread.</summary>
    public void Add(Raster raster, ThermalOptions options)
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
        _verbose.Enqueue($"{raster.Path}: read {what} by {name}, not the visible picture (Import-HeatmapImage -Radiometric Ignore).");
    }

    /// <summary>Writes the lines kept, on the pipeline thread.</summary>
    public void Write(HeatmapCommand command)
    {
        while (_verbose.TryDequeue(out string? line))
            command.WriteVerbose(line);
        // Once for all files of a command.
        if (Interlocked.CompareExchange(ref _uncalibrated, 2, 1) == 1)
            command.WriteWarning("DJI's conversion of counts to temperatures is not public: the values are counts, of no known unit. Convert them with DJI's own program, or give a linear scale you have measured with Import-HeatmapImage -Gain, -Offset and -Unit.");
    }
}
