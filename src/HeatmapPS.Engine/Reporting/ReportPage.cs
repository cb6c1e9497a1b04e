using System.Text;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Reporting;

/// <summary>A report as a document of its own, or as a fragment for another page.</summary>
internal static class ReportPage
{
    /// <summary>Class of the element that holds a report; its style reaches nothing outside.</summary>
    public const string ScopeClass = "heatmap-report";

    /// <summary>Writes all around the sections.</summary>
    /// <param name="html">The page.</param>
    /// <param name="entries">Rows of the table, in order.</param>
    /// <param name="failures">Inputs that are not in it.</param>
    /// <param name="options">What the report says, and how.</param>
    /// <param name="units">What is to be said of the images' units, or null.</param>
    /// <param name="sections">Writes the sections.</param>
    public static void Write(HtmlWriter html, IReadOnlyCollection<ReportEntry> entries, IReadOnlyCollection<ReportFailure> failures,
        ReportOptions options, string? units, Action sections)
    {
        bool isDocument = options.Form == ReportForm.Document;
        string style = ReportAssets.ReportStyle, script = ReportAssets.Script;
        if (isDocument)
        {
            style = ReportAssets.PageStyle + style;
            WriteHead(html, options, style, script);
            html.Write($"""<main class="{ScopeClass}">""");
        }
        else
        {
            html.Write($"""<div class="{ScopeClass}"><style>""");
            html.WriteAsset(style);
            html.Write($"</style>\n");
        }

        html.Write($"<header>\n<h1>{options.Title}</h1>\n");
        foreach (string note in options.Notes)
            html.Write($"""<p class="note">{note}</p>""");
        html.Write($"""<p class="overview">{ReportText.Overview(entries, options)}{(units is null ? null : " " + units)}</p>""");
        html.Write($"</header>\n");
        WriteFailures(html, failures);
        TrendChart.Write(html, entries, options);
        ReportSummary.Write(html, entries, options, isDocument);
        if (isDocument)
            html.Write($"""<p class="unseen" id="heatmap-keys">Arrow keys move the crosshair by one pixel, or by ten with Shift. H moves it to the hot spot, C to the cold spot, Home and End to the ends of the row. Escape hides it.</p>""");
        sections();
        if (!isDocument)
        {
            html.Write($"</div>\n");
            return;
        }

        html.Write($"</main>\n<script>");
        html.WriteAsset(script);
        html.Write($"</script>\n</body>\n</html>\n");
    }

    private static void WriteFailures(HtmlWriter html, IReadOnlyCollection<ReportFailure> failures)
    {
        if (failures.Count == 0)
            return;
        html.Write($"""<div class="failures"><p>{ReportText.Failures(failures)}</p><ul>""");
        foreach (ReportFailure failure in failures)
            html.Write($"""<li><strong>{failure.Name}</strong>: {failure.Reason}</li>""");
        html.Write($"</ul></div>\n");
    }

    private static void WriteHead(HtmlWriter html, ReportOptions options, string style, string script)
    {
        string policy = PagePolicy.Of(style, script, options.PictureFolder ? "'self' file:" : string.Empty);
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="HeatmapPS">
            <title>{options.Title}</title>
            <link rel="icon" href="data:,">
            <style>
            """);
        html.WriteAsset(style);
        html.Write($"</style>\n</head>\n<body>\n");
    }
}

/// <summary>The style and the script of a report, which are files of their own in the source.</summary>
internal static class ReportAssets
{
    /// <summary>Style of the page around the report.</summary>
    public static string PageStyle => Read("Page.css");

    /// <summary>Style of the report, all of it below one class.</summary>
    public static string ReportStyle => Read("Report.css");

    /// <summary>Sorting, and values under the pointer.</summary>
    public static string Script => Read("Report.js");

    private static string Read(string name)
    {
        using Stream stream = typeof(ReportAssets).Assembly.GetManifestResourceStream("Reporting/" + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // A browser hashes what its parser gives, and that knows no carriage returns.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>The table of all entries in a document or a fragment.</summary>
internal static class ReportSummary
{
    /// <summary>Kinds of columns. Values are sorted unit by unit.</summary>
    private const string TextColumn = "text", NumberColumn = "number", ValueColumn = "number value";

    private static readonly string[] s_valueColumns = ["Minimum", "Maximum", "Mean", "Median", "Std. dev."];

    /// <summary>Writes the table.</summary>
    /// <param name="html">The page.</param>
    /// <param name="entries">Its rows, in order.</param>
    /// <param name="options">The thresholds; without one there is no column for the state, as there is none for units without a
    /// unit.</param>
    /// <param name="isSortable">Whether a script is there that sorts.</param>
    public static void Write(HtmlWriter html, IReadOnlyCollection<ReportEntry> entries, ReportOptions options, bool isSortable)
    {
        var columns = new Columns(
            State: options.HasThreshold,
            Unit: entries.Any(entry => entry.Unit is not null),
            NoData: entries.Any(entry => entry.InvalidCount > 0),
            Taken: entries.Any(entry => entry.Captured is not null));
        html.Write($"""<div class="scroll" role="region" aria-label="All entries" tabindex="0"><table class="summary"><caption class="unseen">All entries</caption><thead><tr>""");
        WriteHeading(html, "#", NumberColumn, isSortable);
        WriteHeading(html, "Name", TextColumn, isSortable);
        if (columns.State)
            WriteHeading(html, "State", TextColumn, isSortable);
        foreach (string column in s_valueColumns)
            WriteHeading(html, column, ValueColumn, isSortable);
        if (columns.Unit)
            WriteHeading(html, "Unit", TextColumn, isSortable);
        WriteHeading(html, "Size", NumberColumn, isSortable);
        if (columns.NoData)
            WriteHeading(html, "No data", NumberColumn, isSortable);
        if (columns.Taken)
            WriteHeading(html, "Taken", TextColumn, isSortable);
        html.Write($"</tr></thead>\n<tbody>\n");
        foreach (ReportEntry entry in ReportEntry.Rows(entries))
            WriteRow(html, entry, options, columns);
        html.Write($"</tbody></table></div>\n");
    }

    private static void WriteHeading(HtmlWriter html, string name, string kind, bool isSortable)
    {
        if (isSortable)
            html.Write($"""<th scope="col" class="{kind}" aria-sort="none"><button type="button">{name}</button></th>""");
        else
            html.Write($"""<th scope="col" class="{kind}">{name}</th>""");
    }

    private static void WriteRow(HtmlWriter html, ReportEntry entry, ReportOptions options, Columns columns)
    {
        bool isBreach = entry.IsBreach(options);
        html.Write($"""<tr class="{(isBreach ? "breach" : "within")}" data-unit="{UnitTally.Rank(entry.Unit)} {entry.Unit}">""");
        WriteNumber(html, entry.Number, entry.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (entry.IsShown)
            html.Write($"""<th scope="row"><a href="#{entry.Anchor}">{ReportText.Name(entry)}</a></th>""");
        else
            html.Write($"""<th scope="row">{ReportText.Name(entry)}</th>""");
        if (columns.State)
            html.Write($"""<td class="state">{ReportText.State(entry, options)}</td>""");
        foreach (double value in new[] { entry.Minimum, entry.Maximum, entry.Mean, entry.Median, entry.StandardDeviation })
            WriteNumber(html, value, options.Number(value, entry.Unit));
        if (columns.Unit)
            html.Write($"<td>{entry.Unit}</td>");
        WriteNumber(html, (double)entry.Width * entry.Height, $"{entry.Width} × {entry.Height}");
        if (columns.NoData)
            WriteNumber(html, entry.InvalidCount ?? double.NaN, entry.InvalidCount is { } count ? HtmlWriter.Count(count) : "–");
        if (columns.Taken)
            html.Write($"""<td class="date">{entry.Captured?.Clock ?? "–"}</td>""");
        html.Write($"</tr>\n");
    }

    private static void WriteNumber(HtmlWriter html, double value, string text) =>
        html.Write($"""<td class="number" data-sort="{value}">{text}</td>""");

    /// <summary>The columns that are there only where something stands in them.</summary>
    private readonly record struct Columns(bool State, bool Unit, bool NoData, bool Taken);
}
