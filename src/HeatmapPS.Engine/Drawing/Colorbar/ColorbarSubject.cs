using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>What a legend explains: a picture, and the scale and colours of its values.</summary>
/// <param name="Width">Columns of the picture.</param>
/// <param name="Height">Rows of the picture.</param>
/// <param name="Bands">3, or 4 with alpha.</param>
/// <param name="Bits">8 or 16 a channel.</param>
/// <param name="Scale">Norm and limits.</param>
/// <param name="Unit">Unit of the values, or null.</param>
/// <param name="Table">The colours as the picture's pixels have them.</param>
/// <param name="ArrowLow">Whether the low end has an arrow.</param>
/// <param name="ArrowHigh">Whether the high end has an arrow.</param>
internal sealed record ColorbarSubject(
    int Width, int Height, int Bands, int Bits, HeatmapScale Scale, string? Unit, ColorTable Table, bool ArrowLow, bool ArrowHigh)
{
    /// <summary>The part of the picture that the bar stands beside, where it is not the whole: the cells of a grid, without the
    /// labels around them.</summary>
    public (int X, int Y, int Width, int Height)? Plot { get; init; }

    /// <summary>Size of the text in the picture, or null where there is none.</summary>
    public int? FontSize { get; init; }

    /// <summary>Where the bar's side of that part begins and how long it is.</summary>
    /// <param name="vertical">Whether the bar stands right or left of it.</param>
    public (int Start, int Length) Side(bool vertical)
    {
        (int x, int y, int width, int height) = Plot ?? (0, 0, Width, Height);
        return vertical ? (y, height) : (x, width);
    }

    /// <summary>Sample type of the canvas.</summary>
    public SampleType SampleType => Bits == 16 ? SampleType.UInt16 : SampleType.UInt8;

    /// <summary>Colour of values below the limits.</summary>
    public PixelColor Under => PixelColor.From(Table, Table.Count, Bits);

    /// <summary>Colour of values above the limits.</summary>
    public PixelColor Over => PixelColor.From(Table, Table.Count + 1, Bits);

    /// <summary>Colour of values without a place.</summary>
    public PixelColor Bad => PixelColor.From(Table, Table.Count + 2, Bits);

    /// <summary>The bar's colours, one a pixel, from the low end to the high end.</summary>
    public PixelColor[] Cells(int length) =>
        Array.ConvertAll(Scale.Function.BarCells(length, Table.Count), entry => PixelColor.From(Table, entry, Bits));
}
