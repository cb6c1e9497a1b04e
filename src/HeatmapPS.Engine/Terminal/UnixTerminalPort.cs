using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HeatmapPS.Engine.Terminal;

/// <summary>The controlling terminal of Linux and macOS, by /dev/tty and termios.</summary>
/// <remarks>The modes are kept as the system gives them, without looking inside: <c>struct termios</c> differs between systems, while
/// <c>cfmakeraw</c> is the same on all. A descriptor of its own that does not block leaves those of the shell as they are.</remarks>
internal sealed unsafe partial class UnixTerminalPort : TerminalPort
{
    private const int ReadWrite = 2;
    private const int Now = 0;
    private const int DiscardingInput = 2;

    /// <summary>More than any system's <c>struct termios</c>.</summary>
    private const int ModeBytes = 256;

    private static readonly int s_nonBlocking = OperatingSystem.IsLinux() ? 0x800 : 0x4;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(1);

    private readonly int _descriptor;
    private readonly byte[] _mode;
    private bool _discards;

    private UnixTerminalPort(int descriptor, byte[] mode)
    {
        _descriptor = descriptor;
        _mode = mode;
    }

    public static new UnixTerminalPort? TryOpen()
    {
        int descriptor = Open("/dev/tty", ReadWrite | s_nonBlocking);
        if (descriptor < 0)
            return null;
        byte[] mode = new byte[ModeBytes];
        byte[] raw = new byte[ModeBytes];
        fixed (byte* kept = mode, changed = raw)
        {
            // A background process that changes the terminal would be stopped by it.
            bool ready = ForegroundGroup(descriptor) == OwnGroup() && GetMode(descriptor, kept) == 0;
            if (ready)
            {
                mode.CopyTo(raw, 0);
                MakeRaw(changed);
                ready = SetMode(descriptor, Now, changed) == 0;
            }

            if (ready)
                return new UnixTerminalPort(descriptor, mode);
            _ = Close(descriptor);
            return null;
        }
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (int written = 0; written < bytes.Length;)
            {
                nint count = Write(_descriptor, start + written, bytes.Length - written);
                if (count <= 0)
                    return;
                written += (int)count;
            }
        }
    }

    public override int Read(Span<byte> buffer, TimeSpan wait)
    {
        long begun = Stopwatch.GetTimestamp();
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = Read(_descriptor, start, buffer.Length);
                if (count > 0)
                    return (int)count;
                if (Stopwatch.GetElapsedTime(begun) >= wait)
                    return 0;
                Thread.Sleep(s_poll);
            }
        }
    }

    public override void DiscardInput() => _discards = true;

    public override void Dispose()
    {
        fixed (byte* mode = _mode)
            _ = SetMode(_descriptor, _discards ? DiscardingInput : Now, mode);
        _ = Close(_descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetMode(int descriptor, byte* mode);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetMode(int descriptor, int when, byte* mode);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte* mode);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int ForegroundGroup(int descriptor);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int OwnGroup();
}
