using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Jobs;

/// <summary>What became of one image.</summary>
/// <param name="Heatmap">The heatmap.</param>
/// <param name="Output">The heatmap itself, or what writing it gave.</param>
/// <param name="Outside">The pixels outside the limits, as far as they were counted.</param>
internal sealed record ConvertedHeatmap(Heatmap Heatmap, object Output, ClippedPixels Outside);

/// <summary>Numbers to heatmaps, one by one or all on one scale: finds the scale, decodes once where memory allows, counts what lies
/// outside the limits, and passes each heatmap to its writer. Thread-safe.</summary>
/// <param name="coloring">How numbers become colours.</param>
/// <param name="countsEnds">Whether each heatmap must know at which ends pixels lie outside, as a colorbar needs.</param>
internal sealed class HeatmapConversion(Coloring coloring, bool countsEnds)
{
    private readonly DecodedPixels _decoded = new(DecodedPixels.DefaultCapacity);
    private int _ownRanges;

    /// <summary>Images that got a range of their own.</summary>
    public int OwnRanges => _ownRanges;

    /// <summary>The scale of all images gathered.</summary>
    public SharedScale Shared { get; } = new(coloring.Rule);

    /// <summary>Converts one image on a scale of its own, or on the given one.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="write">Writes the heatmap; null where the heatmap itself is the output.</param>
    /// <param name="progress">Receives the fraction of rows done.</param>
    /// <param name="stop">Stops between strips.</param>
    /// <exception cref="HeatmapException">RangeInvalid, NotGray, and what reading and writing throw.</exception>
    public ConvertedHeatmap Convert(Raster raster, Func<Heatmap, object>? write, IProgress<double> progress, CancellationToken stop)
    {
        using DecodedPixels.ReservedRoom? kept = write is not null && coloring.Scale is null ? Reserve(raster) : null;
        (HeatmapScale scale, StatisticsAccumulator? gathered) = coloring.Scale is { } given
            ? (given, null)
            : ScaleResolver.Resolve(raster, coloring.Rule, stop, progress, kept);
        if (coloring.GivesOwnRange(raster))
            Interlocked.Increment(ref _ownRanges);
        return Finish(raster, kept?.ToRaster() ?? raster, scale, gathered, write, progress, stop);
    }

    /// <summary>Adds an image to those that share one scale; its pixels are kept for <see cref="Convert(GatheredNumbers, HeatmapScale,
    /// Func{Heatmap, object}, IProgress{double}, CancellationToken)"/> where there is room.</summary>
    public GatheredNumbers Gather(Raster raster, CancellationToken stop)
    {
        DecodedPixels.ReservedRoom? kept = Reserve(raster);
        try
        {
            Shared.Add(raster, stop, progress: null, kept);
            return new GatheredNumbers(raster, kept);
        }
        catch
        {
            kept?.Dispose();
            throw;
        }
    }

    /// <summary>Converts a gathered image on the scale of all.</summary>
    public ConvertedHeatmap Convert(GatheredNumbers numbers, HeatmapScale scale, Func<Heatmap, object>? write, IProgress<double> progress,
        CancellationToken stop)
    {
        using DecodedPixels.ReservedRoom? kept = numbers.Kept;
        Raster pixels = kept?.ToRaster() ?? numbers.Raster;

        // An object goes on as a recipe: its pixels are read again when they are used.
        return Finish(pixels, write is null ? numbers.Raster : pixels, scale, null, write, progress, stop);
    }

    /// <summary>Room for the pixels when the limits need them: they are decoded once for limits and colours.</summary>
    private DecodedPixels.ReservedRoom? Reserve(Raster raster) =>
        coloring.Rule.NeedsPixels(raster.SampleType) ? _decoded.TryReserve(raster) : null;

    /// <param name="counted">The pixels to count those outside the limits in.</param>
    /// <param name="raster">The pixels of the heatmap.</param>
    /// <param name="scale">Its scale.</param>
    /// <param name="gathered">Statistics of the pixels, where they exist.</param>
    /// <param name="write">Writes the heatmap, or null.</param>
    /// <param name="progress">Receives the fraction of rows done.</param>
    /// <param name="stop">Stops between strips.</param>
    private ConvertedHeatmap Finish(
        Raster counted, Raster raster, HeatmapScale scale, StatisticsAccumulator? gathered, Func<Heatmap, object>? write,
            IProgress<double> progress, CancellationToken stop)
    {
        // An object tells how much is clipped, and a colorbar at which ends; a file has that counted only while it is written.
        bool isGiven = coloring.Scale is not null || coloring.Rule.HasGivenLimits;
        bool mustCount = write is null || countsEnds;
        ClippedPixels? clipped = mustCount || (isGiven && gathered is { Type.Size: <= 2 })
            ? ClippedPixels.Count(counted, scale, gathered, progress, stop)
            : ClippedPixels.OfType(counted, scale);
        ClippedWatch? watch = clipped is null && isGiven ? ClippedWatch.For(raster, scale) : null;
        Heatmap heatmap = mustCount && clipped is { } known
            ? new Heatmap(raster, scale, coloring.Style, known)
            : new Heatmap(watch?.Raster ?? raster, scale, coloring.Style);
        object output = write is null ? heatmap : write(heatmap);
        return new ConvertedHeatmap(heatmap, output, clipped ?? watch?.Seen ?? default);
    }

    /// <summary>Numbers that wait for the scale of all.</summary>
    /// <param name="Raster">The recipe of the numbers.</param>
    /// <param name="Kept">The pixels as they were gathered, where there was room for them.</param>
    internal sealed record GatheredNumbers(Raster Raster, DecodedPixels.ReservedRoom? Kept);
}
