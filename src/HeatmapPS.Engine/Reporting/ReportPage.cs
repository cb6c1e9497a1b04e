using HeatmapPS.Engine.Files;

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
    /// <param name="sections">Writes the sections.</param>
    public static void Write(HtmlWriter html, IReadOnlyCollection<ReportEntry> entries, IReadOnlyCollection<ReportFailure> failures, ReportOptions options, Action sections)
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
        html.Write($"""<p class="overview">{ReportText.Overview(entries, options)}</p>""");
        html.Write($"</header>\n");
        WriteFailures(html, failures);
        ReportSummary.Write(html, entries, options, isDocument);
        if (isDocument)
            html.Write($"""<p class="unseen" id="heatmap-keys">Arrow keys move the crosshair by a pixel, with Shift by ten. H goes to the hot spot, C to the cold spot, Home and End to the ends of the row. Escape hides it.</p>""");
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
