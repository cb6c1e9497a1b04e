namespace HeatmapPS.Engine.Merging.Contrast;

/// <summary>How CLAHE works.</summary>
/// <param name="ClipLimit">Most pixels that one level of a tile's histogram may hold, as a multiple of the mean; 0 is no limit.</param>
/// <param name="TilesX">Tiles side by side, at least 1.</param>
/// <param name="TilesY">Tiles one above the other, at least 1.</param>
internal sealed record ClaheOptions(double ClipLimit, int TilesX, int TilesY);
