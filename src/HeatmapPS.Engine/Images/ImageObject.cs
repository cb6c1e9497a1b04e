using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>An image in the pipeline: a <see cref="Raster"/> of numbers or a <c>Heatmap</c>.</summary>
/// <remarks>No property reads pixels.</remarks>
public abstract class ImageObject
{
    /// <summary>Columns.</summary>
    public abstract int Width { get; }

    /// <summary>Rows.</summary>
    public abstract int Height { get; }

    /// <summary>Samples a pixel. A heatmap has the bands of its colours: 3, or 4 when it can be transparent.</summary>
    public abstract int Bands { get; }

    /// <summary>Bits a sample has in the file it came from; for a heatmap, bits a channel it is written with.</summary>
    public abstract int BitDepth { get; }

    /// <summary>Number type of a sample.</summary>
    public abstract SampleType SampleType { get; }

    /// <summary>The file it came from, or null.</summary>
    public abstract string? Path { get; }

    /// <summary>Unit of the values, or null.</summary>
    public abstract string? Unit { get; }

    /// <summary>A name for messages: the file's name, or what the image is.</summary>
    public abstract string Name { get; }

    /// <summary>Reads all pixels.</summary>
    /// <returns><c>T[height, width]</c> for one band, else <c>T[height, width, bands]</c>.</returns>
    public abstract Array ToArray();

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Width}×{Height})";
}
