using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HeatmapPS.Engine.Terminal;

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
