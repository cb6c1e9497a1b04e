using System.Globalization;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Measuring;

/// <summary>A pixel and its value. Coordinates count from 0; x to the right, y downwards.</summary>
/// <param name="X">Column.</param>
/// <param name="Y">Row.</param>
/// <param name="Value">The value, in the image's unit.</param>
public sealed record PixelValue(int X, int Y, double Value)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ReadableNumber.Format(Value)} at ({X}, {Y})");
}

/// <summary>A place between pixels; the centre of the first pixel is (0, 0).</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Downwards.</param>
public sealed record PixelPosition(double X, double Y)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({X:G6}, {Y:G6})");
}

/// <summary>Neighbouring pixels of one row.</summary>
/// <param name="Start">Column of the first.</param>
/// <param name="Length">How many.</param>
internal readonly record struct PixelRun(int Start, int Length)
{
    /// <summary>Column after the last.</summary>
    public int End => Start + Length;
}
