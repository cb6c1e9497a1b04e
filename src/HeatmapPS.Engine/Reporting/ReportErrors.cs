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

    public static HeatmapException NumberFormatInvalid(string format) =>
        new("NumberFormatInvalid", ErrorKind.InvalidArgument,
            $"Expected a .NET number format such as F1 or N0 for -NumberFormat, but got '{format}'.");

    public static HeatmapException NotHtml(string path) =>
        new("DestinationInvalid", ErrorKind.InvalidArgument, $"Expected a report file that ends in .html or .htm, but got '{path}'.");

    public static HeatmapException NotMessage(string path) =>
        new("DestinationInvalid", ErrorKind.InvalidArgument, $"Expected a message file that ends in .eml, but got '{path}'.");

    public static HeatmapException AddressInvalid(string parameter, string address, string reason) =>
        new("AddressInvalid", ErrorKind.InvalidArgument, $"Expected a mail address such as crew@example.com or 'Night crew <crew@example.com>' for {parameter}, but got '{VisibleText.Line(address)}'{reason}.");
}
