using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Measuring.Regions;

/// <summary>A part of an image that is measured on its own. Immutable; one region serves many images.</summary>
/// <param name="name">Name in the results.</param>
internal abstract class ImageRegion(string name)
{
    /// <summary>Name in the results.</summary>
    public string Name { get; } = name;

    /// <summary>The region's pixels, row by row.</summary>
    /// <param name="raster">The image; the region must lie inside it.</param>
    /// <exception cref="HeatmapException">RegionInvalid.</exception>
    public abstract RegionRows Open(Raster raster);
}

/// <summary>The pixels of a region on one pass over an image.</summary>
internal abstract class RegionRows : IDisposable
{
    /// <summary>The runs of the next row, from left to right, none touching another; called once for each row of the
    /// image from the first. Valid until the next call.</summary>
    public abstract ReadOnlySpan<PixelRun> NextRow();

    /// <summary>Ends the pass.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A region with at most one run in a row: a rectangle, a circle, the whole image.</summary>
/// <param name="run">The run of a row; of length 0 outside the region.</param>
internal sealed class SpanRows(Func<int, PixelRun> run) : RegionRows
{
    private readonly PixelRun[] _current = new PixelRun[1];
    private int _row;

    public override ReadOnlySpan<PixelRun> NextRow()
    {
        _current[0] = run(_row++);
        return _current.AsSpan(0, _current[0].Length > 0 ? 1 : 0);
    }
}

/// <summary>Every pixel.</summary>
internal sealed class WholeImage() : ImageRegion("image")
{
    public override RegionRows Open(Raster raster)
    {
        var run = new PixelRun(0, raster.Width);
        return new SpanRows(_ => run);
    }
}

/// <summary>A rectangle of whole pixels.</summary>
internal sealed class RectangleRegion : ImageRegion
{
    /// <param name="area">The rectangle.</param>
    /// <param name="name">Name, or null for the rectangle's text.</param>
    /// <exception cref="HeatmapException">RegionInvalid.</exception>
    public RectangleRegion(PixelRectangle area, string? name)
        : base(name ?? area.ToString())
    {
        if (area.Width < 1 || area.Height < 1)
            throw RegionErrors.Size(Name, string.Create(CultureInfo.InvariantCulture, $"its size is {area.Width}×{area.Height}"));
        Area = area;
    }

    /// <summary>The rectangle.</summary>
    public PixelRectangle Area { get; }

    public override RegionRows Open(Raster raster)
    {
        (int x, int y, int width, int height) = Area;
        if (x < 0 || y < 0 || (long)x + width > raster.Width || (long)y + height > raster.Height)
        {
            string extent = string.Create(CultureInfo.InvariantCulture, $"({x}, {y}) to ({(long)x + width - 1}, {(long)y + height - 1})");
            throw RegionErrors.Outside(Name, extent, raster.Name, raster.Width, raster.Height);
        }

        var run = new PixelRun(x, width);
        return new SpanRows(row => row >= y && row < y + height ? run : default);
    }
}

/// <summary>The pixels whose centres lie within a radius: (x − cx)² + (y − cy)² ≤ r².</summary>
internal sealed class CircleRegion : ImageRegion
{
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
            throw RegionErrors.Size(Name,
                string.Create(CultureInfo.InvariantCulture, $"its centre is ({x}, {y}) and its radius {radius}"));
        }

        (X, Y, Radius) = (x, y, radius);
    }

    /// <summary>Column of the centre.</summary>
    public double X { get; }

    /// <summary>Row of the centre.</summary>
    public double Y { get; }

    /// <summary>Radius in pixels.</summary>
    public double Radius { get; }

    public override RegionRows Open(Raster raster)
    {
        double left = Math.Ceiling(X - Radius), right = Math.Floor(X + Radius);
        double top = Math.Ceiling(Y - Radius), bottom = Math.Floor(Y + Radius);
        if (left < 0 || top < 0 || right > raster.Width - 1 || bottom > raster.Height - 1)
        {
            string extent = string.Create(CultureInfo.InvariantCulture, $"({left}, {top}) to ({right}, {bottom})");
            throw RegionErrors.Outside(Name, extent, raster.Name, raster.Width, raster.Height);
        }

        if (!Enumerable.Range((int)top, Math.Max(0, (int)(bottom - top) + 1)).Any(row => Run(row).Length > 0))
            throw RegionErrors.Size(Name, "it contains no centre of a pixel");
        return new SpanRows(Run);
    }

    private PixelRun Run(int row)
    {
        double dy = row - Y;
        double square = (Radius * Radius) - (dy * dy);
        if (square < 0)
            return default;
        double half = Math.Sqrt(square);
        int first = (int)Math.Ceiling(X - half), last = (int)Math.Floor(X + half);
        return last < first ? default : new PixelRun(first, last - first + 1);
    }
}

/// <summary>The pixels where another image is not 0 (in any band but alpha). NaN and nodata of the mask count as 0.</summary>
internal sealed class MaskRegion : ImageRegion
{
    /// <param name="mask">The other image.</param>
    /// <param name="name">Name, or null for the image's own.</param>
    /// <param name="cancellationToken">Stops the reading of the mask.</param>
    /// <exception cref="HeatmapException">RegionInvalid when no pixel counts, and what reading throws.</exception>
    public MaskRegion(Raster mask, string? name, CancellationToken cancellationToken)
        : base(name ?? mask.Name)
    {
        Mask = SmallRaster.ReadOnce(mask, cancellationToken);
        using var rows = new MaskRows(Mask);
        for (int row = 0; row < Mask.Height; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rows.NextRow().Length > 0)
                return;
        }

        throw AnalysisErrors.MaskEmpty(Name);
    }

    /// <summary>The other image.</summary>
    public Raster Mask { get; }

    public override RegionRows Open(Raster raster) =>
        Mask.Width == raster.Width && Mask.Height == raster.Height
            ? new MaskRows(Mask)
            : throw AnalysisErrors.MaskSize(Name, Mask.Width, Mask.Height, raster.Name, raster.Width, raster.Height);

    private sealed class MaskRows(Raster mask) : RegionRows
    {
        private readonly RowReader _rows = mask.OpenRows();
        private readonly byte[] _bytes = new byte[mask.Layout.RowBytes];
        private readonly double[] _values = new double[mask.Layout.RowSamples];
        private readonly double[] _noData = [.. mask.NoDataValues];
        private readonly int _colorBands = mask.HasAlpha ? mask.Bands - 1 : mask.Bands;
        private PixelRun[] _runs = new PixelRun[16];

        public override ReadOnlySpan<PixelRun> NextRow()
        {
            _rows.Read(_bytes);
            Samples.ToDoubles(_bytes, mask.SampleType, _values);
            int count = 0, start = -1;
            for (int x = 0; x <= mask.Width; x++)
            {
                bool inside = x < mask.Width && IsSet(x);
                if (inside && start < 0)
                {
                    start = x;
                }
                else if (!inside && start >= 0)
                {
                    if (count == _runs.Length)
                        Array.Resize(ref _runs, count * 2);
                    _runs[count++] = new PixelRun(start, x - start);
                    start = -1;
                }
            }

            return _runs.AsSpan(0, count);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Dispose();
            base.Dispose(disposing);
        }

        private bool IsSet(int x)
        {
            foreach (double value in _values.AsSpan(x * mask.Bands, _colorBands))
            {
                if (value != 0 && !double.IsNaN(value) && Array.IndexOf(_noData, value) < 0)
                    return true;
            }

            return false;
        }
    }
}

/// <summary>Regions written as text: <c>rect x,y,width,height</c> and <c>circle x,y,radius</c>.</summary>
internal static class RegionText
{
    private static readonly char[] s_separators = [' ', ',', ';', '\t'];

    /// <summary>The region a text means, or null when it is not of this form (it may be a file's path then).</summary>
    /// <param name="text">The text; numbers with a point, whatever the system's language.</param>
    /// <param name="name">Name of the region, or null for the text.</param>
    /// <exception cref="HeatmapException">RegionInvalid.</exception>
    public static ImageRegion? Parse(string text, string? name)
    {
        string[] words = text.Split(s_separators, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
            return null;
        int numbers = words[0].ToUpperInvariant() switch
        {
            "RECT" or "RECTANGLE" => 4,
            "CIRCLE" => 3,
            _ => 0,
        };
        if (numbers == 0)
            return null;
        if (words.Length != numbers + 1)
            throw AnalysisErrors.RegionNotUnderstood(text);
        double[] values = [.. words[1..].Select(word => Number(word, text))];
        return numbers == 4
            ? Rectangle(values[0], values[1], values[2], values[3], name ?? text)
            : new CircleRegion(values[0], values[1], values[2], name ?? text);
    }

    /// <summary>A rectangle of numbers that must be whole.</summary>
    /// <exception cref="HeatmapException">RegionInvalid.</exception>
    public static RectangleRegion Rectangle(double x, double y, double width, double height, string? name)
    {
        foreach (double value in (ReadOnlySpan<double>)[x, y, width, height])
        {
            if (value != Math.Floor(value) || Math.Abs(value) > int.MaxValue)
                throw RegionErrors.Size(name ?? "rect", string.Create(CultureInfo.InvariantCulture, $"{value} is not an integer"));
        }

        return new RectangleRegion(new PixelRectangle((int)x, (int)y, (int)width, (int)height), name);
    }

    /// <summary>A number of a region.</summary>
    /// <exception cref="HeatmapException">RegionInvalid.</exception>
    public static double Number(string word, string region) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw AnalysisErrors.RegionNotUnderstood(region);
}
