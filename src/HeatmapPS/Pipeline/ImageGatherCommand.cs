using System.Diagnostics;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Pyramids;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Writing;
using HeatmapPS.Parameters;

namespace HeatmapPS.Pipeline;

/// <summary>A cmdlet that makes one picture of any number of images.</summary>
/// <remarks>Inputs are gathered as recipes, by their headers alone; pixels are read once all are known, so that sizes and
/// depths are settled before anything is written.</remarks>
public abstract class ImageGatherCommand : ImageInputCommand
{
    private readonly HeldPixels _held = new();
    private GatheredImages<GatheredImage> _gathered = null!;
    private ImageOutput? _output;

    [ParameterBlock(ParameterPlace.Destination)]
    private protected readonly ResultFileParameters Result = new();

    [ParameterBlock(ParameterPlace.Destination)]
    private protected readonly SourcedFileParameters Existing = new();

    [ParameterBlock(ParameterPlace.Encoding)]
    private protected readonly EncodingParameters Encoding = new();

    /// <summary>What of an image is written, and how.</summary>
    private protected virtual WriteOptions WriteOptions => new() { Encode = Encoding.ToEncodeOptions() };

    /// <summary>Makes one image; pixels may be read when the result is.</summary>
    private protected abstract ImageObject Combine(IReadOnlyList<ImageObject> images, WorkOutcome outcome, IProgress<double> progress,
        CancellationToken stop);

    /// <summary>How smaller copies of the result are made, where a format has them and the result does not tell.</summary>
    private protected virtual PyramidShrink? Shrink => null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Result.Destination is { } destination)
            _output = Require(() => MakeOutput(destination), destination);
        _gathered = new GatheredImages<GatheredImage>(this);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        int index = _gathered.Count;
        _gathered.Add(input.Target,
            (_, _, stop) => new(input, index, input.Image as Heatmap ?? (ImageObject)_held.Keep(Open(input), stop)));
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

        IReadOnlyList<GatheredImage> images = _gathered.Readable;
        if (images.Count == 0)
            return;
        if (Result.Destination is { } destination)
            Guard(destination, () => PlanDestination(images));
        else
            Merge(images, path: null);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _held.Dispose();
    }

    private ImageOutput MakeOutput(string destination)
    {
        var existing = Existing.ToExistingFile();
        return OutputTarget.NamesFile(ResolveLiteral(destination))
            ? new ImageOutput(this, destination, format: null, template: null, relativeTo: null, existing, WriteOptions)
            : throw MergeErrors.NotAFile(destination);
    }

    private void PlanDestination(IReadOnlyList<GatheredImage> images)
    {
        string? newest = null;
        foreach (string source in images.Select(image => image.Input.LocalPath).OfType<string>())
        {
            string real = Inputs.Add(source);
            if (newest is null || System.IO.File.GetLastWriteTimeUtc(real) > System.IO.File.GetLastWriteTimeUtc(newest))
                newest = real;
        }

        _output!.Plan(newest, path => Merge(images, path));
        _output.ReleaseHeld();
    }

    private void Merge(IReadOnlyList<GatheredImage> images, string? path)
    {
        var failures = new List<(GatheredImage Image, Exception Error)>();
        var outputs = new List<object>();
        RunInBackground(Result.Destination ?? images[0].Input.Target,
            (progress, stop) => MergeReadable([.. images], path, failures, outputs, progress, stop));
        Drain();
        foreach ((GatheredImage image, Exception error) in failures.OrderBy(failure => failure.Image.Index))
            WriteError(error.ToErrorRecord(image.Input.Target));
        foreach (object output in outputs)
            Emit(output);
    }

    /// <summary>Merges all images; when some turn out to be unreadable, begins anew with the others. Before that all are read once,
    /// so that the merge does not begin anew for each of many broken images.</summary>
    private WorkOutcome MergeReadable(
        List<GatheredImage> images, string? path, List<(GatheredImage Image, Exception Error)> failures, List<object> outputs,
            IProgress<double> progress, CancellationToken stop)
    {
        var outcome = new WorkOutcome();
        bool isProbed = false;
        while (images.Count > 0)
        {
            try
            {
                outputs.Add(MergeOnce(images, path, outcome, progress, stop));
                break;
            }
            catch (MergeInputException error)
            {
                Remove(error.Failures);
                if (!error.IsExhaustive && !isProbed)
                {
                    var settings = new MergeSettings { Parallelism = Work.ThrottleLimit, CancellationToken = stop };
                    Remove(UnreadableImages.Find([.. images.Select(gathered => gathered.Image)], settings));
                    isProbed = true;
                }
            }
        }

        return outcome;

        void Remove(IReadOnlyList<(int Index, HeatmapException Error)> failed)
        {
            foreach ((int index, HeatmapException cause) in failed.Reverse())
            {
                failures.Add((images[index], cause));
                images.RemoveAt(index);
            }
        }
    }

    private object MergeOnce(List<GatheredImage> images, string? path, WorkOutcome outcome, IProgress<double> progress,
        CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        ImageObject merged = Combine([.. images.Select(gathered => gathered.Image)], outcome, progress, stop);

        // The colours of a heatmap may take more than one pass over its numbers, which are to be merged once.
        if (path is null || merged is Heatmap)
            merged = Keep(merged, stop);
        object output = path is null ? merged : _output!.Write(merged, path, outcome, new Unreported(), stop, Shrink);
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

    /// <summary>An input, its place among the inputs, and its image.</summary>
    private sealed record GatheredImage(ImageInput Input, int Index, ImageObject Image);

    /// <summary>The merge itself tells how far it is; the writer only follows it.</summary>
    private sealed class Unreported : IProgress<double>
    {
        public void Report(double value)
        {
        }
    }
}
