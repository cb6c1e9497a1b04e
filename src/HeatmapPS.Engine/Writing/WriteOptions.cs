using System.Globalization;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Pyramids;

namespace HeatmapPS.Engine.Writing;

/// <summary>What of an image is written, and how.</summary>
internal sealed record WriteOptions
{
    /// <summary>Everything by default.</summary>
    public static WriteOptions Default { get; } = new();

    /// <summary>Quality and compression.</summary>
    public EncodeOptions Encode { get; init; } = EncodeOptions.Default;

    /// <summary>8 or 16 bits a channel, or null for the image's own.</summary>
    public int? BitDepth { get; init; }

    /// <summary>Whether a heatmap's numbers are written rather than its colours.</summary>
    public bool Data { get; init; }

    /// <summary>Whether a TIFF holds smaller copies of the image.</summary>
    public bool Pyramid { get; init; }

    /// <summary>How smaller copies are made; null lets the image decide: colours of heatmaps and numbers with holes have no
    /// mean, pictures have.</summary>
    public PyramidShrink? Shrink { get; init; }

    /// <summary>Whether the PNG fast path also checks the compressed stream it copies.</summary>
    public bool Verify { get; init; }

    /// <summary>What puts a legend beside each image, or null for none.</summary>
    public ColorbarComposer? Colorbar { get; init; }

    /// <summary>What draws heatmaps of grids with their labels, or null for cells of one pixel without.</summary>
    public GridComposer? Grid { get; init; }

    /// <summary>Whether files of heatmaps say what their colours mean, in formats that can hold it.</summary>
    public bool Describes { get; init; }

    /// <summary>Whether files of heatmaps hold the numbers under their colours.</summary>
    public bool IncludesNumbers { get; init; }

    /// <summary>What was asked for, in a form to compare; goes into the description. See <see cref="PictureRequest"/>.</summary>
    public string? Request { get; init; }

    /// <summary>What of these options changes pixels or what a file holds, in a form to compare.</summary>
    public string Choices => string.Create(CultureInfo.InvariantCulture,
        $"{BitDepth} {Data} {Colorbar is not null} {IncludesNumbers} {Grid?.Choices}");

    /// <summary>Receives warnings about the picture that is written; or null.</summary>
    public Action<string>? Warn { get; init; }
}
