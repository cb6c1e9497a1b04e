using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Images;
using ImageMagick;
using ImageMagick.Configuration;

namespace HeatmapPS.Engine.Formats.Magick;

/// <summary>The one owner of ImageMagick's process-wide limits, and the list of what it may read and write.</summary>
/// <remarks>
/// ImageMagick reads scripts, web addresses and page descriptions too; here it is given bytes with an explicit format
/// from this list, never a name.
/// </remarks>
internal static class MagickLibrary
{
    /// <summary>The longest side of an image, in pixels.</summary>
    public const int MaxSide = 1 << 20;

    /// <summary>Where the library was built, and looks for its configuration. Anybody may make it. In the libraries for Linux the build
    /// replaces it; those for macOS are signed.</summary>
    private const string BuilderFolder = "/tmp/ImageMagick";

    private const ulong MaxMemory = 8UL << 30;
    private const ulong MaxFrames = 100_000;

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
        s_readable.TryGetValue(format, out MagickFormat name)
            ? name
            : throw ImageErrors.FormatNotSupported(path, $"ImageMagick is not allowed to read {format.Name}");

    /// <summary>Starts the library with its policy and limits, once. Everything that reads or writes with it goes through here first:
    /// some of it holds only when it is set before the library is used at all.</summary>
    /// <exception cref="HeatmapException">LibraryNotFound.</exception>
    public static void EnsureStarted() => _ = QuantumBits;

    /// <summary>What a message of ImageMagick says, without its source position.</summary>
    public static string Clean(string message)
    {
        ReadOnlySpan<char> line = message.AsSpan();
        int end = line.IndexOfAny('\r', '\n');
        if (end > 0)
            line = line[..end];
        int at = line.LastIndexOf(" @ ");
        if (at > 0)
            line = line[..at];
        int quote = line.LastIndexOf(" `");
        return (quote > 0 ? line[..quote] : line).Trim().ToString();
    }

    private static int ApplyLimits()
    {
        // Without its policy the library may do what a file asks of it: run programs, read other files.
        if (!MagickPolicy.Apply())
            throw CodecErrors.LibraryUnbound("ImageMagick");
        ResourceLimits.Width = MaxSide;
        ResourceLimits.Height = MaxSide;
        ResourceLimits.Memory = MaxMemory;
        ResourceLimits.MaxMemoryRequest = MaxMemory;
        ResourceLimits.ListLength = MaxFrames;
        return (int)Quantum.Depth;
    }
}

/// <summary>Tells ImageMagick what it may do: read and write the formats it is used for, and nothing else. No other programs, no
/// addresses, no scripts, no names of files in place of pixels.</summary>
/// <remarks>
/// Icons hold PNG, and frames of DICOM are JPEG or JPEG 2000; the others are formats of files.
/// It is given streams and explicit formats only; this holds should a file of one format bring another inside. The library's own
/// function is called where it is exported, which is everywhere but on Windows; there the library reads a file as it starts.
/// </remarks>
internal static unsafe class MagickPolicy
{
    private const string Policy = """
        <policymap>
          <policy domain="delegate" rights="none" pattern="*"/>
          <policy domain="filter" rights="none" pattern="*"/>
          <policy domain="path" rights="none" pattern="@*"/>
          <policy domain="path" rights="none" pattern="|*"/>
          <policy domain="coder" rights="none" pattern="*"/>
          <policy domain="coder" rights="read | write" pattern="{BMP,ICO,JP2,PNG,PSD,QOI}"/>
          <policy domain="coder" rights="read" pattern="{EXR,HEIC,JPEG,JXL,XCF}"/>
          <policy domain="coder" rights="write" pattern="{DPX,PCX,SGI,TGA}"/>
        </policymap>
        """;

    /// <summary>Sets the policy. Before the limits, which it resets.</summary>
    /// <returns>Whether the library took it.</returns>
    public static bool Apply() => OperatingSystem.IsWindows() ? ApplyByFile() : ApplyByCall();

    /// <summary>By a configuration file in a folder of this user alone, which goes once the library has started.</summary>
    private static bool ApplyByFile()
    {
        string? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("heatmapps-").FullName;
            IConfigurationFiles files = ConfigurationFiles.Default;
            files.Policy.Data = Policy;
            MagickNET.Initialize(files, folder);

            // Starts it.
            _ = ResourceLimits.Width;
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        finally
        {
            if (folder is not null)
                PartialFile.Remove(folder);
        }
    }

    private static bool ApplyByCall()
    {
        // Loads the library under the name that this system and package give it.
        _ = MagickNET.Version;
        _ = ResourceLimits.Width;
        if (FindLibrary() is not { } library
            || !NativeLibrary.TryGetExport(library, "SetMagickSecurityPolicy", out nint set)
            || !NativeLibrary.TryGetExport(library, "AcquireExceptionInfo", out nint acquire)
            || !NativeLibrary.TryGetExport(library, "DestroyExceptionInfo", out nint destroy))
        {
            return false;
        }

        nint exception = ((delegate* unmanaged<nint>)acquire)();
        nint text = Marshal.StringToCoTaskMemUTF8(Policy);
        try
        {
            return ((delegate* unmanaged<nint, nint, int>)set)(text, exception) != 0;
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
            _ = ((delegate* unmanaged<nint, nint>)destroy)(exception);
        }
    }

    private static nint? FindLibrary()
    {
        Assembly assembly = typeof(MagickNET).Assembly;
        string architecture = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.Arm64 => "arm64",
            Architecture.X86 => "x86",
            _ => "x64",
        };
        string name = $"Magick.Native-Q{Quantum.Depth}-{architecture}.dll";
        return NativeLibrary.TryLoad(name, assembly, searchPath: null, out nint library) ? library : null;
    }
}
