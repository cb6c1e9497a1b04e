using System.Collections.Concurrent;
using System.Globalization;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Jobs;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Parameters;

namespace HeatmapPS.Pipeline;

/// <summary>A cmdlet that reads images, files by default.</summary>
/// <remarks>How a file is read otherwise (bands, pages, nodata, temperatures) is said once, by Import-HeatmapImage.</remarks>
public abstract class ImageInputCommand : ImagePathCommand
{
    [ParameterBlock(ParameterPlace.Work)]
    private protected readonly WorkParameters Work = new();

    /// <summary>Images under way at once on other machines: enough for all of them, and little memory here.</summary>
    private const int ElsewhereLimit = 2048;

    private readonly ThermalNotes _thermal = new();
    private readonly SequenceIndex _sequences = new();
    private HostParameters? _host;

    /// <inheritdoc/>
    private protected override int WorkLimit => Elsewhere is null ? Work.ThrottleLimit : ElsewhereLimit;

    /// <summary>The work on other machines; null where it is done here.</summary>
    private protected SessionWork? Elsewhere { get; private set; }

    /// <inheritdoc/>
    private protected override string Where => Elsewhere is { Hosts: var hosts } ? $", {hosts} hosts" : string.Empty;

    /// <summary>The parameters that only the other machine's side has.</summary>
    private protected object? SessionSide() => _host = HostParameters.In(Host);

    /// <summary>Sets up the work on other machines, on either side.</summary>
    private protected void BeginSessions(SessionParameters sessions)
    {
        if (_host?.HostWork is { } work)
            Answers = new JobAnswers(Require(() => JobJson.Parse<HostWork>(work)));
        else if (sessions.Session.Length > 0)
            Elsewhere = new SessionWork(this, sessions.Session);
    }

    /// <summary>Where images are jobs from another machine, text is one of them.</summary>
    private protected override bool TakeOther(object value)
    {
        if (Answers is null)
            return false;
        ImageJob job = Require(() => Answers.Read($"{value}"));
        bool isPlain = job.Reading is null && job.Page == 1;
        ImageInput input = isPlain ? FileInput(job.Path) : ImageInput.File(job.Path);
        Take(input with
        {
            Job = job,
            FilePage = job.Page,
            Options = job.Reading is { } reading ? reading with { Sequences = _sequences } : ImportOptions.Default,
        });
        return true;
    }

    /// <inheritdoc/>
    private protected override ImageInput FileInput(string path) => Elsewhere is null ? base.FileInput(path) : ImageInput.File(path);

    /// <summary>The raster of an input: of a file, of a raster, or the numbers under a heatmap.</summary>
    private protected Raster Open(ImageInput input)
    {
        Raster raster = OpenAny(input);
        return input.Job is { Stamp: { } stamp, Path: var path } && FileStamp.Take(path).Text != stamp
            ? throw ImageErrors.SourceChanged(path)
            : raster;
    }

    private Raster OpenAny(ImageInput input) => input switch
    {
        { Path: { } path } => OpenFile(path, input.FilePage, input.Options),
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
    private protected override void WriteNotes()
    {
        _thermal.Write(this);
        Elsewhere?.WriteNotes();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Elsewhere?.Finish();
        base.Dispose(disposing);
        if (disposing)
            Elsewhere?.Dispose();
    }
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
