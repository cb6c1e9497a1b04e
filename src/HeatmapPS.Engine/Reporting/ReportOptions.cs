using System.Collections.Immutable;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Measuring.Regions;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Reporting;

/// <summary>What a report is written as.</summary>
public enum ReportForm
{
    /// <summary>A whole page with everything in it, for a browser.</summary>
    Document,

    /// <summary>A piece of a page, without a script, for another page to hold.</summary>
    Fragment,

    /// <summary>A message that can be sent: HTML with the pictures inside, and the numbers as plain text.</summary>
    Mail,
}

/// <summary>What a report says, and how.</summary>
internal sealed record ReportOptions
{
    /// <summary>Heading.</summary>
    public string Title { get; init; } = "Heatmaps";

    /// <summary>Paragraphs under the heading.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Value from which on an image is a breach, or null.</summary>
    public double? Above { get; init; }

    /// <summary>Value down to which an image is a breach, or null.</summary>
    public double? Below { get; init; }

    /// <summary>Parts of each image that are measured too; the thresholds are theirs then. Empty for none.</summary>
    public ImmutableArray<ImageRegion> Regions { get; init; } = [];

    /// <summary>.NET format of all values, or null for the digits that mean something.</summary>
    public string? NumberFormat { get; init; }

    /// <summary>Pixels that the longer side of a picture has at most; 0 for all.</summary>
    public int PictureSize { get; init; }

    /// <summary>Whether pictures are files in a folder beside the page.</summary>
    public bool PictureFolder { get; init; }

    public ReportForm Form { get; init; }

    /// <summary>Subject and addresses of a message.</summary>
    public MailEnvelope Envelope { get; init; } = new();

    /// <summary>What ids begin with. Fragments and messages need one each, since a page may hold several, and a mail program keeps
    /// many.</summary>
    public string AnchorPrefix { get; init; } = "heatmap";

    /// <summary>Whether a threshold is given.</summary>
    public bool HasThreshold => Above is not null || Below is not null;

    /// <summary>Checks what can be wrong.</summary>
    /// <exception cref="HeatmapException">ThresholdInvalid, NumberFormatInvalid.</exception>
    public ReportOptions Validate()
    {
        foreach ((string parameter, double? value) in new[] { ("-ThresholdAbove", Above), ("-ThresholdBelow", Below) })
        {
            if (value is { } threshold && !double.IsFinite(threshold))
                throw ReportErrors.ThresholdInvalid(parameter, threshold);
        }

        if (NumberFormat is not null)
            TickFormatter.Apply(0, NumberFormat, ReportErrors.NumberFormatInvalid);
        return this;
    }

    /// <summary>A value for a reader, without its unit.</summary>
    public string Number(double value, string? unit) => NumberFormat is null || !double.IsFinite(value)
        ? ReadableNumber.WithMinusSign(ReadableNumber.Format(value, unit))
        : TickFormatter.Apply(value, NumberFormat, ReportErrors.NumberFormatInvalid);

    /// <summary>A value for a reader, with its unit if it has one.</summary>
    public string WithUnit(double value, string? unit) =>
        unit is null || double.IsNaN(value) ? Number(value, unit) : $"{Number(value, unit)} {unit}";
}
