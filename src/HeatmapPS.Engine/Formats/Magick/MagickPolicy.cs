using System.Reflection;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Files;
using ImageMagick;
using ImageMagick.Configuration;

namespace HeatmapPS.Engine.Formats.Magick;

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
            return false;
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
