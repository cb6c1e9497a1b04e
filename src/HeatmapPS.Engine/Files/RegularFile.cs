using System.Runtime.InteropServices;
using System.Text;

namespace HeatmapPS.Engine.Files;

/// <summary>Tells files from what only looks like one: a pipe that nobody writes to would be waited for without end, and a device
/// such as /dev/zero never ends.</summary>
internal static partial class RegularFile
{
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;

    /// <summary>Whether opening a path may be tried: it is a regular file, a folder, or not there. Links are followed.</summary>
    /// <param name="path">Full path.</param>
    public static bool MayOpen(string path)
    {
        if (OperatingSystem.IsWindows())
            return !path.StartsWith(@"\\.\", StringComparison.Ordinal);
        return TypeOf(path) is null or RegularType or DirectoryType;
    }

    /// <summary>The kind of a path, or null when it is not there, or the system does not tell.</summary>
    private static int? TypeOf(string path)
    {
        // .NET itself tells folders from everything else only. Its own library asks the system and fills 4 bytes of flags, then
        // the mode; the rest is not of interest here.
        Span<int> status = stackalloc int[64];
        try
        {
            return Stat(Encoding.UTF8.GetBytes(path + '\0'), status) == 0 ? status[1] & TypeMask : null;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    private static partial int Stat(ReadOnlySpan<byte> path, Span<int> status);
}
