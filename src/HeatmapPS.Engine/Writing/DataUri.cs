using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Writing;

/// <summary>Images inside HTML.</summary>
public static class DataUri
{
    /// <summary>An image as a PNG in a <c>data:</c> address.</summary>
    /// <param name="image">The image.</param>
    /// <exception cref="HeatmapException">DepthMismatch when PNG cannot hold the samples, and what reading throws.</exception>
    public static string Of(ImageObject image)
    {
        using var png = new MemoryStream();
        ImageWriter.Write(image, ImageFormats.Png, WriteOptions.Default, png, progress: null, CancellationToken.None);
        return "data:image/png;base64," + Convert.ToBase64String(png.GetBuffer(), 0, (int)png.Length);
    }
}
