namespace HeatmapPS.Engine.Codecs.Tiff;

/// <summary>Decodes TIFF's LZW (TIFF 6.0, section 13), and the form of old writers: bits from the low end, codes widened one later.</summary>
/// <remarks>Broken codes are an <see cref="InvalidDataException"/>. What follows the last byte asked for is not looked at.</remarks>
internal sealed class TiffLzwStream : TiffDecodingStream
{
    private const int ClearCode = 256, EndCode = 257, FirstCode = 258, MostCodes = 4096, LeastBits = 9, MostBits = 12;

    private readonly ushort[] _prefix = new ushort[MostCodes];
    private readonly byte[] _suffix = new byte[MostCodes];
    private readonly byte[] _first = new byte[MostCodes];
    private readonly int[] _length = new int[MostCodes];

    // A string that did not fit into what was asked for waits here.
    private readonly byte[] _waiting = new byte[MostCodes];
    private int _waitingAt;
    private int _waitingEnd;

    private ulong _window;
    private int _held;
    private int _bits = LeastBits;
    private int _next = FirstCode;
    private int _last = -1;
    private bool _started;
    private bool _lowBitsFirst;
    private bool _ended;

    /// <param name="stored">The bytes of one strip or tile.</param>
    public TiffLzwStream(Stream stored)
        : base(stored)
    {
        for (var i = 0; i < ClearCode; i++)
        {
            _suffix[i] = _first[i] = (byte)i;
            _length[i] = 1;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var written = TakeWaiting(buffer);
        while (written < buffer.Length && !_ended)
        {
            var code = NextCode();
            if (code < 0 || code == EndCode)
            {
                _ended = true;
                break;
            }

            if (code == ClearCode)
            {
                (_bits, _next, _last) = (LeastBits, FirstCode, -1);
                continue;
            }

            Learn(code);
            var length = _length[code];
            if (length <= buffer.Length - written)
            {
                Spell(code, buffer.Slice(written, length));
                written += length;
            }
            else
            {
                Spell(code, _waiting.AsSpan(0, length));
                (_waitingAt, _waitingEnd) = (0, length);
                written += TakeWaiting(buffer[written..]);
            }
        }

        return written;
    }

    private int TakeWaiting(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _waitingEnd - _waitingAt);
        _waiting.AsSpan(_waitingAt, count).CopyTo(buffer);
        _waitingAt += count;
        return count;
    }

    private void Learn(int code)
    {
        if (_last < 0)
        {
            if (code >= ClearCode)
                throw new InvalidDataException("an LZW code has no meaning yet");
        }
        else
        {
            if (code > _next || (code == _next && _next == MostCodes))
                throw new InvalidDataException("an LZW code has no meaning yet");
            if (_next < MostCodes)
                Add(code);
        }

        _last = code;
    }

    private void Add(int code)
    {
        _prefix[_next] = (ushort)_last;
        _first[_next] = _first[_last];
        _length[_next] = _length[_last] + 1;
        _suffix[_next] = code == _next ? _first[_last] : _first[code];
        _next++;
        if (_next >= (1 << _bits) - (_lowBitsFirst ? 0 : 1) && _bits < MostBits)
            _bits++;
    }

    private void Spell(int code, Span<byte> text)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = _suffix[code];
            code = _prefix[code];
        }
    }

    private int NextCode()
    {
        if (!_started)
            Start();
        while (_held < _bits)
        {
            var value = NextByte();
            if (value < 0)
                return -1;
            _window = _lowBitsFirst ? _window | ((ulong)value << _held) : (_window << 8) | (uint)value;
            _held += 8;
        }

        _held -= _bits;
        var mask = (1u << _bits) - 1;
        if (!_lowBitsFirst)
            return (int)((uint)(_window >> _held) & mask);
        var code = (int)((uint)_window & mask);
        _window >>= _bits;
        return code;
    }

    /// <summary>Every strip starts with the code that clears the table, which tells the order of the bits.</summary>
    private void Start()
    {
        _started = true;
        int first = NextByte(), second = NextByte();
        if (first < 0 || second < 0)
            return;
        _lowBitsFirst = first == 0 && (second & 1) == 1;
        _window = _lowBitsFirst ? (uint)(first | (second << 8)) : (uint)((first << 8) | second);
        _held = 16;
    }
}
