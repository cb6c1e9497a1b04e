namespace HeatmapPS.Engine.Imaging;

/// <summary>Where a raster came from.</summary>
/// <param name="Path">Full path of the file, or null.</param>
/// <param name="Page">Page of the file, from 1.</param>
/// <param name="PageCount">Pages of the file.</param>
/// <param name="Codec">Codec that reads it, or null.</param>
public sealed record RasterOrigin(string? Path, int Page = 1, int PageCount = 1, string? Codec = null)
{
    /// <summary>An image that came from no file.</summary>
    public static RasterOrigin None { get; } = new((string?)null);
}
