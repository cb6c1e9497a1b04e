using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HeatmapPS.Engine.Terminal;

/// <summary>Asks a terminal what it can, and waits for its answers no longer than a deadline.</summary>
/// <remarks>Every question ends with DA1, which every terminal since the VT100 answers: its answer means that no other comes any
/// more. The cursor is saved before and what an odd terminal may have printed is wiped after.</remarks>
internal static class TerminalQuery
{
    private const int MaxBytes = 4096;
    private const string Begin = "\u001b7";
    private const string End = "\u001b8\u001b[K\u001b[c";

    // Questions and answers of two pictures at once must not mix.
    private static readonly Lock s_oneAtATime = new();

    /// <summary>Asks the terminal of this process.</summary>
    /// <param name="environment">The environment; one that is not to be asked gives no answer.</param>
    /// <param name="patience">How long to wait, in all.</param>
    public static TerminalReplies Ask(TerminalEnvironment environment, TimeSpan patience)
    {
        if (!environment.MayBeAsked || patience <= TimeSpan.Zero)
            return TerminalReplies.None;
        lock (s_oneAtATime)
        {
            using var port = TerminalPort.TryOpen();
            return port is null ? TerminalReplies.None : Ask(port, environment.IsMultiplexed || environment.Program == "Apple_Terminal", patience);
        }
    }

    private static TerminalReplies Ask(TerminalPort port, bool controlsOnly, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();

        // XTVERSION, pixels of a cell, pixels of the text area: control sequences, which a terminal that does not know them passes over.
        TerminalReplies replies = Exchange(port, "\u001b[>q\u001b[16t\u001b[14t", start, patience);
        if (replies.Attributes is not { } attributes || replies.Interrupted)
            return replies;
        var more = new StringBuilder();
        if (attributes.Contains(4))
            more.Append("\u001b[?1;1;0S\u001b[?2;1;0S");

        // tmux would make its title of an APC, and Terminal.app prints it.
        if (!controlsOnly && !(replies.Version ?? string.Empty).StartsWith("tmux", StringComparison.OrdinalIgnoreCase))
            more.Append("\u001b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u001b\\");
        if (more.Length == 0)
            return replies;
        TerminalReplies graphics = Exchange(port, more.ToString(), start, patience);
        return replies with
        {
            Kitty = graphics.Kitty,
            SixelColors = graphics.SixelColors,
            SixelSize = graphics.SixelSize,
            Interrupted = graphics.Interrupted,
        };
    }

    private static TerminalReplies Exchange(TerminalPort port, string questions, long start, TimeSpan patience)
    {
        port.Write(Encoding.ASCII.GetBytes(Begin + questions + End));
        byte[] buffer = new byte[MaxBytes];
        int length = 0;
        TerminalReplies replies = TerminalReplies.None;
        while (replies.Attributes is null && !replies.Interrupted && length < buffer.Length)
        {
            TimeSpan left = patience - Stopwatch.GetElapsedTime(start);
            int read = left > TimeSpan.Zero ? port.Read(buffer.AsSpan(length), left) : 0;
            if (read == 0)
            {
                port.DiscardInput();
                break;
            }

            length += read;
            replies = TerminalReplies.Parse(buffer.AsSpan(0, length));
        }

        return replies;
    }
}

/// <summary>The terminal of this process, in a mode in which answers come byte by byte and are not echoed.</summary>
/// <remarks>Disposing restores the mode as it was.</remarks>
internal abstract class TerminalPort : IDisposable
{
    /// <summary>Opens the terminal, if there is one and this process may use it.</summary>
    public static TerminalPort? TryOpen() => OperatingSystem.IsWindows() ? WindowsTerminalPort.TryOpen() : UnixTerminalPort.TryOpen();

    /// <summary>Sends bytes to the terminal.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Reads what the terminal sends.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="wait">How long to wait for a first byte.</param>
    /// <returns>Bytes read; 0 when none came in time.</returns>
    public abstract int Read(Span<byte> buffer, TimeSpan wait);

    /// <summary>Throws away, when the mode is restored, what was sent and not read: an answer that came late must not end up at
    /// the prompt.</summary>
    public abstract void DiscardInput();

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>The console of Windows, by its input and output buffers.</summary>
internal sealed unsafe partial class WindowsTerminalPort : TerminalPort
{
    private const uint VirtualTerminalInput = 0x200;
    private const short KeyEvent = 1;

    private readonly SafeFileHandle _input;
    private readonly FileStream _output;
    private readonly uint _mode;
    private bool _discards;

    private WindowsTerminalPort(SafeFileHandle input, FileStream output, uint mode)
    {
        _input = input;
        _output = output;
        _mode = mode;
    }

    public static new WindowsTerminalPort? TryOpen()
    {
        SafeFileHandle? input = null;
        FileStream? output = null;
        try
        {
            input = File.OpenHandle("CONIN$", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            output = new FileStream("CONOUT$", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            if (GetMode(input, out uint mode) && SetMode(input, VirtualTerminalInput))
                return new WindowsTerminalPort(input, output, mode);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // No console, or not one that can be opened: then it is not asked.
        }

        input?.Dispose();
        output?.Dispose();
        return null;
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        _output.Write(bytes);
        _output.Flush();
    }

    public override int Read(Span<byte> buffer, TimeSpan wait)
    {
        long begun = Stopwatch.GetTimestamp();
        InputRecord* records = stackalloc InputRecord[32];
        while (true)
        {
            TimeSpan left = wait - Stopwatch.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero || Wait(_input, (uint)Math.Ceiling(left.TotalMilliseconds)) != 0)
                return 0;
            if (!ReadInput(_input, records, (uint)Math.Min(32, buffer.Length), out uint count))
                return 0;
            int length = 0;
            for (int i = 0; i < count; i++)
            {
                if (records[i] is { Type: KeyEvent, IsDown: not 0, Letter: > '\0' and < '\u0080' and var letter })
                    buffer[length++] = (byte)letter;
            }

            if (length > 0)
                return length;
        }
    }

    public override void DiscardInput() => _discards = true;

    public override void Dispose()
    {
        if (_discards)
            _ = FlushInput(_input);
        _ = SetMode(_input, _mode);
        _output.Dispose();
        _input.Dispose();
    }

    [LibraryImport("kernel32", EntryPoint = "GetConsoleMode")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetMode(SafeFileHandle console, out uint mode);

    [LibraryImport("kernel32", EntryPoint = "SetConsoleMode")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetMode(SafeFileHandle console, uint mode);

    [LibraryImport("kernel32", EntryPoint = "FlushConsoleInputBuffer")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushInput(SafeFileHandle console);

    [LibraryImport("kernel32", EntryPoint = "WaitForSingleObject")]
    private static partial uint Wait(SafeFileHandle handle, uint milliseconds);

    [LibraryImport("kernel32", EntryPoint = "ReadConsoleInputW")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ReadInput(SafeFileHandle console, InputRecord* records, uint length, out uint count);

    /// <summary>INPUT_RECORD with its KEY_EVENT_RECORD.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 20)]
    private struct InputRecord
    {
        [FieldOffset(0)]
        public short Type;

        [FieldOffset(4)]
        public int IsDown;

        [FieldOffset(14)]
        public char Letter;
    }
}

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
