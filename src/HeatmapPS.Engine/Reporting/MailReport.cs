using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Reporting;

/// <summary>A report as the HTML of a message: tables, styles on the elements, pictures by content id. Mail programs know no
/// more than that; they drop scripts, style sheets, SVG and pictures in <c>data:</c> addresses.</summary>
internal static class MailReport
{
    private const string Font = "font-family:Segoe UI,Helvetica,Arial,sans-serif;color:#1f2328;";
    private const string Cell = "padding:4px 10px;border-bottom:1px solid #d9dce1;font-size:14px;";
    private const string Number = Cell + "text-align:right;white-space:nowrap;";
    private const string Heading = Cell + "font-weight:600;color:#59636e;";
    private const string Breach = "background-color:#fdeceb;";
    private const int MaxWidth = 640;
    private const int MinSide = 480;

    private static readonly string[] s_columns = ["Minimum", "Maximum", "Mean"];

    /// <summary>What the message refers to a picture by. No two messages share one: a mail program may look for it in all of
    /// them.</summary>
    public static string ContentId(ReportEntry entry) => $"{entry.Anchor}@heatmapps.invalid";

    /// <summary>Writes all around the sections.</summary>
    /// <param name="html">The message.</param>
    /// <param name="entries">Rows of the table, in order.</param>
    /// <param name="failures">Inputs that are not in it.</param>
    /// <param name="options">What the report says.</param>
    /// <param name="units">What is to be said of the images' units, or null.</param>
    /// <param name="sections">Writes the sections.</param>
    public static void Write(HtmlWriter html, IReadOnlyCollection<ReportEntry> entries, IReadOnlyCollection<ReportFailure> failures,
        ReportOptions options, string? units, Action sections)
    {
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="generator" content="HeatmapPS"><title>{options.Title}</title></head>
            <body style="margin:0;padding:16px;background-color:#ffffff;{Font}">
            <h1 style="font-size:22px;font-weight:600;margin:0 0 8px 0;">{options.Title}</h1>

            """);
        foreach (string note in options.Notes)
            html.Write($"""<p style="font-size:14px;margin:0 0 8px 0;white-space:pre-line;">{note}</p>""");
        html.Write($"""<p style="font-size:14px;color:#59636e;margin:0 0 12px 0;">{ReportText.Overview(entries, options)}{(units is null ? null : " " + units)}</p>""");
        WriteFailures(html, failures);
        WriteTable(html, entries, options);
        sections();
        html.Write($"</body>\n</html>\n");
    }

    /// <summary>The picture with its colorbar. Small ones are enlarged by a whole number, since a mail program would blur them.</summary>
    public static ImageObject Draw(ReportSubject subject, ReportOptions options, CancellationToken cancellationToken)
    {
        if (subject.Picture is not Heatmap heatmap)
            return subject.Picture;
        int factor = Math.Max(1, MinSide / Math.Max(heatmap.Width, heatmap.Height));
        Raster enlarged =
            Resampling.Apply(heatmap.Raster, factor * heatmap.Width, factor * heatmap.Height, ResampleKernel.Nearest, asNumbers: true);
        return new ColorbarComposer(ColorbarOptions.Default with { TickFormat = options.NumberFormat })
            .Compose(heatmap.Resampled(enlarged), 8, heatmap.HasAlpha, cancellationToken).Raster;
    }

    /// <summary>Writes the section of one image.</summary>
    /// <param name="html">The message.</param>
    /// <param name="subject">The image.</param>
    /// <param name="pictureWidth">Columns of its picture, with the colorbar.</param>
    /// <param name="options">The thresholds.</param>
    public static void WriteSection(HtmlWriter html, ReportSubject subject, int pictureWidth, ReportOptions options)
    {
        ReportEntry entry = subject.Entry;
        html.Write($"""<h2 style="font-size:17px;font-weight:600;margin:28px 0 6px 0;">{ReportText.Name(entry)}</h2>""");
        if (ReportText.Taken(entry) is { } taken)
            html.Write($"""<p style="font-size:12px;color:#59636e;margin:0 0 8px 0;">{taken}</p>""");
        foreach (string alarm in ReportText.Alarms(entry, options))
            html.Write($"""<p style="font-size:14px;margin:0 0 8px 0;padding:6px 10px;border-left:3px solid #c62828;{Breach}">{alarm}</p>""");
        html.Write($"""<p style="margin:0 0 8px 0;"><img src="cid:{ContentId(entry)}" alt="{ReportText.Alternative(entry, options)}" width="{Math.Min(MaxWidth, pictureWidth)}" style="max-width:100%;height:auto;border:0;"></p>""");
        if (subject.IsReduced)
            html.Write($"""<p style="font-size:12px;color:#59636e;margin:0 0 8px 0;">{ReportText.Reduction(subject)}</p>""");
        if (double.IsNaN(entry.Maximum))
            return;
        html.Write($"""<table role="presentation" cellpadding="0" cellspacing="0" style="border-collapse:collapse;">""");
        foreach ((string name, string value) in ReportText.Statistics(entry, options))
            html.Write($"""<tr><td style="{Heading}">{name}</td><td style="{Number}">{value}</td></tr>""");
        html.Write($"</table>\n");
    }

    private static void WriteFailures(HtmlWriter html, IReadOnlyCollection<ReportFailure> failures)
    {
        if (failures.Count == 0)
            return;
        html.Write($"""<p style="font-size:14px;margin:0 0 4px 0;">{ReportText.Failures(failures)}</p><ul style="font-size:14px;margin:0 0 12px 0;">""");
        foreach (ReportFailure failure in failures)
            html.Write($"<li><b>{failure.Name}</b>: {failure.Reason}</li>");
        html.Write($"</ul>\n");
    }

    private static void WriteTable(HtmlWriter html, IReadOnlyCollection<ReportEntry> entries, ReportOptions options)
    {
        bool hasState = options.HasThreshold;
        bool hasUnit = entries.Any(entry => entry.Unit is not null);
        html.Write($"""<table cellpadding="0" cellspacing="0" style="border-collapse:collapse;"><tr><th style="{Heading}text-align:left;">Name</th>""");
        if (hasState)
            html.Write($"""<th style="{Heading}text-align:left;">State</th>""");
        foreach (string column in s_columns)
            html.Write($"""<th style="{Heading}text-align:right;">{column}</th>""");
        if (hasUnit)
            html.Write($"""<th style="{Heading}text-align:left;">Unit</th>""");
        html.Write($"</tr>\n");
        foreach (ReportEntry entry in ReportEntry.Rows(entries))
        {
            string mark = entry.IsBreach(options) ? Breach : string.Empty;
            html.Write($"""<tr><td style="{Cell}{mark}">{ReportText.Name(entry)}</td>""");
            if (hasState)
                html.Write($"""<td style="{Cell}{mark}">{ReportText.State(entry, options)}</td>""");
            foreach (double value in new[] { entry.Minimum, entry.Maximum, entry.Mean })
                html.Write($"""<td style="{Number}{mark}">{options.Number(value, entry.Unit)}</td>""");
            if (hasUnit)
                html.Write($"""<td style="{Cell}{mark}">{entry.Unit}</td>""");
            html.Write($"</tr>\n");
        }

        html.Write($"</table>\n");
    }
}
