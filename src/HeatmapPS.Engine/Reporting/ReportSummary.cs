namespace HeatmapPS.Engine.Reporting;

/// <summary>The table of all entries in a document or a fragment.</summary>
internal static class ReportSummary
{
    private static readonly string[] s_numberColumns = ["Minimum", "Maximum", "Mean", "Median", "Std. dev.", "No data"];

    /// <summary>Writes the table.</summary>
    /// <param name="html">The page.</param>
    /// <param name="entries">Its rows, in order.</param>
    /// <param name="options">The thresholds; without one there is no column for the state, as there is none for units without a unit.</param>
    /// <param name="isSortable">Whether a script is there that sorts.</param>
    public static void Write(HtmlWriter html, IReadOnlyCollection<ReportEntry> entries, ReportOptions options, bool isSortable)
    {
        (bool State, bool Unit) columns = (options.Above is not null || options.Below is not null, entries.Any(entry => entry.Unit is not null));
        html.Write($"""<div class="scroll" role="region" aria-label="All entries" tabindex="0"><table class="summary"><caption class="unseen">All entries</caption><thead><tr>""");
        WriteHeading(html, "#", isNumber: true, isSortable);
        WriteHeading(html, "Name", isNumber: false, isSortable);
        if (columns.State)
            WriteHeading(html, "State", isNumber: false, isSortable);
        WriteHeading(html, "Size", isNumber: true, isSortable);
        foreach (string column in s_numberColumns)
            WriteHeading(html, column, isNumber: true, isSortable);
        if (columns.Unit)
            WriteHeading(html, "Unit", isNumber: false, isSortable);
        html.Write($"</tr></thead>\n<tbody>\n");
        foreach (ReportEntry entry in entries)
            WriteRow(html, entry, options, columns);
        html.Write($"</tbody></table></div>\n");
    }

    private static void WriteHeading(HtmlWriter html, string name, bool isNumber, bool isSortable)
    {
        string alignment = isNumber ? "number" : "text";
        if (isSortable)
            html.Write($"""<th scope="col" class="{alignment}" aria-sort="none"><button type="button">{name}</button></th>""");
        else
            html.Write($"""<th scope="col" class="{alignment}">{name}</th>""");
    }

    private static void WriteRow(HtmlWriter html, ReportEntry entry, ReportOptions options, (bool State, bool Unit) columns)
    {
        bool isBreach = entry.IsBreach(options);
        html.Write($"""<tr class="{(isBreach ? "breach" : "within")}">""");
        WriteNumber(html, entry.Number, entry.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (entry.HasPicture)
            html.Write($"""<th scope="row"><a href="#{entry.Anchor}">{ReportText.Name(entry)}</a></th>""");
        else
            html.Write($"""<th scope="row">{ReportText.Name(entry)}</th>""");
        if (columns.State)
            html.Write($"""<td class="state">{ReportText.State(entry, options)}</td>""");
        WriteNumber(html, (double)entry.Width * entry.Height, $"{entry.Width} × {entry.Height}");
        foreach (double value in new[] { entry.Minimum, entry.Maximum, entry.Mean, entry.Median, entry.StandardDeviation })
            WriteNumber(html, value, HtmlWriter.Number(value));
        WriteNumber(html, entry.InvalidCount ?? double.NaN, entry.InvalidCount is { } count ? HtmlWriter.Count(count) : "–");
        if (columns.Unit)
            html.Write($"<td>{entry.Unit}</td>");
        html.Write($"</tr>\n");
    }

    private static void WriteNumber(HtmlWriter html, double value, string text) =>
        html.Write($"""<td class="number" data-sort="{value}">{text}</td>""");
}
