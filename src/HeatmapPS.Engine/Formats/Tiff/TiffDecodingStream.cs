using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

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
