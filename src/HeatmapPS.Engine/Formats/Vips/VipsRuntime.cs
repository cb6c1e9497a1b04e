using System.Reflection;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using NetVips;

namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>The one owner of libvips' process-wide settings.</summary>
/// <remarks>Thread-safe. Nothing native is loaded before the first image needs it.</remarks>
internal static partial class VipsRuntime
{
    private static readonly Lazy<Settings> s_applied = new(Settings.Apply, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Version of the loaded libvips, such as "8.18.7".</summary>
    /// <exception cref="HeatmapException">LibraryNotFound: libvips cannot be loaded.</exception>
    public static string Version => Initialize().Version;

    /// <summary>Loads libvips and applies the settings, once; cheap afterwards.</summary>
    /// <exception cref="HeatmapException">LibraryNotFound: libvips cannot be loaded.</exception>
    public static void EnsureInitialized() => Initialize();

    /// <summary>Gives memory that decoders have freed back to the system. The C library keeps what each of many threads freed, so that
    /// opening images row after row would take more and more.</summary>
    public static void ReleaseMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = TrimMemory(0);
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            // Other C libraries than glibc give it back by themselves.
            return;
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int TrimMemory(nuint kept);

    private static Settings Initialize()
    {
        try
        {
            return s_applied.Value;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            throw CodecErrors.LibraryNotFound("libvips", e);
        }
    }

    private sealed class Settings
    {
        private static readonly string[] s_logDomains = ["VIPS", "GLib", "GLib-GObject", "GLib-GIO"];

        // Native code calls it for as long as the process lives, so something must keep it from being collected.
        private readonly Log.LogDelegate _silence;

        private Settings()
        {
            _silence = static (_, _, _) => { };
            const Enums.LogLevelFlags Levels = Enums.LogLevelFlags.Warning | Enums.LogLevelFlags.Message
                | Enums.LogLevelFlags.Info | Enums.LogLevelFlags.Debug | Enums.LogLevelFlags.Critical;
            foreach (string domain in s_logDomains)
                _ = Log.SetLogHandler(domain, Levels, _silence);

            // The cache is keyed by file name, so an overwritten file would come back as its old self.
            Cache.Max = 0;
            NetVips.NetVips.BlockUntrusted = true;
            NetVips.NetVips.Leak = false;
            Version = $"{NetVips.NetVips.Version(0)}.{NetVips.NetVips.Version(1)}.{NetVips.NetVips.Version(2)}";
        }

        public string Version { get; }

        public static Settings Apply() => new();
    }
}

/// <summary>The calls of libvips that the binding lacks, or has only with a copy to a new array.</summary>
internal static partial class VipsNative
{
    private const string Library = "vips";

    static VipsNative() => NativeLibrary.SetDllImportResolver(typeof(VipsNative).Assembly, Resolve);

    /// <summary>Computes an area of a region's image straight into the caller's memory.</summary>
    /// <param name="region">The region.</param>
    /// <param name="top">First row.</param>
    /// <param name="width">Columns, from the first.</param>
    /// <param name="height">Rows.</param>
    /// <param name="destination">Room for the area, rows without padding.</param>
    /// <exception cref="VipsException">The image cannot be computed.</exception>
    public static unsafe void Fetch(Region region, int top, int width, int height, Span<byte> destination)
    {
        nint pixels = FetchArea(region.DangerousGetHandle(), 0, top, width, height, out nuint length);
        GC.KeepAlive(region);
        if (pixels == 0)
            throw new VipsException("unable to fetch from region");
        try
        {
            new ReadOnlySpan<byte>((void*)pixels, checked((int)length)).CopyTo(destination);
        }
        finally
        {
            NetVips.NetVips.Free(pixels);
        }
    }

    /// <summary>Empties the buffer of messages.</summary>
    [LibraryImport(Library, EntryPoint = "vips_error_clear")]
    public static partial void ClearMessages();

    [LibraryImport(Library, EntryPoint = "vips_region_fetch")]
    private static partial nint FetchArea(nint region, int left, int top, int width, int height, out nuint length);

    /// <summary>The library that the binding has loaded already, under the name each system gives it.</summary>
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library)
            return 0;
        string file = OperatingSystem.IsWindows() ? "libvips-42.dll" : OperatingSystem.IsMacOS() ? "libvips.42.dylib" : "libvips.so.42";
        return NativeLibrary.Load(file, assembly, searchPath);
    }
}
