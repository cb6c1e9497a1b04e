using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Reporting;

/// <summary>The errors of writing reports.</summary>
internal static class ReportErrors
{
    public static HeatmapException Empty() =>
        new("ReportEmpty", ErrorKind.InvalidArgument,
            "There are no readable images or measurements for the report. No report was written.");

    public static HeatmapException ThresholdInvalid(string parameter, double value) =>
        new("ThresholdInvalid", ErrorKind.InvalidArgument,
            FormattableString.Invariant($"Expected a finite number for {parameter}, but got {value}."));

    public static HeatmapException NotHtml(string path) =>
        new("DestinationInvalid", ErrorKind.InvalidArgument, $"Expected a report file that ends in .html or .htm, but got '{path}'.");
}
