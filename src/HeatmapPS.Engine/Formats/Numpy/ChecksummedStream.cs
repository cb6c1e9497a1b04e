namespace HeatmapPS.Engine.Formats.Numpy;

/// <summary>Reads one entry of an archive forward and, at its end, compares the CRC-32 that the archive states.</summary>
/// <param name="source">The entry's uncompressed bytes; disposed with this.</param>
/// <param name="length">Bytes that the archive states; no more are given out.</param>
/// <param name="expected">CRC-32 that the archive states.</param>
internal sealed class ChecksummedStream(Stream source, long length, uint expected) : Stream
{
    /// <summary>Reflected polynomial of CRC-32 (ISO-HDLC, as in ZIP).</summary>
    private const uint Polynomial = 0xEDB88320;

    private const int Slices = 8;

    private static readonly uint[] s_table = MakeTable();

    private uint _crc = ~0u;
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length > length - _position)
        {
            buffer = buffer[..(int)(length - _position)];
        }

        if (buffer.IsEmpty)
        {
            return 0;
        }

        var read = source.Read(buffer);
        _crc = Update(_crc, buffer[..read]);
        _position += read;
        if (_position == length && ~_crc != expected)
        {
            throw new InvalidDataException("its checksum does not match");
        }

        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Eight bytes a step, each through its own table.</summary>
    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        var table = s_table;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            var low = crc ^ (uint)(bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24));
            crc = table[0x700 + (byte)low] ^ table[0x600 + (byte)(low >> 8)] ^ table[0x500 + (byte)(low >> 16)] ^ table[0x400 + (low >> 24)]
                ^ table[0x300 + bytes[4]] ^ table[0x200 + bytes[5]] ^ table[0x100 + bytes[6]] ^ table[bytes[7]];
        }

        foreach (var value in bytes)
        {
            crc = table[(byte)crc ^ value] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[Slices * 256];
        for (var i = 0u; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            }

            table[i] = crc;
        }

        for (var i = 256; i < table.Length; i++)
        {
            var previous = table[i - 256];
            table[i] = (previous >> 8) ^ table[(byte)previous];
        }

        return table;
    }
}
