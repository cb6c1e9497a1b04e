using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace HeatmapPS.Engine.Video;

/// <summary>Makes room in a pipe to another program.</summary>
internal static partial class PipeCapacity
{
    /// <summary>What an ordinary user may ask for (<c>/proc/sys/fs/pipe-max-size</c>).</summary>
    private const int Bytes = 1 << 20;

    /// <summary>Linux's F_SETPIPE_SZ.</summary>
    private const int SetPipeSize = 1031;

    /// <summary>Enlarges a pipe's buffer on Linux, whose 64 KB make writer and reader take turns a dozen times a frame. Where it cannot be
    /// done, all works as before.</summary>
    /// <param name="stream">The end that is written to.</param>
    public static void Enlarge(Stream stream)
    {
        if (!OperatingSystem.IsLinux() || stream is not PipeStream { SafePipeHandle: { IsInvalid: false } handle })
            return;
        bool isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            _ = Control((int)handle.DangerousGetHandle(), SetPipeSize, Bytes);
        }
        finally
        {
            if (isHeld)
                handle.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);
}
