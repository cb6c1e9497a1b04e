using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Abstractions;
using HeatmapPS.Completion;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Commands;

/// <summary>How colours are taken from a file.</summary>
public enum ImportAs
{
    /// <summary>As the file has them, alpha included.</summary>
    Unchanged,

    /// <summary>Made grey (Rec601), without alpha.</summary>
    Gray,
}

/// <summary>Opens image files as rasters at full depth.</summary>
[Cmdlet(VerbsData.Import, "HeatmapImage", DefaultParameterSetName = PathSet)]
[OutputType(typeof(Raster))]
public sealed class ImportHeatmapImageCommand : ImageReaderCommand
{
    /// <summary>Whether colours stay or are made grey.</summary>
    [Parameter]
    public ImportAs As { get; set; }

    /// <summary>Units a count: value = count × gain + offset.</summary>
    [Parameter]
    public double Gain { get; set; } = 1;

    /// <summary>Value of count 0.</summary>
    [Parameter]
    public double Offset { get; set; }

    /// <summary>Unit of the values, such as °C.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UnitCompleter))]
    public string? Unit { get; set; }

    /// <summary>A camera whose counts are linear in temperature: its -Gain, -Offset and -Unit.</summary>
    [Parameter]
    public ThermalSensor Sensor { get; set; }

    /// <summary>Reads the photograph inside files of thermal cameras.</summary>
    [Parameter]
    public SwitchParameter Embedded { get; set; }

    /// <inheritdoc/>
    private protected override ImportOptions Import
    {
        get
        {
            ImportOptions options = base.Import with { Gray = As == ImportAs.Gray, Gain = Gain, Offset = Offset, Unit = Unit };
            options = options with { Thermal = options.Thermal with { Embedded = Embedded } };
            if (!IsBound(nameof(Sensor)))
                return options;
            (double gain, double offset) = ThermalSensors.Scale(Sensor, TemperatureUnit);
            return options with { Gain = gain, Offset = offset, Unit = TemperatureUnits.Label(TemperatureUnit) };
        }
    }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Require(() =>
    {
        if (!double.IsFinite(Gain) || Gain == 0 || !double.IsFinite(Offset))
            throw RangeErrors.Invalid($"a finite -Gain other than 0 and a finite -Offset, but got {Gain} and {Offset}");
        if (IsBound(nameof(Sensor)) && (IsBound(nameof(Gain)) || IsBound(nameof(Offset)) || IsBound(nameof(Unit))))
            throw RangeErrors.Invalid($"-Sensor, or -Gain, -Offset and -Unit, but got both");
        if (IsBound(nameof(Sensor)) && TemperatureUnit == TemperatureUnit.Counts)
            throw RangeErrors.Invalid($"a unit of temperature with -Sensor, but got -TemperatureUnit Counts");
        if (Embedded && Radiometric == RadiometricMode.Ignore)
            throw RangeErrors.Invalid($"-Embedded or -Radiometric Ignore, but got both");
        return true;
    });

    private bool IsBound(string name) => MyInvocation.BoundParameters.ContainsKey(name);

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        foreach (ImagePage page in Pages(input))
            RunInBackground(input.Target, (_, _) => Open(page));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Drain();

    private WorkOutcome Open(ImagePage page)
    {
        long start = Stopwatch.GetTimestamp();
        Raster raster = Open(page, Import);
        var outcome = new WorkOutcome();
        outcome.Outputs.Add(raster);
        outcome.Verbose.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{raster.Path ?? raster.Name}: {raster.Codec ?? "memory"}, {raster.Width}×{raster.Height}, {raster.Bands} band(s) of {raster.SampleType}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms."));
        return outcome;
    }
}
