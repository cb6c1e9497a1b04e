using System.Collections.Immutable;

namespace HeatmapPS.Engine.Reporting;

/// <summary>What a report is written as.</summary>
public enum ReportForm
{
    /// <summary>A whole page with everything in it, for a browser.</summary>
    Document,

    /// <summary>A piece of a page, without a script, for another page to hold.</summary>
    Fragment,

    /// <summary>A message: styles on the elements, pictures as files that the message refers to by content id.</summary>
    Mail,
}

/// <summary>What a report says, and how.</summary>
internal sealed record ReportOptions
{
    /// <summary>Heading.</summary>
    public string Title { get; init; } = "Heatmaps";

    /// <summary>Paragraphs under the heading.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Value from which on an image is a breach, or null.</summary>
    public double? Above { get; init; }

    /// <summary>Value down to which an image is a breach, or null.</summary>
    public double? Below { get; init; }

    /// <summary>Pixels that the longer side of a picture has at most; 0 for all.</summary>
    public int PictureSize { get; init; }

    /// <summary>Whether pictures are files in a folder beside the page; in a message they always are.</summary>
    public bool PictureFolder { get; init; }

    public ReportForm Form { get; init; }

    /// <summary>What ids begin with. Fragments need one each, since a page may hold several.</summary>
    public string AnchorPrefix { get; init; } = "heatmap";

    /// <summary>Whether pictures are files.</summary>
    public bool HasPictureFiles => PictureFolder || Form == ReportForm.Mail;
}
