using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Numpy;

/// <summary>Streams the rows of a C-ordered array.</summary>
/// <param name="data">Stream at the page's first sample; disposed with the reader.</param>
/// <param name="image">The array.</param>
/// <param name="path">For errors.</param>
/// <param name="allowDepthLoss">Whether 64-bit integers may be rounded.</param>
/// <param name="owner">What else is released with the reader, or null.</param>
internal sealed class NpyRowReader(Stream data, NpyImage image, string path, bool allowDepthLoss, IDisposable? owner = null)
    : RowReader(image.Layout)
{
    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        SourceFile.ReadExactly(data, image.Type.StoredPart(destination), path);
        image.Type.Decode(destination, path, allowDepthLoss);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        data.Dispose();
        owner?.Dispose();
        base.Dispose(disposing);
    }
}
