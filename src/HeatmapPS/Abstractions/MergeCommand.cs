using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Engine.Blending;
using HeatmapPS.Engine.Codecs;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Errors;

namespace HeatmapPS.Abstractions;

/// <summary>A cmdlet that makes one image of any number of images.</summary>
/// <remarks>Inputs are gathered as recipes, by their headers alone; pixels are read once all are known, so that sizes and
/// depths are settled before anything is written.</remarks>
public abstract class MergeCommand : ImageReaderCommand
{
    private readonly List<GatheredImage> _gathered = [];
    private readonly HeldPixels _held = new();
    private ImageOutput? _output;

    /// <summary>The file to write. Without it, the result is emitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>What is done with images of another size than the first.</summary>
    [Parameter]
    public ImageFit Fit { get; set; }

    /// <summary>Which part of an image stays in place when -Fit crops or pads it.</summary>
    [Parameter]
    public ImageAnchor Anchor { get; set; }

    /// <summary>Makes colours grey (Rec601) first.</summary>
    [Parameter]
    public SwitchParameter Grayscale { get; set; }

    /// <summary>Passes over NaN and nodata values, rather than let them make the result NaN or nodata.</summary>
    [Parameter]
    public SwitchParameter IgnoreNaN { get; set; }

    /// <summary>Quality of lossy formats, 1 to 100.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Quality { get; set; }

    /// <summary>Compression of lossless formats.</summary>
    [Parameter]
    public ImageCompression Compression { get; set; }

    /// <summary>Replaces an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Does nothing when the file exists.</summary>
    [Parameter]
    public SwitchParameter SkipExisting { get; set; }

    /// <summary>Does nothing when the file exists and none of the sources is newer; replaces it otherwise.</summary>
    [Parameter]
    public SwitchParameter IfNewer { get; set; }

    /// <summary>Makes one image; pixels may be read when the result is.</summary>
    private protected abstract ImageObject Combine(IReadOnlyList<ImageObject> images, MergeSettings settings);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Destination is null)
            return;
        ExistingFile existing = Require(() => ExistingFiles.FromSwitches(Force, SkipExisting, IfNewer));
        var options = new WriteOptions { Encode = new EncodeOptions { Quality = Quality == 0 ? null : Quality, Compression = Compression } };
        _ = Require(() => IsFile(Destination) ? true : throw MergeErrors.NotAFile(Destination), Destination);
        _output = Require(() => new ImageOutput(this, Destination, format: null, template: null, relativeTo: null, existing, options), Destination);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        foreach (ImagePage page in Pages(input))
        {
            var gathered = new GatheredImage(input);
            _gathered.Add(gathered);
            RunInBackground(input.Target, (_, stop) =>
            {
                gathered.Image = input.Image is Heatmap heatmap ? heatmap : _held.Keep(Open(page, Import), stop);
                return new WorkOutcome();
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Drain();
        if (_gathered.Count == 0)
        {
            if (MyInvocation.ExpectingInput)
                WriteError(MergeErrors.TooFewImages().ToErrorRecord(null));
            return;
        }

        _ = _gathered.RemoveAll(gathered => gathered.Image is null);
        if (_gathered.Count == 0)
            return;
        if (_output is null)
            Merge(path: null);
        else
            Guard(Destination, PlanOutput);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _held.Dispose();
    }

    private bool IsFile(string destination)
    {
        string path = ResolveLiteral(destination);
        return ImageFormats.FromExtension(System.IO.Path.GetExtension(path)) is not null
            && !Directory.Exists(path) && !System.IO.Path.EndsInDirectorySeparator(path);
    }

    private void PlanOutput()
    {
        string destination = ResolveLiteral(Destination!);
        StringComparison comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        string? newest = null;
        foreach (string source in _gathered.Select(gathered => gathered.Input.SourcePath).OfType<string>())
        {
            if (string.Equals(source, destination, comparison))
                throw OutputErrors.IsInput(destination);
            if (newest is null || System.IO.File.GetLastWriteTimeUtc(source) > System.IO.File.GetLastWriteTimeUtc(newest))
                newest = source;
        }

        _output!.Plan(newest, page: 1, pageCount: 1, path => Merge(path));
        _output.ReleaseHeld();
    }

    private void Merge(string? path)
    {
        var failures = new List<(ImageInput Input, Exception Error)>();
        var outputs = new List<object>();
        RunInBackground(Destination ?? _gathered[0].Input.Target, (progress, stop) => MergeReadable(path, failures, outputs, progress, stop));
        Drain();
        foreach ((ImageInput input, Exception error) in failures)
            WriteError(error.ToErrorRecord(input.Target));
        foreach (object output in outputs)
            WriteObject(output);
    }

    /// <summary>Merges all images; when some turn out to be unreadable, begins anew with the others.</summary>
    private WorkOutcome MergeReadable(
        string? path, List<(ImageInput Input, Exception Error)> failures, List<object> outputs, IProgress<double> progress, CancellationToken stop)
    {
        var outcome = new WorkOutcome();
        List<GatheredImage> images = [.. _gathered];
        while (images.Count > 0)
        {
            try
            {
                outputs.Add(MergeOnce(images, path, outcome, progress, stop));
                break;
            }
            catch (MergeInputException error)
            {
                foreach ((int index, HeatmapException cause) in error.Failures.Reverse())
                {
                    failures.Add((images[index].Input, cause));
                    images.RemoveAt(index);
                }
            }
        }

        return outcome;
    }

    private object MergeOnce(List<GatheredImage> images, string? path, WorkOutcome outcome, IProgress<double> progress, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        var settings = new MergeSettings
        {
            Fit = Fit,
            Anchor = Anchor,
            Grayscale = Grayscale,
            IgnoreNaN = IgnoreNaN,
            Parallelism = ThrottleLimit,
            Progress = progress,
            CancellationToken = stop,
        };
        ImageObject merged = Combine([.. images.Select(gathered => gathered.Image!)], settings);

        // The colours of a heatmap may take more than one pass over its numbers, which are to be merged once.
        if (path is null || merged is Heatmap)
            merged = Keep(merged, stop);
        object output = path is null ? merged : _output!.Write(merged, path, outcome, new Unreported(), stop);
        outcome.Verbose.Insert(0, string.Create(
            CultureInfo.InvariantCulture,
            $"{images.Count} image(s) merged: {merged.Width}×{merged.Height}, {merged.Bands} band(s) of {merged.SampleType}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms."));
        return output;
    }

    private static ImageObject Keep(ImageObject merged, CancellationToken stop)
    {
        Raster raster = merged is Heatmap heatmap ? heatmap.Raster : (Raster)merged;
        using RowReader rows = raster.OpenRows();
        var kept = new Raster(Materialization.Keep(rows, stop), raster.Metadata, raster.Origin);
        return merged is Heatmap of ? new Heatmap(kept, of.Scale, of.Style) : kept;
    }

    /// <summary>An input and its image; null until it was opened, and when that failed.</summary>
    private sealed class GatheredImage(ImageInput input)
    {
        public ImageInput Input { get; } = input;

        public ImageObject? Image { get; set; }
    }

    /// <summary>The merge itself tells how far it is; the writer only follows it.</summary>
    private sealed class Unreported : IProgress<double>
    {
        public void Report(double value)
        {
        }
    }
}
