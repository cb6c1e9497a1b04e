using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Reporting;

/// <summary>The errors of writing reports.</summary>
internal static class ReportErrors
{
    public static HeatmapException Empty() =>
        new("ReportEmpty", ErrorKind.InvalidArgument, "Expected images or measurements for a report, but got none that can be read. Nothing was written.");

    public static HeatmapException ThresholdInvalid(string parameter, double value) =>
        new("ThresholdInvalid", ErrorKind.InvalidArgument, FormattableString.Invariant($"Expected a finite number for {parameter}, but got {value}."));

    public static HeatmapException NotHtml(string path) =>
        new("DestinationInvalid", ErrorKind.InvalidArgument, $"Expected a file name that ends in .html or .htm for a report, but got '{path}'.");
}
