using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>A rectangle of a raster as a raster.</summary>
internal static class RasterCrop
{
    /// <summary>The pixels of a rectangle. Of files whose parts can be found, no other part is read.</summary>
    /// <param name="raster">Any raster. Its labels and the place of its photograph follow.</param>
    /// <param name="area">The rectangle.</param>
    /// <exception cref="HeatmapException">RegionInvalid.</exception>
    public static Raster Apply(Raster raster, PixelRectangle area)
    {
        (int x, int y, int width, int height) = area;
        if (width < 1 || height < 1)
            throw RegionErrors.Size(area.ToString(), string.Create(CultureInfo.InvariantCulture, $"its size is {width}×{height}"));
        if (!area.IsInside(raster.Layout))
        {
            string extent = string.Create(CultureInfo.InvariantCulture, $"({x}, {y}) to ({(long)x + width - 1}, {(long)y + height - 1})");
            throw RegionErrors.Outside(area.ToString(), extent, raster.Name, raster.Width, raster.Height);
        }

        if (width == raster.Width && height == raster.Height)
            return raster;
        RasterMetadata metadata = raster.Metadata with
        {
            Axes = raster.Axes is { } axes ? axes with { X = Part(axes.X, x, width), Y = Part(axes.Y, y, height) } : null,
            Thermal = raster.Thermal?.Crop(raster.Layout, area),
        };
        return new Raster(new PartSource(raster.Source, area), metadata, raster.Origin);
    }

    private static RasterAxis Part(RasterAxis axis, int first, int count) => axis with
    {
        Labels = axis.Labels.Slice(first, count),
        Edges = axis.Edges.IsEmpty ? [] : axis.Edges.Slice(first, count + 1),
    };
}
