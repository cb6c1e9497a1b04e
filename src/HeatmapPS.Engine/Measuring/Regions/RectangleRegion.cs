using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Measuring.Regions;

/// <summary>A rectangle of whole pixels.</summary>
internal sealed class RectangleRegion : ImageRegion
{
    private readonly PixelRectangle _area;

    /// <param name="area">The rectangle.</param>
    /// <param name="name">Name, or null for the rectangle's text.</param>
    /// <exception cref="HeatmapException">RegionInvalid.</exception>
    public RectangleRegion(PixelRectangle area, string? name)
        : base(name ?? area.ToString())
    {
        if (area.Width < 1 || area.Height < 1)
            throw AnalysisErrors.RegionSize(Name, string.Create(CultureInfo.InvariantCulture, $"its size is {area.Width}×{area.Height}"));
        _area = area;
    }

    public override RegionRows Open(Raster raster)
    {
        (int x, int y, int width, int height) = _area;
        if (x < 0 || y < 0 || (long)x + width > raster.Width || (long)y + height > raster.Height)
        {
            string extent = string.Create(CultureInfo.InvariantCulture, $"({x}, {y}) to ({(long)x + width - 1}, {(long)y + height - 1})");
            throw AnalysisErrors.RegionOutside(Name, extent, raster.Name, raster.Width, raster.Height);
        }

        var run = new PixelRun(x, width);
        return new SpanRows(row => row >= y && row < y + height ? run : default);
    }
}

/// <summary>The pixels whose centres lie within a radius: (x − cx)² + (y − cy)² ≤ r².</summary>
internal sealed class CircleRegion : ImageRegion
{
    private readonly double _x;
    private readonly double _y;
    private readonly double _radius;

    /// <param name="x">Column of the centre.</param>
    /// <param name="y">Row of the centre.</param>
    /// <param name="radius">Radius in pixels, above 0.</param>
    /// <param name="name">Name, or null for the circle's text.</param>
    /// <exception cref="HeatmapException">RegionInvalid.</exception>
    public CircleRegion(double x, double y, double radius, string? name)
        : base(name ?? string.Create(CultureInfo.InvariantCulture, $"circle {x},{y},{radius}"))
    {
        if (!double.IsFinite(x) || !double.IsFinite(y) || !double.IsFinite(radius) || radius <= 0)
        {
            throw AnalysisErrors.RegionSize(Name,
                string.Create(CultureInfo.InvariantCulture, $"its centre is ({x}, {y}) and its radius {radius}"));
        }

        (_x, _y, _radius) = (x, y, radius);
    }

    public override RegionRows Open(Raster raster)
    {
        double left = Math.Ceiling(_x - _radius), right = Math.Floor(_x + _radius);
        double top = Math.Ceiling(_y - _radius), bottom = Math.Floor(_y + _radius);
        if (left < 0 || top < 0 || right > raster.Width - 1 || bottom > raster.Height - 1)
        {
            string extent = string.Create(CultureInfo.InvariantCulture, $"({left}, {top}) to ({right}, {bottom})");
            throw AnalysisErrors.RegionOutside(Name, extent, raster.Name, raster.Width, raster.Height);
        }

        if (!Enumerable.Range((int)top, Math.Max(0, (int)(bottom - top) + 1)).Any(row => Run(row).Length > 0))
            throw AnalysisErrors.RegionSize(Name, "it contains no centre of a pixel");
        return new SpanRows(Run);
    }

    private PixelRun Run(int row)
    {
        double dy = row - _y;
        double square = (_radius * _radius) - (dy * dy);
        if (square < 0)
            return default;
        double half = Math.Sqrt(square);
        int first = (int)Math.Ceiling(_x - half), last = (int)Math.Floor(_x + half);
        return last < first ? default : new PixelRun(first, last - first + 1);
    }
}
