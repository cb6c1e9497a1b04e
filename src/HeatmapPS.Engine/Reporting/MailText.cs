using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Reporting;

/// <summary>A report as plain text, the other form of a message: for programs and people that read no HTML. It needs no font of one
/// width.</summary>
internal static class MailText
{
    /// <summary>Writes the text.</summary>
    /// <param name="output">Stays open.</param>
    /// <param name="entries">The images, in order.</param>
    /// <param name="failures">Inputs that are not in it.</param>
    /// <param name="options">What the report says.</param>
    /// <param name="units">What is to be said of the images' units, or null.</param>
    public static void Write(TextWriter output, IReadOnlyCollection<ReportEntry> entries, IReadOnlyCollection<ReportFailure> failures,
        ReportOptions options, string? units)
    {
        Line(output, options.Title);
        output.WriteLine();
        foreach (string note in options.Notes)
            output.WriteLine(VisibleText.Of(note).ReplaceLineEndings());
        output.WriteLine(ReportText.Overview(entries, options) + (units is null ? null : " " + units));
        if (failures.Count > 0)
        {
            output.WriteLine();
            output.WriteLine(ReportText.Failures(failures));
            foreach (ReportFailure failure in failures)
                Line(output, $"- {failure.Name}: {failure.Reason}");
        }

        foreach (ReportEntry entry in ReportEntry.Rows(entries))
            WriteEntry(output, entry, options);
    }

    private static void WriteEntry(TextWriter output, ReportEntry entry, ReportOptions options)
    {
        output.WriteLine();
        Line(output, ReportText.Name(entry) + (options.HasThreshold ? $": {ReportText.State(entry, options)}" : null));
        if (entry.Region is null && ReportText.Taken(entry) is { } taken)
            Line(output, $"  {taken}");
        if (entry.Regions.IsEmpty)
        {
            foreach (string alarm in ReportText.Alarms(entry, options))
                Line(output, $"  {alarm}");
        }

        if (double.IsNaN(entry.Maximum))
            return;
        foreach ((string name, string value) in ReportText.Statistics(entry, options))
        {
            if (entry.Region is null || name is not ("Size" or "No data"))
                Line(output, $"  {name}: {value}");
        }
    }

    private static void Line(TextWriter output, string text) => output.WriteLine(VisibleText.Line(text));
}
