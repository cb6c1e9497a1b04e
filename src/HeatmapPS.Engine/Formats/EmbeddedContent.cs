using HeatmapPS.Engine.Formats.Png;
using HeatmapPS.Engine.Formats.Tiff;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats;

/// <summary>What a picture's file holds besides the picture: a text that says what its colours mean, and perhaps the numbers under
/// them. docs/picture-format.md describes the form.</summary>
/// <param name="Description">The text, JSON.</param>
internal sealed record EmbeddedContent(string Description)
{
    /// <summary>Name of the text in a file, and of the property that holds it in XMP.</summary>
    public const string Keyword = "HeatmapPS";

    /// <summary>Most bytes of a description: a colormap of the most colours has 4 MB.</summary>
    public const int MaxDescriptionBytes = 16 << 20;

    /// <summary>The numbers, one band; null for none.</summary>
    public RasterSource? Numbers { get; init; }

    /// <summary>The description of a picture whose stored samples are the numbers, so that they need no second place: of a palette
    /// image of 8 bits that was made by copying a grey one. Null where there are no numbers.</summary>
    public string? IndexedDescription { get; init; }

    /// <summary>What a file holds besides its picture.</summary>
    /// <param name="path">Any file.</param>
    /// <returns>Null for a file without a description: of another format, not there, or too damaged to say.</returns>
    public static EmbeddedFile? Find(string path)
    {
        try
        {
            // Most files are no pictures of this module, and a PNG file shows it when it is opened once.
            EmbeddedFile? found = PngEmbedding.Find(path, out bool isPng);
            return isPng || ImageFormats.Detect(path) != ImageFormats.Tiff ? found : TiffEmbedding.Find(path);
        }
        catch (Exception error) when (error is Errors.HeatmapException || ReadFault.IsOne(error))
        {
            // Whoever reads the picture says what is wrong with the file.
            return null;
        }
    }
}

/// <summary>A picture's file with a description.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Format">Format of the picture.</param>
/// <param name="Description">The text.</param>
/// <param name="HasNumbers">Whether it holds numbers besides the picture.</param>
internal sealed record EmbeddedFile(string Path, ImageFormat Format, string Description, bool HasNumbers)
{
    /// <summary>Whether it holds a digest of the picture.</summary>
    public bool HasDigest { get; init; } = HasNumbers;

    /// <summary>Whether the picture is the one that the numbers were embedded with. Reads the stored picture.</summary>
    public bool IsPictureUnchanged() =>
        Format == ImageFormats.Png ? PngEmbedding.IsPictureUnchanged(Path) : TiffEmbedding.IsPictureUnchanged(Path);

    /// <summary>Reads the numbers, by <see cref="DecodeOptions.Numbers"/>.</summary>
    public IImageDecoder NumbersDecoder => Format == ImageFormats.Png ? new PngNumbersDecoder() : new TiffNumbersDecoder();
}

/// <summary>What a description says of embedded numbers.</summary>
/// <param name="Header">Their layout and meaning.</param>
/// <param name="AreIndices">Whether they are the samples of the picture.</param>
internal sealed record EmbeddedNumbers(ImageHeader Header, bool AreIndices);
