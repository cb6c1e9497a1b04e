using System.Text.Json;
using HeatmapPS.Engine.Annotating;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Embedding;

/// <summary>A picture that says what its colours mean.</summary>
/// <param name="File">The file.</param>
/// <param name="Description">What it says.</param>
internal sealed record DescribedPicture(EmbeddedFile File, PictureDescription Description);

/// <summary>Reads back what this module wrote into its pictures.</summary>
internal static class PictureFiles
{
    /// <summary>What a file says of its picture.</summary>
    /// <param name="path">Any file.</param>
    /// <param name="verbose">Receives why a description is not used; or null.</param>
    /// <returns>Null for a picture like any other.</returns>
    public static DescribedPicture? Describe(string path, Action<string>? verbose = null)
    {
        if (EmbeddedContent.Find(path) is not { } file)
            return null;
        try
        {
            return new DescribedPicture(file, PictureDescription.Parse(file.Description));
        }
        catch (FormatException error)
        {
            verbose?.Invoke($"{path}: read as an ordinary picture, because its description cannot be used: {error.Message}.");
            return null;
        }
    }

    /// <summary>The heatmap whose numbers a file holds.</summary>
    /// <param name="path">Any file.</param>
    /// <param name="options">Limits and permissions.</param>
    /// <param name="verbose">Receives why embedded numbers are not used; or null.</param>
    /// <param name="warn">Receives that a picture was changed after its numbers were embedded; or null.</param>
    /// <returns>Null for a picture without numbers of its own.</returns>
    /// <exception cref="HeatmapException">ImageCorrupt for numbers that are not what the description says; ImageTooLarge.</exception>
    public static Heatmap? TryOpen(string path, ImportOptions options, Action<string>? verbose = null, Action<string>? warn = null)
    {
        if (Describe(path, verbose) is not { Description: { } description, File: { } file })
            return null;
        bool hasNumbers = description.NumbersAreIndices ? file.HasDigest : file.HasNumbers;
        if (!hasNumbers || description.Numbers is not { } header)
        {
            if (description.Numbers is not null)
                verbose?.Invoke($"{path}: read as an ordinary picture, because another program removed the numbers from it.");
            return null;
        }

        if (!file.IsPictureUnchanged())
        {
            warn?.Invoke($"'{path}' is read as an ordinary picture, because another program changed it after its numbers were embedded.");
            return null;
        }

        var limits = new DecodeOptions { MaxPixels = options.MaxPixels };
        var source = FileSource.CreateEmbedded(file, new EmbeddedNumbers(header, description.NumbersAreIndices), limits);
        var raster = new Raster(source, header.Metadata, new RasterOrigin(path, 1, 1, header.Codec));
        var heatmap = new Heatmap(raster, description.Scale, description.ToStyle());
        return description.Annotations is { } marks ? WithMarks(heatmap, marks, verbose) : heatmap;
    }

    private static Heatmap WithMarks(Heatmap heatmap, string annotations, Action<string>? verbose)
    {
        try
        {
            using var document = JsonDocument.Parse(annotations);
            return heatmap.With(AnnotationJson.Read(document.RootElement, heatmap.Raster));
        }
        catch (FormatException error)
        {
            verbose?.Invoke($"{heatmap.Path}: read without annotations: {error.Message}.");
            return heatmap;
        }
    }
}
