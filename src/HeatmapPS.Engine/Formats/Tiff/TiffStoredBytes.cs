using Microsoft.Win32.SafeHandles;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>The bytes of one strip or tile as they lie in the file. Many may be read at once through one handle.</summary>
/// <param name="file">The file; stays open.</param>
/// <param name="position">Where the first byte lies.</param>
/// <param name="length">How many there are; fewer where the file ends before.</param>
/// <param name="reversed">Whether the bits of each byte stand the other way round (FillOrder 2).</param>
internal sealed class TiffStoredBytes(SafeFileHandle file, long position, long length, bool reversed) : Stream
{
    private static readonly byte[] s_reversed = [.. Enumerable.Range(0, 256).Select(ReverseBits)];

    private long _done;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _done;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, length - _done)];
        if (wanted.IsEmpty)
            return 0;
        var read = RandomAccess.Read(file, wanted, position + _done);
        _done += read;
        if (reversed)
        {
            foreach (ref var value in wanted[..read])
                value = s_reversed[value];
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte ReverseBits(int value)
    {
        var result = 0;
        for (var bit = 0; bit < 8; bit++)
            result |= ((value >> bit) & 1) << (7 - bit);
        return (byte)result;
    }
}
