using System.Text;

namespace HeatmapPS.Engine.Reporting;

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
