using System.Globalization;

namespace HeatmapPS.Engine.Pixels;

/// <summary>How the pixels of a raster lie in memory: rows from top to bottom, bands interleaved, native byte order, no padding.</summary>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Bands">Samples a pixel: 1 grey, 2 grey + alpha, 3 RGB, 4 RGB + alpha, or any other number.</param>
/// <param name="SampleType">Number type of every sample.</param>
public sealed record RasterLayout(int Width, int Height, int Bands, SampleType SampleType)
{
    /// <summary>Samples in one row.</summary>
    public int RowSamples => checked(Width * Bands);

    /// <summary>Bytes in one row.</summary>
    public int RowBytes => checked(Width * Bands * SampleType.Size);

    /// <summary>Pixels in the raster.</summary>
    public long PixelCount => (long)Width * Height;

    /// <summary>Bytes in the raster.</summary>
    public long ByteCount => (long)RowBytes * Height;
}

/// <summary>A rectangle of whole pixels.</summary>
/// <param name="X">Column of its left pixels.</param>
/// <param name="Y">Row of its upper pixels.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public sealed record PixelRectangle(int X, int Y, int Width, int Height)
{
    /// <summary>The form that regions are written in.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"rect {X},{Y},{Width},{Height}");

    /// <summary>Whether all of it lies inside an image.</summary>
    internal bool IsInside(RasterLayout layout) =>
        X >= 0 && Y >= 0 && Width >= 1 && Height >= 1 && (long)X + Width <= layout.Width && (long)Y + Height <= layout.Height;
}
