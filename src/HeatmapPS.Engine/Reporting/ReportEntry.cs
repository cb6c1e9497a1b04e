using System.Collections.Immutable;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring;

namespace HeatmapPS.Engine.Reporting;

/// <summary>One row of a report's table: an image, or a measurement without one.</summary>
internal sealed record ReportEntry
{
    /// <summary>Place among the inputs, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Name of the image.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the region measured, or null for the whole image.</summary>
    public string? Region { get; init; }

    /// <summary>Its file, or null.</summary>
    public string? Path { get; init; }

    /// <summary>Columns.</summary>
    public int Width { get; init; }

    /// <summary>Rows.</summary>
    public int Height { get; init; }

    /// <summary>Unit of the values, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>When it was taken, or null.</summary>
    public CaptureTime? Captured { get; init; }

    /// <summary>The camera that took it, or null.</summary>
    public string? Camera { get; init; }

    /// <summary>Pixels without a value; null where nothing was measured.</summary>
    public long? InvalidCount { get; init; }

    /// <summary>Smallest value; NaN where there is none.</summary>
    public double Minimum { get; init; } = double.NaN;

    /// <summary>Largest value; NaN where there is none.</summary>
    public double Maximum { get; init; } = double.NaN;

    /// <summary>Mean; NaN where there is none.</summary>
    public double Mean { get; init; } = double.NaN;

    /// <summary>Median; NaN where there is none.</summary>
    public double Median { get; init; } = double.NaN;

    /// <summary>Standard deviation; NaN where there is none.</summary>
    public double StandardDeviation { get; init; } = double.NaN;

    /// <summary>Where the largest value is, or null.</summary>
    public PixelValue? HotSpot { get; init; }

    /// <summary>Where the smallest value is, or null.</summary>
    public PixelValue? ColdSpot { get; init; }

    /// <summary>Pixels at or above the upper threshold, where it is known.</summary>
    public ThresholdArea? AreaAbove { get; init; }

    /// <summary>Pixels at or below the lower threshold, where it is known.</summary>
    public ThresholdArea? AreaBelow { get; init; }

    /// <summary>Whether it has a section with its picture.</summary>
    public bool HasPicture { get; init; }

    /// <summary>Whether a section shows it: its own, or that of the image whose region it is.</summary>
    public bool IsShown { get; init; }

    /// <summary>Its regions, which the thresholds are for where there are any.</summary>
    public ImmutableArray<ReportEntry> Regions { get; init; } = [];

    /// <summary>What the id of its section begins with.</summary>
    public string AnchorPrefix { get; init; } = new ReportOptions().AnchorPrefix;

    /// <summary>Id of its section.</summary>
    public string Anchor => FormattableString.Invariant($"{AnchorPrefix}-{Number:0000}");

    /// <summary>Whether the largest value, or that of a region, reaches the upper threshold.</summary>
    public bool IsAbove(ReportOptions options) =>
        Regions.IsEmpty ? Maximum >= options.Above : Regions.Any(region => region.IsAbove(options));

    /// <summary>Whether the smallest value, or that of a region, reaches the lower threshold.</summary>
    public bool IsBelow(ReportOptions options) =>
        Regions.IsEmpty ? Minimum <= options.Below : Regions.Any(region => region.IsBelow(options));

    /// <summary>Whether it reaches a threshold.</summary>
    public bool IsBreach(ReportOptions options) => IsAbove(options) || IsBelow(options);

    /// <summary>All rows of a table: each entry, then its regions.</summary>
    public static IEnumerable<ReportEntry> Rows(IEnumerable<ReportEntry> entries) =>
        entries.SelectMany(entry => entry.Regions.Prepend(entry));
}

/// <summary>An input that is not in a report.</summary>
/// <param name="Name">Name of the image.</param>
/// <param name="Reason">What went wrong, as a sentence.</param>
internal sealed record ReportFailure(string Name, string Reason);
