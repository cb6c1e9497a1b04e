namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>Counts the pixels that LZW codes of a GIF stand for, without their values: that tells what is broken.</summary>
/// <remarks>Each code is as long as an entry of the table, and each adds an entry, longer by one than that of the code before it.</remarks>
/// <param name="codeSize">Bits of a pixel's value, as the frame tells.</param>
/// <param name="wanted">Pixels of the frame.</param>
internal sealed class GifPixelCount(int codeSize, long wanted)
{
    /// <summary>Most bits of a value: a code has one more, and may grow.</summary>
    public const int MostValueBits = 11;

    private const int MostEntries = 4096;

    private readonly ushort[] _lengths = new ushort[MostEntries];
    private readonly int _clear = 1 << codeSize;
    private int _codeBits = codeSize + 1;
    private int _entries = (1 << codeSize) + 2;
    private int _last = -1;
    private int _bits;
    private int _bitCount;
    private long _found;
    private bool _hasEnded;

    /// <summary>Whether all pixels of the frame were there, and nothing wrong before them.</summary>
    public bool IsWhole => !IsBroken && _found >= wanted;

    private bool IsBroken { get; set; }

    /// <summary>Whether more bytes would tell more.</summary>
    private bool IsDone => IsBroken || _hasEnded || _found >= wanted;

    /// <summary>Takes bytes of the frame.</summary>
    public void Add(ReadOnlySpan<byte> data)
    {
        foreach (byte value in data)
        {
            _bits |= value << _bitCount;
            for (_bitCount += 8; _bitCount >= _codeBits && !IsDone;)
            {
                int bits = _codeBits;
                Take(_bits & ((1 << bits) - 1));
                _bits >>= bits;
                _bitCount -= bits;
            }

            if (IsDone)
                return;
        }
    }

    private void Take(int code)
    {
        if (code == _clear)
        {
            (_codeBits, _entries, _last) = (codeSize + 1, _clear + 2, -1);
            return;
        }

        if (code == _clear + 1)
        {
            _hasEnded = true;
            return;
        }

        // The entry that this code adds may be the code itself.
        bool adds = _last >= 0 && _entries < MostEntries;
        if (code >= _entries + (adds ? 1 : 0))
        {
            IsBroken = true;
            return;
        }

        if (adds)
            _lengths[_entries++] = (ushort)(LengthOf(_last) + 1);
        _found += LengthOf(code);
        _last = code;
        if (_entries == 1 << _codeBits && _entries < MostEntries)
            _codeBits++;
    }

    private int LengthOf(int code) => code < _clear ? 1 : _lengths[code];
}
