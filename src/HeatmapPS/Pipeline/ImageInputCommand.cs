using System.Collections.Concurrent;
using System.Globalization;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Parameters;

namespace HeatmapPS.Pipeline;

/// <summary>A cmdlet that reads images, files by default.</summary>
/// <remarks>How a file is read otherwise (bands, pages, nodata, temperatures) is said once, by Import-HeatmapImage.</remarks>
public abstract class ImageInputCommand : ImagePathCommand
{
    [ParameterBlock(ParameterPlace.Work)]
    private protected readonly WorkParameters Work = new();

    private readonly ThermalNotes _thermal = new();

    /// <inheritdoc/>
    private protected override int WorkLimit => Work.ThrottleLimit;

    /// <summary>The raster of an input: of a file, of a raster, or the numbers under a heatmap.</summary>
    private protected Raster Open(ImageInput input) => input switch
    {
        { Path: { } path } => OpenFile(path, page: 1, ImportOptions.Default),
        { Image: Heatmap heatmap } => heatmap.Raster,
        { Image: Raster raster } => raster,
        _ => throw new InvalidOperationException("An input is a file or an image object."),
    };

    /// <summary>A page of a file; what is read of a thermal camera's file goes to -Verbose.</summary>
    private protected Raster OpenFile(string path, int page, ImportOptions options)
    {
        Raster opened = ImageImport.Open(path, page, options);
        _thermal.Add(opened, options.Thermal);
        return opened;
    }

    /// <inheritdoc/>
    private protected override void WriteNotes() => _thermal.Write(this);
}

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
        _verbose.Enqueue($"{raster.Path}: read {what} by {camera.Name}, not the visible picture. To read the picture, use Import-HeatmapImage -Radiometric Ignore.");
    }

    /// <summary>Writes the lines kept, on the pipeline thread.</summary>
    public void Write(HeatmapCommand command)
    {
        while (_verbose.TryDequeue(out string? line))
            command.WriteVerbose(line);
        // Once for all files of a command.
        if (Interlocked.CompareExchange(ref _uncalibrated, 2, 1) == 1)
            command.WriteWarning("The values are counts without a known unit, because DJI's conversion of counts to temperatures is not public. Convert them with DJI's own program, or give a linear scale that you have measured with Import-HeatmapImage -Gain, -Offset and -Unit.");
    }
}
