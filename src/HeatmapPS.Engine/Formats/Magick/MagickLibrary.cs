using System.Collections.Frozen;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using ImageMagick;

namespace HeatmapPS.Engine.Formats.Magick;

/// <summary>The one owner of ImageMagick's process-wide limits, and the list of what it may read and write.</summary>
/// <remarks>
/// ImageMagick reads scripts, web addresses and page descriptions too; here it is given bytes with an explicit format
/// from this list, never a name.
/// </remarks>
internal static class MagickLibrary
{
    /// <summary>The longest side of an image, in pixels.</summary>
    public const int MostSide = 1 << 20;

    /// <summary>Where the library was built, and looks for its configuration. Anybody may make it. In the libraries for Linux the build
    /// replaces it; those for macOS are signed.</summary>
    private const string BuilderFolder = "/tmp/ImageMagick";

    private const ulong MostMemory = 8UL << 30;
    private const ulong MostFrames = 100_000;

    private static readonly FrozenDictionary<ImageFormat, MagickFormat> s_readable = new Dictionary<ImageFormat, MagickFormat>
    {
        [ImageFormats.Bmp] = MagickFormat.Bmp,
        [ImageFormats.Psd] = MagickFormat.Psd,
        [ImageFormats.Jpeg2000] = MagickFormat.Jp2,
        [ImageFormats.Ico] = MagickFormat.Ico,
        [ImageFormats.Heic] = MagickFormat.Heic,
        [ImageFormats.OpenExr] = MagickFormat.Exr,
        [ImageFormats.Xcf] = MagickFormat.Xcf,
        [ImageFormats.Qoi] = MagickFormat.Qoi,
        [ImageFormats.JpegXl] = MagickFormat.Jxl,
    }.ToFrozenDictionary();

    private static readonly Lazy<int> s_depth = new(ApplyLimits, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Bits a channel of the package at hand: 8 or 16.</summary>
    /// <exception cref="HeatmapException">LibraryNotFound.</exception>
    public static int QuantumBits
    {
        get
        {
            if (!s_depth.IsValueCreated && OperatingSystem.IsMacOS() && Directory.Exists(BuilderFolder))
                throw CodecErrors.LibrarySteered("ImageMagick", BuilderFolder);
            try
            {
                return s_depth.Value;
            }
            catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException)
            {
                throw CodecErrors.LibraryNotFound("ImageMagick", e);
            }
        }
    }

    /// <summary>Name and depth, such as "ImageMagick Q8".</summary>
    public static string Name => $"ImageMagick Q{QuantumBits}";

    /// <summary>ImageMagick's name of a format it may read.</summary>
    /// <exception cref="HeatmapException">FormatNotSupported.</exception>
    public static MagickFormat ReadableFormat(ImageFormat format, string path) =>
        s_readable.TryGetValue(format, out var name)
            ? name
            : throw ImageErrors.FormatNotSupported(path, $"{format.Name} is not among the formats ImageMagick is allowed to read here");

    /// <summary>Starts the library with its policy and limits, once. Everything that reads or writes with it goes through here first:
    /// some of it holds only when it is set before the library is used at all.</summary>
    /// <exception cref="HeatmapException">LibraryNotFound.</exception>
    public static void EnsureStarted() => _ = QuantumBits;

    /// <summary>What a message of ImageMagick says, without its source position.</summary>
    public static string Clean(string message)
    {
        var line = message.AsSpan();
        var end = line.IndexOfAny('\r', '\n');
        if (end > 0)
            line = line[..end];
        var at = line.LastIndexOf(" @ ");
        if (at > 0)
            line = line[..at];
        var quote = line.LastIndexOf(" `");
        return (quote > 0 ? line[..quote] : line).Trim().ToString();
    }

    private static int ApplyLimits()
    {
        // Without its policy the library may do what a file asks of it: run programs, read other files.
        if (!MagickPolicy.Apply())
            throw CodecErrors.LibraryUnbound("ImageMagick");
        ResourceLimits.Width = MostSide;
        ResourceLimits.Height = MostSide;
        ResourceLimits.Memory = MostMemory;
        ResourceLimits.MaxMemoryRequest = MostMemory;
        ResourceLimits.ListLength = MostFrames;
        return (int)Quantum.Depth;
    }
}
