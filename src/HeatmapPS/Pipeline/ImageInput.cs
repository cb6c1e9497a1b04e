using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Jobs;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Pipeline;

/// <summary>One input after all the ways to give it are made one: a file, or an image object.</summary>
/// <param name="Path">Full path of a file, or null.</param>
/// <param name="Image">An image object, or null.</param>
public sealed record ImageInput(string? Path, ImageObject? Image)
{
    /// <summary>Page of the file, from 1, where it is a file.</summary>
    internal int FilePage { get; init; } = 1;

    /// <summary>How the file is read, where it is a file.</summary>
    internal ImportOptions Options { get; init; } = ImportOptions.Default;

    /// <summary>The job that it belongs to, where another machine sent it; else null.</summary>
    internal ImageJob? Job { get; init; }

    /// <summary>A file.</summary>
    public static ImageInput File(string path) => new(path, null);

    /// <summary>An object.</summary>
    public static ImageInput Object(ImageObject image) => new(null, image);

    /// <summary>What an error names: the path, or the object.</summary>
    public object Target => Path ?? (object)(Image?.Path ?? Image!.Name);

    /// <summary>Path of the file behind the input, or null. Of an object from another process it is a text that names the image, and no
    /// file here.</summary>
    public string? SourcePath => Path ?? Image?.Path;

    /// <summary>Path of the file behind the input, or null where that file is not here.</summary>
    public string? LocalPath => Path ?? (Image is { } image && !OriginOf(image).IsElsewhere ? image.Path : null);

    /// <summary>The page of its file that it is, from 1.</summary>
    public int Page => Image is { } image ? OriginOf(image).Page : FilePage;

    /// <summary>Pages of its file that names of outputs must tell apart.</summary>
    public int NamedPages => Image is { } image ? OriginOf(image).NamedPages : 1;

    /// <summary>How its file was read where that is not the default, in a form to compare; else null.</summary>
    internal string? Reading => Image is { } image ? OriginOf(image).Reading?.Choices
        : ReferenceEquals(Options, ImportOptions.Default) ? null
        : Options.Choices;

    private static RasterOrigin OriginOf(ImageObject image) => (image as Heatmap)?.Raster.Origin ?? ((Raster)image).Origin;
}
