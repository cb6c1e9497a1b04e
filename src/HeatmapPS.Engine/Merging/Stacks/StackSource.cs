using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Stacks;

/// <summary>The result of an operation on a stack of images, worked out as it is read.</summary>
/// <param name="images">The images, in the layout the operation takes.</param>
/// <param name="operation">The operation.</param>
/// <param name="settings">Threads, progress, cancellation.</param>
internal sealed class StackSource(IReadOnlyList<Raster> images, StackOperation operation, MergeSettings settings)
    : RasterSource(operation.Output)
{
    /// <inheritdoc/>
    public override RowReader Open() => new StackRows(images, operation, settings);
}
