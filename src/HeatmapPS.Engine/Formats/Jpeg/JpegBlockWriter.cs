using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace HeatmapPS.Engine.Formats.Jpeg;

/// <summary>Codes quantized blocks and writes the bits (ITU-T T.81, annex F.1.2).</summary>
internal sealed class JpegBlockWriter(Stream output) : IDisposable
{
    private const int Capacity = 1 << 16;

    /// <summary>More than any block takes: 64 symbols of at most 16 + 11 bits, each byte followed by a 0.</summary>
    private const int MaxBlockBytes = 512;

    /// <summary>Place of each frequency, row by row, in the order of the file.</summary>
    private static readonly byte[] s_zigZag =
    [
        0, 1, 5, 6, 14, 15, 27, 28, 2, 4, 7, 13, 16, 26, 29, 42, 3, 8, 12, 17, 25, 30, 41, 43, 9, 11, 18, 24, 31, 40, 44, 53,
        10, 19, 23, 32, 39, 45, 52, 54, 20, 22, 33, 38, 46, 51, 55, 60, 21, 34, 37, 47, 50, 56, 59, 61, 35, 36, 48, 49, 57, 58, 62, 63,
    ];

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Capacity);
    private int _length;
    private ulong _bits;
    private int _free = 64;

    /// <summary>The steps by the place in the file.</summary>
    public static byte[] InFileOrder(ReadOnlySpan<byte> steps)
    {
        byte[] ordered = new byte[64];
        for (int i = 0; i < 64; i++)
            ordered[s_zigZag[i]] = steps[i];
        return ordered;
    }

    /// <summary>Writes one block.</summary>
    /// <param name="frequencies">64 values, row by row.</param>
    /// <param name="present">A bit for each that is not 0.</param>
    /// <param name="previous">First value of the block before it in the same component.</param>
    /// <param name="steps">Table of the first value.</param>
    /// <param name="others">Table of the other values.</param>
    public void Write(ReadOnlySpan<short> frequencies, ulong present, int previous, JpegHuffman steps, JpegHuffman others)
    {
        if (_buffer.Length - _length < MaxBlockBytes)
            Flush();

        // In registers for the length of the block.
        ulong bits = _bits;
        int free = _free;
        PutValue(steps, 0, frequencies[0] - previous, ref bits, ref free);

        Unsafe.SkipInit(out Block block);
        Span<short> ordered = block;
        ulong places = 0;
        for (ulong left = present & ~1UL; left != 0; left &= left - 1)
        {
            int index = BitOperations.TrailingZeroCount(left);
            int place = s_zigZag[index];
            ordered[place] = frequencies[index];
            places |= 1UL << place;
        }

        int before = 0;
        for (; places != 0; places &= places - 1)
        {
            int place = BitOperations.TrailingZeroCount(places);
            int zeros = place - before - 1;
            before = place;
            for (; zeros > 15; zeros -= 16)
                Put(others.Codes[0xF0].Bits, others.Codes[0xF0].Length, ref bits, ref free);
            PutValue(others, zeros << 4, ordered[place], ref bits, ref free);
        }

        if (before < 63)
            Put(others.Codes[0].Bits, others.Codes[0].Length, ref bits, ref free);
        _bits = bits;
        _free = free;
    }

    /// <summary>Fills up the last byte with ones and writes what is left.</summary>
    public void Finish()
    {
        int pad = _free & 7;
        Put((1u << pad) - 1, pad, ref _bits, ref _free);
        for (int shift = 56; shift >= _free; shift -= 8)
            PutByte((byte)(_bits << _free >> shift));
        _free = 64;
        Flush();
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutValue(JpegHuffman table, int zeros, int value, ref ulong bits, ref int free)
    {
        // A negative value is written as one less, so that its first bit is 0.
        int sign = value >> 31;
        int size = 32 - BitOperations.LeadingZeroCount((uint)((value ^ sign) - sign));
        uint digits = (uint)(value + sign) & ((1u << size) - 1);
        JpegCode code = table.Codes[zeros | size];
        Put((code.Bits << size) | digits, code.Length + size, ref bits, ref free);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(uint code, int length, ref ulong bits, ref int free)
    {
        free -= length;
        if (free >= 0)
        {
            bits = (bits << length) | code;
            return;
        }

        // The word is full: its last bits are the first of the code.
        PutWord((bits << (length + free)) | (code >> -free));
        bits = code;
        free += 64;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PutWord(ulong word)
    {
        const ulong Ones = 0x0101010101010101, Highs = 0x8080808080808080;
        if ((word & ~(word + Ones) & Highs) == 0)
        {
            BinaryPrimitives.WriteUInt64BigEndian(_buffer.AsSpan(_length), word);
            _length += 8;
            return;
        }

        for (int shift = 56; shift >= 0; shift -= 8)
            PutByte((byte)(word >> shift));
    }

    /// <summary>A byte of ones would be the start of a marker, were it not for the 0 behind it.</summary>
    private void PutByte(byte value)
    {
        _buffer[_length++] = value;
        if (value == 0xFF)
            _buffer[_length++] = 0;
    }

    private void Flush()
    {
        output.Write(_buffer, 0, _length);
        _length = 0;
    }

    /// <summary>The frequencies in the order of the file; only those that are not 0 are set.</summary>
    [InlineArray(64)]
    private struct Block
    {
        private short _first;
    }
}

/// <summary>A Huffman table of ITU-T T.81, annex K.3: those that every encoder uses that does not count first.</summary>
/// <remarks>A table of the image's own would save a few percent of the bytes and take a second pass.</remarks>
internal sealed class JpegHuffman
{
    private JpegHuffman(string counts, string symbols)
    {
        Counts = System.Convert.FromHexString(counts);
        Symbols = System.Convert.FromHexString(symbols);
        int code = 0, next = 0;
        for (int length = 1; length <= 16; length++, code <<= 1)
        {
            for (int i = 0; i < Counts[length - 1]; i++, next++, code++)
            {
                Codes[Symbols[next]] = new JpegCode((uint)code, length);
            }
        }
    }

    /// <summary>Steps of brightness from block to block.</summary>
    public static JpegHuffman LumaSteps { get; } = new("00010501010101010100000000000000", "000102030405060708090A0B");

    /// <summary>Steps of colour from block to block.</summary>
    public static JpegHuffman ChromaSteps { get; } = new("00030101010101010101010000000000", "000102030405060708090A0B");

    /// <summary>Frequencies of brightness.</summary>
    public static JpegHuffman LumaFrequencies { get; } = new(
        "0002010303020403050504040000017D",
        "01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A43444546474849"
        + "4A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5"
        + "C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FA");

    /// <summary>Frequencies of colour.</summary>
    public static JpegHuffman ChromaFrequencies { get; } = new(
        "00020102040403040705040400010277",
        "000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748"
        + "494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3"
        + "C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FA");

    /// <summary>How many codes there are of 1, 2, … 16 bits.</summary>
    public byte[] Counts { get; }

    /// <summary>The symbols in the order of their codes.</summary>
    public byte[] Symbols { get; }

    /// <summary>Code of each symbol.</summary>
    public JpegCode[] Codes { get; } = new JpegCode[256];
}

/// <summary>A code of the Huffman table.</summary>
/// <param name="Bits">The bits, the last one lowest.</param>
/// <param name="Length">How many.</param>
internal readonly record struct JpegCode(uint Bits, int Length);
