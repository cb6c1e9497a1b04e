using System.Collections.Immutable;
using System.Text.Json;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Jobs;

/// <summary>What another machine answers to one job: what became of the image, and what the user is to read of it; or to a batch of jobs,
/// after all of them.</summary>
/// <param name="Number">Number of the job, or <see cref="OfBatch"/>.</param>
internal sealed record JobAnswer(int Number)
{
    /// <summary>The number of an answer to a batch as a whole.</summary>
    public const int OfBatch = -1;

    /// <summary>What failed; null where nothing did.</summary>
    public JobFailure? Failure { get; init; }

    /// <summary>Lines for -Verbose.</summary>
    public ImmutableArray<string> Verbose { get; init; } = [];

    /// <summary>Warnings.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Warnings that a command gives once, with what they are about.</summary>
    public ImmutableArray<JobWarning> WarningsOnce { get; init; } = [];

    /// <summary>Whether the picture got a range of its own.</summary>
    public bool HasOwnRange { get; init; }

    /// <summary>What the image is, where it was measured.</summary>
    public ImageFacts? Image { get; init; }

    /// <summary>The measurements.</summary>
    public ImmutableArray<ImageMeasurement> Measurements { get; init; } = [];

    /// <summary>What the file was when it was read for a scale.</summary>
    public string? Stamp { get; init; }

    /// <summary>Type of the samples, where the scale needed no pixel of the image; else null.</summary>
    public SampleType? Unread { get; init; }

    /// <summary>The scale that the file itself gives for its picture, as JSON; null for other images.</summary>
    public string? DescribedScale { get; init; }

    /// <summary>Whether the file has no numbers besides its picture.</summary>
    public bool HasNoNumbers { get; init; }

    /// <summary>What the images of the batch add to a scale.</summary>
    public ScalePart? Part { get; init; }

    /// <summary>The counts of a round over the images of the batch (<see cref="Scaling.PackedCounts"/>).</summary>
    public string? Counts { get; init; }

    /// <summary>The answer as text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JobJson.Options);
}

/// <summary>Why a job failed.</summary>
/// <param name="Id">The error's id.</param>
/// <param name="Kind">Kind of trouble.</param>
/// <param name="Message">The message.</param>
internal sealed record JobFailure(string Id, ErrorKind Kind, string Message)
{
    /// <summary>The error, as it is reported.</summary>
    public HeatmapException ToException() => new(Id, Kind, Message);
}

/// <summary>A warning that a command gives once.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">The warning.</param>
internal sealed record JobWarning(string Kind, string Text);

/// <summary>What rows of a measurement say of the image itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its file, or null.</param>
/// <param name="Page">Page of the file, from 1.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Unit">Unit of the values, or null.</param>
/// <param name="CapturedAt">When it was taken, by the camera's own clock.</param>
/// <param name="CapturedOffset">How far that clock is ahead of UTC.</param>
internal sealed record ImageFacts(
    string Name, string? Path, int Page, int Width, int Height, string? Unit, DateTime? CapturedAt, TimeSpan? CapturedOffset)
{
    /// <summary>The facts of a raster.</summary>
    public static ImageFacts Of(Raster raster) => new(
        raster.Name, raster.Path, raster.Page, raster.Width, raster.Height, raster.Unit, raster.CapturedAt, raster.CapturedOffset);
}
