using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>The errors of writing PNG files.</summary>
internal static class PngErrors
{
    public static HeatmapException CompressionNotSupported(ImageCompression compression) =>
        new("CompressionNotSupported", ErrorKind.InvalidArgument, $"Expected None, Fast, Best or Default as the compression of a PNG file, but got {compression}. LZW is for TIFF.");
}
