using HeatmapPS.Engine.Merging.Stacks;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging;

/// <summary>The largest or smallest sample of a stack, for images too large to keep a result of: they are read side by side.</summary>
/// <param name="layout">Layout of every image and of the result.</param>
/// <param name="maximum">Whether the larger is kept; else the smaller.</param>
/// <param name="ignoreNaN">Whether numbers win over NaN; else NaN wins.</param>
internal sealed class ExtremeOperation(RasterLayout layout, bool maximum, bool ignoreNaN) : StackOperation(layout, layout.SampleType)
{
    /// <inheritdoc/>
    public override int StateBytes => Input.SampleType.Size;

    /// <inheritdoc/>
    public override void Fold(StackChunk chunk, Span<byte> state)
    {
        for (int i = 0; i < chunk.Count; i++)
        {
            if (chunk.IsFirst && i == 0)
                chunk[0].CopyTo(state);
            else
                ExtremeKernel.Fold(chunk[i], state, Input.SampleType, maximum, ignoreNaN);
        }
    }

    /// <inheritdoc/>
    public override void Finish(Span<byte> state, int images, Span<byte> output) => state.CopyTo(output);
}
