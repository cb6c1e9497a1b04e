using System.Reflection;
using System.Runtime.InteropServices;
using NetVips;

namespace HeatmapPS.Engine.Formats.Vips;

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
