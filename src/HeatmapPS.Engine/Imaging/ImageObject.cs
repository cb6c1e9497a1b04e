namespace HeatmapPS.Engine.Imaging;

/// <summary>An image in the pipeline: a <see cref="Raster"/> of numbers or a <see cref="Rendering.Heatmap"/>.</summary>
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

    /// <summary>The image as a PNG in a <c>data:</c> address, for HTML.</summary>
    /// <exception cref="Errors.HeatmapException">DepthMismatch when PNG cannot hold the samples, and what reading throws.</exception>
    public string ToDataUri()
    {
        using var png = new MemoryStream();
        Codecs.ImageWriter.Write(this, Codecs.ImageFormats.Png, Codecs.WriteOptions.Default, png, progress: null, CancellationToken.None);
        return "data:image/png;base64," + Convert.ToBase64String(png.GetBuffer(), 0, (int)png.Length);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Width}×{Height})";
}
