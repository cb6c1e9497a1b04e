using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Rendering;

/// <summary>What is drawn over the colours of a picture. The numbers under it stay as they are. Immutable.</summary>
/// <remarks>A recipe, as a raster is: marks that depend on the numbers, such as the hottest pixel, are found whenever the picture is
/// drawn. How they look is the matter of a later room; here they are only passed on, so that each way to draw a heatmap has
/// them.</remarks>
internal abstract class PictureMarks
{
    /// <summary>What the marks are, one short text for each.</summary>
    public abstract ImmutableArray<string> Texts { get; }

    /// <summary>The marks as JSON, in the form that docs/picture-format.md describes.</summary>
    public abstract string ToJson();

    /// <summary>Draws the marks over a picture.</summary>
    /// <param name="picture">1 to 4 bands of UInt8 or UInt16, of any size: places are scaled from the numbers to the picture. Disposed
    /// with the result.</param>
    /// <param name="numbers">One band of numbers under the picture.</param>
    /// <param name="area">What of the picture the numbers cover; null for all of it.</param>
    /// <exception cref="HeatmapException">What reading the numbers throws.</exception>
    public abstract RowReader Draw(RowReader picture, Raster numbers, MarkedArea? area = null);
}

/// <summary>The rectangle of a picture that the numbers cover, in pixels; may reach beyond the picture.</summary>
internal readonly record struct MarkedArea(int Left, int Top, int Width, int Height);
