using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Reporting;

/// <summary>The texts of a report, the same in each form.</summary>
internal static class ReportText
{
    /// <summary>The names and values of the statistics, in order.</summary>
    public static IEnumerable<(string Name, string Value)> Statistics(ReportEntry entry, ReportOptions options)
    {
        yield return ("Minimum", options.WithUnit(entry.Minimum, entry.Unit));
        yield return ("Maximum", options.WithUnit(entry.Maximum, entry.Unit));
        yield return ("Mean", options.WithUnit(entry.Mean, entry.Unit));
        yield return ("Median", options.WithUnit(entry.Median, entry.Unit));
        yield return ("Standard deviation", options.WithUnit(entry.StandardDeviation, entry.Unit));
        yield return ("Hot spot", Spot(entry.HotSpot));
        yield return ("Cold spot", Spot(entry.ColdSpot));
        yield return ("Size", $"{entry.Width} × {entry.Height} pixels");
        yield return ("No data", entry.InvalidCount is { } count ? HtmlWriter.Count(count) : "–");
    }

    /// <summary>One sentence for each threshold that the entry reaches, or each of its regions.</summary>
    public static IEnumerable<string> Alarms(ReportEntry entry, ReportOptions options)
    {
        if (!entry.Regions.IsEmpty)
            return entry.Regions.SelectMany(region => Alarms(region, options));
        string place = entry.Region is null ? "The" : $"{entry.Region}: the";
        var alarms = new List<string>();
        if (entry.IsAbove(options))
            alarms.Add($"{place} maximum, {options.WithUnit(entry.Maximum, entry.Unit)}, reaches the upper threshold of {options.WithUnit(options.Above!.Value, entry.Unit)}{Area(entry.AreaAbove)}.");
        if (entry.IsBelow(options))
            alarms.Add($"{place} minimum, {options.WithUnit(entry.Minimum, entry.Unit)}, reaches the lower threshold of {options.WithUnit(options.Below!.Value, entry.Unit)}{Area(entry.AreaBelow)}.");
        return alarms;
    }

    /// <summary>The state of an entry in a word or two.</summary>
    public static string State(ReportEntry entry, ReportOptions options) => (entry.IsAbove(options), entry.IsBelow(options)) switch
    {
        (true, true) => "above and below",
        (true, false) => "above",
        (false, true) => "below",
        _ => double.IsNaN(entry.Maximum) ? "–" : "within",
    };

    /// <summary>The number of entries, and how many of them reach a threshold.</summary>
    public static string Overview(IReadOnlyCollection<ReportEntry> entries, ReportOptions options)
    {
        string count = entries.Count == 1 ? "1 entry" : $"{HtmlWriter.Count(entries.Count)} entries";
        string[] limits = [.. Limits(options)];
        if (limits.Length == 0)
            return count + ".";
        int breaches = entries.Count(entry => entry.IsBreach(options));
        string found = breaches == 0 ? "none reaches" : breaches == 1 ? "1 reaches" : $"{HtmlWriter.Count(breaches)} reach";
        string where = options.Regions.IsEmpty ? string.Empty : options.Regions.Length == 1 ? " in the region" : " in a region";
        return $"{count}; {found} a threshold{where} ({string.Join(", ", limits)}).";
    }

    /// <summary>The number of inputs that are not in the report.</summary>
    public static string Failures(IReadOnlyCollection<ReportFailure> failures) =>
        failures.Count == 1 ? "1 input could not be read:" : $"{HtmlWriter.Count(failures.Count)} inputs could not be read:";

    /// <summary>How a picture that is smaller than its image was made.</summary>
    public static string Reduction(ReportSubject subject)
    {
        string sizes =
            $"Reduced from {subject.Entry.Width} × {subject.Entry.Height} to {subject.Picture.Width} × {subject.Picture.Height} pixels";
        return subject.Picture is Heatmap ? $"{sizes}. The statistics cover all pixels of the image." : $"{sizes} by averaging.";
    }

    /// <summary>The name of an entry, with its region.</summary>
    public static string Name(ReportEntry entry) => entry.Region is null ? entry.Name : $"{entry.Name}, {entry.Region}";

    /// <summary>When and with what an image was taken, or null if neither is known.</summary>
    public static string? Taken(ReportEntry entry)
    {
        string? time = entry.Captured is not { } captured
            ? null
            : captured.Offset is null ? $" {captured}, local time of the camera" : $" {captured}";
        return time is null && entry.Camera is null ? null : $"Taken{time}{(entry.Camera is null ? null : $" with {entry.Camera}")}";
    }

    /// <summary>A camera as a reader knows it: maker and model, and of a thermal camera lens and serial number.</summary>
    public static string? Camera(RasterMetadata metadata)
    {
        if (metadata.Thermal is not { } thermal)
            return metadata.Camera;
        string lens = string.IsNullOrEmpty(thermal.Lens) ? string.Empty : $", lens {thermal.Lens}";
        return $"{thermal.Name}{lens}{(string.IsNullOrEmpty(thermal.SerialNumber) ? null : $", serial number {thermal.SerialNumber}")}";
    }

    /// <summary>The norm and the limits of a scale.</summary>
    public static string Scale(Heatmap heatmap, ReportOptions options)
    {
        string? unit = heatmap.Unit ?? heatmap.Scale.Unit;
        return $"{heatmap.Scale.Norm} {options.Number(heatmap.Minimum, unit)} to {options.WithUnit(heatmap.Maximum, unit)}";
    }

    /// <summary>The text for readers who cannot see the picture.</summary>
    public static string Alternative(ReportEntry entry, ReportOptions options) => double.IsNaN(entry.Maximum)
        ? entry.Name
        : $"Heatmap of {entry.Name}: {options.WithUnit(entry.Minimum, entry.Unit)} to {options.WithUnit(entry.Maximum, entry.Unit)}";

    /// <summary>A place of an image.</summary>
    public static string Spot(PixelValue? spot) => spot is null ? "–" : FormattableString.Invariant($"x {spot.X}, y {spot.Y}");

    private static IEnumerable<string> Limits(ReportOptions options)
    {
        if (options.Above is { } above)
            yield return $"{options.Number(above, unit: null)} and above";
        if (options.Below is { } below)
            yield return $"{options.Number(below, unit: null)} and below";
    }

    private static string Area(ThresholdArea? area) => area is null
        ? string.Empty
        : FormattableString.Invariant($": {area.Count:N0} {(area.Count == 1 ? "pixel" : "pixels")} ({area.Percent:G3} %) in {area.ConnectedRegions:N0} {(area.ConnectedRegions == 1 ? "region" : "regions")}");
}
