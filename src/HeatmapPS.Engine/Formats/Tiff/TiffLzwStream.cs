using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Decodes TIFF's LZW (TIFF 6.0, section 13), and the form of old writers: bits from the low end, codes widened one
/// later.</summary>
/// <remarks>
/// Every string of the table has just been written: it is the one before, and the first byte of the next one. So the table holds places in
/// the output, which is kept until the table is cleared; before it stand the 256 bytes, so that a code of one is a string like any other.
/// Broken codes are an <see cref="InvalidDataException"/>. What follows the last
/// byte asked for is not looked at.
/// </remarks>
internal sealed class TiffLzwStream(Stream stored) : TiffDecodingStream(stored)
{
    private const int Literals = 256, ClearCode = 256, EndCode = 257, FirstCode = 258, MaxCodes = 4096, MinBits = 9, MaxBits = 12;

    // Short strings are copied eight bytes at once.
    private const int Slack = sizeof(ulong);

    private readonly (int Place, int Length)[] _table = new (int, int)[MaxCodes];
    private byte[] _output = new byte[1 << 16];

    // Bytes from start to end wait to be read; those before are strings of the table.
    private int _start = Literals;
    private int _end = Literals;

    // Where the last string that the table refers to ends, once it is full.
    private int _tableEnd;
    private int _lastPlace;
    private int _lastLength;
    private int _next = FirstCode;
    private int _bits = MinBits;
    private ulong _window;
    private int _held;
    private bool _started;
    private bool _lowBitsFirst;
    private bool _cleared;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        int written = 0;
        while (true)
        {
            int count = Math.Min(buffer.Length - written, _end - _start);
            _output.AsSpan(_start, count).CopyTo(buffer[written..]);
            _start += count;
            written += count;
            if (written == buffer.Length || _ended)
                return written;
            Decode(buffer.Length - written);
        }
    }

    /// <summary>Decodes as many bytes as are wanted, fewer where the table is cleared or the data ends. Nothing waits to be read.</summary>
    private void Decode(int wanted)
    {
        if (!_started)
            Start();
        if (_cleared)
        {
            (_cleared, _bits, _next, _lastLength, _tableEnd) = (false, MinBits, FirstCode, 0, 0);
            _start = _end = Literals;
        }
        else if (_next == MaxCodes)
        {
            _start = _end = _tableEnd;
        }

        if (_lowBitsFirst)
            DecodeCodes<LowBitsFirst>(wanted);
        else
            DecodeCodes<HighBitsFirst>(wanted);
    }

    // Optimized from the first call on: one call decodes a whole tile.
    [MethodImpl(HotLoop.Options)]
    private void DecodeCodes<TOrder>(int wanted)
        where TOrder : struct, IBitOrder
    {
        (ulong window, int held, int bits, int next, int end, int lastPlace, int lastLength) =
            (_window, _held, _bits, _next, _end, _lastPlace, _lastLength);
        (int Place, int Length)[] table = _table;
        byte[] output = _output;
        int stop = _start + wanted;
        while (end < stop)
        {
            if (held < bits && TOrder.Early == 1 && TryNextFour(out uint four))
            {
                window = (window << 32) | four;
                held += 32;
            }

            while (held < bits)
            {
                int value = NextByte();
                if (value < 0)
                    break;
                window = TOrder.Add(window, held, (byte)value);
                held += 8;
            }

            int code = held < bits ? EndCode : TOrder.Take(ref window, held, bits);
            held -= bits;
            if (code is ClearCode or EndCode)
            {
                (_cleared, _ended) = (code == ClearCode, code == EndCode);
                break;
            }

            bool isNew = false;
            if (lastLength > 0 && next < MaxCodes)
            {
                isNew = code == next;
                table[next] = (lastPlace, lastLength + 1);
                if (++next == MaxCodes)
                    _tableEnd = end + 1;
                if (next >= (1 << bits) - TOrder.Early && bits < MaxBits)
                    bits++;
            }

            if (code >= next)
                throw new InvalidDataException("an LZW code has no meaning yet");
            (int place, int length) = table[code];
            if (end + length + Slack > output.Length)
                Array.Resize(ref output, Math.Max(end + length + Slack, 2 * output.Length));
            Copy(output, place, end, length);

            // A string that reaches into itself: its last byte is its first.
            if (isNew)
                output[end + length - 1] = output[place];
            (lastPlace, lastLength) = (end, length);
            end += length;
        }

        _output = output;
        (_window, _held, _bits, _next, _end, _lastPlace, _lastLength) = (window, held, bits, next, end, lastPlace, lastLength);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte[] output, int from, int to, int length)
    {
        if (length <= Slack)
        {
            MemoryMarshal.Write(output.AsSpan(to), MemoryMarshal.Read<ulong>(output.AsSpan(from)));
        }
        else
        {
            output.AsSpan(from, length).CopyTo(output.AsSpan(to));
        }
    }

    /// <summary>Every strip starts with the code that clears the table, which tells the order of the bits.</summary>
    private void Start()
    {
        _started = true;
        for (int i = 0; i < Literals; i++)
        {
            _output[i] = (byte)i;
            _table[i] = (i, 1);
        }

        int first = NextByte(), second = NextByte();
        if (first < 0 || second < 0)
            return;
        _lowBitsFirst = first == 0 && (second & 1) == 1;
        _window = _lowBitsFirst ? (uint)(first | (second << 8)) : (uint)((first << 8) | second);
        _held = 16;
    }

    private interface IBitOrder
    {
        /// <summary>How many codes before its bits run out a code becomes longer.</summary>
        static abstract int Early { get; }

        static abstract ulong Add(ulong window, int held, byte value);

        static abstract int Take(ref ulong window, int held, int bits);
    }

    private readonly struct HighBitsFirst : IBitOrder
    {
        public static int Early => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Add(ulong window, int held, byte value) => (window << 8) | value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Take(ref ulong window, int held, int bits) => (int)(window >> (held - bits)) & ((1 << bits) - 1);
    }

    private readonly struct LowBitsFirst : IBitOrder
    {
        public static int Early => 0;

        public static ulong Add(ulong window, int held, byte value) => window | ((ulong)value << held);

        public static int Take(ref ulong window, int held, int bits)
        {
            int code = (int)window & ((1 << bits) - 1);
            window >>= bits;
            return code;
        }
    }
}

/// <summary>A stream of what the bytes of another one stand for, read once from start to end.</summary>
/// <param name="stored">The bytes; disposed with this stream.</param>
internal abstract class TiffDecodingStream(Stream stored) : ReadOnlyStream
{
    private readonly byte[] _buffer = new byte[1 << 13];
    private int _at;
    private int _end;

    /// <summary>The next stored byte; −1 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected int NextByte() => _at < _end || Fill() ? _buffer[_at++] : -1;

    /// <summary>The next four bytes, the first one highest, where so many are at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool TryNextFour(out uint value)
    {
        if (_end - _at < sizeof(uint))
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_at));
        _at += sizeof(uint);
        return true;
    }

    private bool Fill()
    {
        (_at, _end) = (0, stored.Read(_buffer));
        return _end > 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stored.Dispose();
        base.Dispose(disposing);
    }
}
