using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Stacks;

/// <summary>The same pixels of several images, in order.</summary>
/// <param name="images">Rows of each image.</param>
/// <param name="offset">First byte of the pixels in each.</param>
/// <param name="length">Their bytes.</param>
/// <param name="firstIndex">Number of the first image in the whole stack, from 0.</param>
internal readonly ref struct StackChunk(ReadOnlySpan<byte[]> images, int offset, int length, int firstIndex)
{
    private readonly ReadOnlySpan<byte[]> _images = images;

    /// <summary>Images here.</summary>
    public int Count => _images.Length;

    /// <summary>Number of the first image in the whole stack, from 0.</summary>
    public int FirstIndex { get; } = firstIndex;

    /// <summary>Whether the stack begins here, so that the state has no content yet.</summary>
    public bool IsFirst => FirstIndex == 0;

    /// <summary>Bytes of one image's pixels.</summary>
    public int Length { get; } = length;

    /// <summary>The pixels of one image.</summary>
    public ReadOnlySpan<byte> this[int index] => _images[index].AsSpan(offset, Length);
}

/// <summary>Turns a stack of images into one, pixel by pixel. Images come in groups, so that any number of them needs no
/// more memory than a group; what is known of a pixel between groups is its state.</summary>
/// <remarks>Used by several threads at once on different pixels.</remarks>
/// <param name="input">Layout of every image.</param>
/// <param name="outputType">Sample type of the result; size and bands are the input's.</param>
internal abstract class StackOperation(RasterLayout input, SampleType outputType)
{
    /// <summary>Layout of every image.</summary>
    public RasterLayout Input { get; } = input;

    /// <summary>Layout of the result.</summary>
    public RasterLayout Output { get; } = input with { SampleType = outputType };

    /// <summary>Whether all images are needed at once.</summary>
    public virtual bool NeedsAll => false;

    /// <summary>Bytes of state a sample.</summary>
    public abstract int StateBytes { get; }

    /// <summary>Takes a group of images into the state.</summary>
    /// <param name="chunk">The images' pixels.</param>
    /// <param name="state">State of these pixels, always cut into the same chunks.</param>
    public abstract void Fold(StackChunk chunk, Span<byte> state);

    /// <summary>Turns the state into the result.</summary>
    /// <param name="state">State of some pixels after the last image.</param>
    /// <param name="images">Images in the stack.</param>
    /// <param name="output">Samples of the result.</param>
    public abstract void Finish(Span<byte> state, int images, Span<byte> output);
}

/// <summary>What is worked out of the values that a stack of images has at each pixel.</summary>
public enum StackStatistic
{
    /// <summary>The arithmetic mean.</summary>
    Mean,

    /// <summary>The middle value; of an even number the mean of the two middle ones.</summary>
    Median,

    /// <summary>The smallest value.</summary>
    Minimum,

    /// <summary>The largest value.</summary>
    Maximum,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>Largest minus smallest.</summary>
    Range,

    /// <summary>The population's standard deviation (division by n).</summary>
    StandardDeviation,

    /// <summary>A percentile, interpolated linearly between ranks as <c>numpy.percentile</c> does.</summary>
    Percentile,

    /// <summary>The number of the image with the largest value, from 0; of equal ones the first.</summary>
    ArgMaximum,
}
