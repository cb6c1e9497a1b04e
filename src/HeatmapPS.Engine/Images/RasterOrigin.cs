namespace HeatmapPS.Engine.Images;

/// <summary>Where a raster came from.</summary>
/// <param name="Path">Full path of the file, or null.</param>
/// <param name="Page">Page of the file, from 1.</param>
/// <param name="PageCount">Pages of the file.</param>
/// <param name="Codec">Codec that reads it, or null.</param>
public sealed record RasterOrigin(string? Path, int Page = 1, int PageCount = 1, string? Codec = null)
{
    /// <summary>An image that came from no file.</summary>
    public static RasterOrigin None { get; } = new((string?)null);

    /// <summary>Pages of the file that names of outputs must tell apart: where several pages of one file were taken, the number of its
    /// last, else 1.</summary>
    public int NamedPages { get; init; } = 1;

    /// <summary>Whether the path is what another process said: text, which nobody opens.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>Time of a video's frame from the video's start, or null.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Number of a video's frame among those imported, from 1, or null.</summary>
    public long? Index { get; init; }
}
