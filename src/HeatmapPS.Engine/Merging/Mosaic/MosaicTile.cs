using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Merging.Mosaic;

/// <summary>One image of a sheet.</summary>
/// <param name="Index">Its number among all, from 0.</param>
/// <param name="Picture">Its colours, in the bands and depth of the sheet.</param>
/// <param name="Label">Its text, or null.</param>
internal sealed record MosaicTile(int Index, Raster Picture, string? Label);
