using HeatmapPS.Engine.Imaging;

namespace HeatmapPS.Abstractions;

/// <summary>One input after all the ways to give it are made one: a file, or an image object.</summary>
/// <param name="Path">Full path of a file, or null.</param>
/// <param name="Image">An image object, or null.</param>
public sealed record ImageInput(string? Path, ImageObject? Image)
{
    /// <summary>A file.</summary>
    public static ImageInput File(string path) => new(path, null);

    /// <summary>An object.</summary>
    public static ImageInput Object(ImageObject image) => new(null, image);

    /// <summary>What an error names: the path, or the object.</summary>
    public object Target => Path ?? (object)(Image?.Path ?? Image!.Name);

    /// <summary>Path of the file behind the input, or null.</summary>
    public string? SourcePath => Path ?? Image?.Path;
}
