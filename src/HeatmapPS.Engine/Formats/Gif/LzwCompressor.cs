using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Gif;

/// <summary>GIF's LZW: codes of growing width, low bits first, in sub-blocks of at most 255 bytes.</summary>
/// <remarks>Takes the indices of one frame in as many pieces as the caller likes. For one thread at a time; reusable after
/// <see cref="Finish"/>.</remarks>
internal sealed class LzwCompressor
{
    private const int MaxCode = 4095;
    private const int BlockBytes = 255;

    private readonly LzwDictionary _dictionary = new();
    private readonly byte[] _block = new byte[1 + BlockBytes];
    private int _clearCode;
    private int _rootBits;
    private int _codeBits;
    private int _nextCode;
    private int _prefix;
    private ulong _bits;
    private int _bitCount;
    private int _blockLength;

    /// <summary>Starts a frame.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="indexBits">Bits an index takes, 1 to 8.</param>
    public void Start(PooledStream output, int indexBits)
    {
        _rootBits = Math.Max(2, indexBits);
        _clearCode = 1 << _rootBits;
        _prefix = -1;
        _bits = 0;
        _bitCount = 0;
        _blockLength = 0;
        output.WriteByte((byte)_rootBits);
        Restart();
        Emit(_clearCode, output);
    }

    /// <summary>Compresses indices; each must fit the bits told at the start.</summary>
    public void Write(ReadOnlySpan<byte> indices, PooledStream output)
    {
        if (indices.IsEmpty) return;
        int prefix = _prefix;
        if (prefix < 0)
        {
            prefix = indices[0];
            indices = indices[1..];
        }

        LzwDictionary dictionary = _dictionary;
        foreach (byte index in indices)
        {
            int code = dictionary.FindOrAdd(prefix, index, _nextCode);
            if (code >= 0)
            {
                prefix = code;
                continue;
            }

            Emit(prefix, output);
            prefix = index;
            Grow(output);
        }

        _prefix = prefix;
    }

    /// <summary>Ends the frame.</summary>
    public void Finish(PooledStream output)
    {
        if (_prefix >= 0)
        {
            Emit(_prefix, output);

            // The reader adds a string here as after every code, and may widen its codes.
            if (_nextCode == 1 << _codeBits) _codeBits++;
        }

        Emit(_clearCode + 1, output);
        while (_bitCount > 0)
        {
            PutByte((byte)_bits, output);
            _bits >>= 8;
            _bitCount -= 8;
        }

        if (_blockLength > 0) FlushBlock(output);
        output.WriteByte(0);
    }

    private void Grow(PooledStream output)
    {
        if (_nextCode == 1 << _codeBits) _codeBits++;
        if (_nextCode++ < MaxCode) return;
        Emit(_clearCode, output);
        Restart();
    }

    private void Restart()
    {
        _dictionary.Clear();
        _codeBits = _rootBits + 1;
        _nextCode = _clearCode + 2;
    }

    private void Emit(int code, PooledStream output)
    {
        _bits |= (ulong)(uint)code << _bitCount;
        _bitCount += _codeBits;
        while (_bitCount >= 8)
        {
            PutByte((byte)_bits, output);
            _bits >>= 8;
            _bitCount -= 8;
        }
    }

    private void PutByte(byte value, PooledStream output)
    {
        _block[++_blockLength] = value;
        if (_blockLength == BlockBytes) FlushBlock(output);
    }

    private void FlushBlock(PooledStream output)
    {
        _block[0] = (byte)_blockLength;
        output.Write(_block.AsSpan(0, _blockLength + 1));
        _blockLength = 0;
    }
}
