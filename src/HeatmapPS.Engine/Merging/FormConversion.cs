using System.Buffers;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging;

/// <summary>Rows of one image in the common form of a merge: bands repeated, alpha added, numbers widened, nodata as NaN.</summary>
/// <param name="source">Layout of the image.</param>
/// <param name="sourceHasAlpha">Whether its last band is alpha.</param>
/// <param name="target">Layout of the form; its size does not matter.</param>
/// <param name="targetHasAlpha">Whether the form's last band is alpha.</param>
/// <param name="factor">What the numbers are multiplied with.</param>
/// <param name="opaque">Alpha of an opaque pixel in the form.</param>
/// <param name="sourceOpaque">Alpha of an opaque pixel in the image.</param>
/// <param name="noData">Values of the image that become NaN.</param>
internal sealed class FormConversion(
    RasterLayout source, bool sourceHasAlpha, RasterLayout target, bool targetHasAlpha, double factor, double opaque, double sourceOpaque,
    double[] noData)
{
    private const int BlockPixels = 2048;

    private readonly int _sourceColors = source.Bands - (sourceHasAlpha ? 1 : 0);
    private readonly int _targetColors = target.Bands - (targetHasAlpha ? 1 : 0);

    public void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int inputPixel = source.Bands * source.SampleType.Size;
        int outputPixel = target.Bands * target.SampleType.Size;
        double[] from = ArrayPool<double>.Shared.Rent(BlockPixels * source.Bands);
        double[] to = ArrayPool<double>.Shared.Rent(BlockPixels * target.Bands);
        for (; input.Length > 0; input = input[Math.Min(input.Length, BlockPixels * inputPixel)..])
        {
            int pixels = Math.Min(BlockPixels, input.Length / inputPixel);
            Samples.ToDoubles(input[..(pixels * inputPixel)], source.SampleType, from);
            Convert(from, to, pixels);
            Samples.FromDoubles(to.AsSpan(0, pixels * target.Bands), target.SampleType, output[..(pixels * outputPixel)]);
            output = output[(pixels * outputPixel)..];
        }

        ArrayPool<double>.Shared.Return(from);
        ArrayPool<double>.Shared.Return(to);
    }

    private void Convert(ReadOnlySpan<double> from, Span<double> to, int pixels)
    {
        double alphaFactor = opaque / sourceOpaque;
        for (int i = 0; i < pixels; i++)
        {
            ReadOnlySpan<double> pixel = from.Slice(i * source.Bands, source.Bands);
            Span<double> result = to.Slice(i * target.Bands, target.Bands);
            for (int band = 0; band < _targetColors; band++)
            {
                double value = pixel[_sourceColors == 1 ? 0 : band];
                result[band] = noData.Contains(value) ? double.NaN : value * factor;
            }

            if (targetHasAlpha)
                result[_targetColors] = sourceHasAlpha ? pixel[_sourceColors] * alphaFactor : opaque;
        }
    }
}
