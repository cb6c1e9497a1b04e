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

    /// <summary>What the id of its section begins with.</summary>
    public string AnchorPrefix { get; init; } = new ReportOptions().AnchorPrefix;

    /// <summary>Id of its section.</summary>
    public string Anchor => FormattableString.Invariant($"{AnchorPrefix}-{Number:0000}");

    /// <summary>Whether the largest value reaches the upper threshold.</summary>
    public bool IsAbove(ReportOptions options) => Maximum >= options.Above;

    /// <summary>Whether the smallest value reaches the lower threshold.</summary>
    public bool IsBelow(ReportOptions options) => Minimum <= options.Below;

    /// <summary>Whether it reaches a threshold.</summary>
    public bool IsBreach(ReportOptions options) => IsAbove(options) || IsBelow(options);
}

/// <summary>An input that is not in a report.</summary>
/// <param name="Name">Name of the image.</param>
/// <param name="Reason">What went wrong, as a sentence.</param>
internal sealed record ReportFailure(string Name, string Reason);

/// <summary>A picture that lies beside a report.</summary>
/// <param name="Name">Name of the image.</param>
/// <param name="ContentId">What a message refers to it by.</param>
/// <param name="Path">Full path of the PNG file.</param>
internal sealed record ReportPicture(string Name, string ContentId, string Path);
