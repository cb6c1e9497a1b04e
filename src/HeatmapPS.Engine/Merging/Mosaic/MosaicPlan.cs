using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Mosaic;

/// <summary>A sheet before it is painted. Immutable.</summary>
/// <param name="Layout">The sheet.</param>
/// <param name="Grid">Its cells.</param>
/// <param name="Tiles">The images, in order: from left to right, then from top to bottom.</param>
/// <param name="Anchor">Where an image lies in its cell.</param>
/// <param name="Paper">Colour of the background.</param>
/// <param name="Ink">Colour of the labels.</param>
internal sealed record MosaicPlan(
    RasterLayout Layout, MosaicGrid Grid, IReadOnlyList<MosaicTile> Tiles, ImageAnchor Anchor, PixelColor Paper, PixelColor Ink)
{
    /// <summary>8 or 16.</summary>
    public int Bits => 8 * Layout.SampleType.Size;
}

/// <summary>A sheet, painted anew at each use.</summary>
/// <param name="plan">The sheet.</param>
/// <param name="progress">Receives the fraction of rows done, or null.</param>
/// <param name="cancellationToken">Stops the painting.</param>
internal sealed class MosaicSource(MosaicPlan plan, IProgress<double>? progress, CancellationToken cancellationToken)
    : RasterSource(plan.Layout)
{
    /// <inheritdoc/>
    public override bool DecodesWhole => plan.Tiles.Any(tile => tile.Picture.Source.DecodesWhole);

    /// <inheritdoc/>
    public override RowReader Open() => new ObservedRows(new MosaicRows(plan, cancellationToken), progress, cancellationToken);
}
