using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;

namespace HeatmapPS.Arguments;

/// <summary>Formats that can be written, found by name or extension.</summary>
internal static class OutputFormats
{
    /// <summary>Formats that have an encoder here.</summary>
    public static IEnumerable<ImageFormat> All => ImageFormats.All.Where(format => CodecRegistry.FindEncoder(format) is not null);

    /// <summary>Finds a format.</summary>
    /// <exception cref="HeatmapException">FormatNotSupported.</exception>
    public static ImageFormat Find(string name) =>
        All.FirstOrDefault(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? (ImageFormats.FromExtension(name) is { } byExtension && CodecRegistry.FindEncoder(byExtension) is not null ? byExtension : null)
        ?? throw InputErrors.FormatUnknown(name, All.Select(format => format.Name));
}
