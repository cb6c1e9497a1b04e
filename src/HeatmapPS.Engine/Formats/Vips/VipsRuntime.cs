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
