using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Normalization;

namespace HeatmapPS.Engine.Rendering.Colorbar;

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
        Array.ConvertAll(NormGeometry.Cells(Scale, length, Table.Count), entry => PixelColor.From(Table, entry, Bits));
}
