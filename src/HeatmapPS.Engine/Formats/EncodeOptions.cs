using HeatmapPS.Engine.Formats.Pyramids;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats;

/// <summary>How hard, or by which method, a lossless format compresses.</summary>
public enum ImageCompression
{
    /// <summary>The format's usual choice here: quick, and small enough.</summary>
    Default,

    /// <summary>None.</summary>
    None,

    /// <summary>Deflate at its fastest.</summary>
    Fast,

    /// <summary>Deflate at its smallest.</summary>
    Best,

    /// <summary>LZW (TIFF, GIF).</summary>
    Lzw,
}

/// <summary>How a file is written.</summary>
public sealed record EncodeOptions
{
    /// <summary>Everything by default.</summary>
    public static EncodeOptions Default { get; } = new();

    /// <summary>What parameters of cmdlets say.</summary>
    /// <param name="quality">1 to 100, or 0 where it was not given.</param>
    /// <param name="compression">Compression of lossless formats.</param>
    public static EncodeOptions From(int quality, ImageCompression compression) =>
        new() { Quality = quality == 0 ? null : quality, Compression = compression };

    /// <summary>Quality of lossy formats, 1 to 100, or null for the format's default.</summary>
    public int? Quality { get; init; }

    /// <summary>Compression of lossless formats.</summary>
    public ImageCompression Compression { get; init; }

    /// <summary>Quality of lossy formats, 1 to 100: 90 by default.</summary>
    internal int LossyQuality => Math.Clamp(Quality ?? 90, 1, 100);

    /// <summary>Whether a format that can be lossless or lossy is lossless: at quality 100, and by default for the colours of a
    /// colormap.</summary>
    internal bool IsLossless(RasterMetadata metadata) => Quality is { } quality ? quality >= 100 : metadata.HasMapColors;

    /// <summary>Whether colours keep their full resolution (4:4:4) in formats that can halve it: from quality 90 on, because a
    /// colormap's edges smear otherwise.</summary>
    internal bool KeepsFullColor => LossyQuality >= 90;

    /// <summary>What goes into the file besides the picture, in formats that can hold it; or null.</summary>
    internal EmbeddedContent? Embedded { get; init; }

    /// <summary>How the smaller copies of a pyramidal TIFF or of Deep Zoom are made; null for a TIFF without them.</summary>
    public PyramidShrink? Pyramid { get; init; }

    /// <summary>Where a format of many files puts the others; null for formats of one file.</summary>
    public string? TileFolder { get; init; }
}
