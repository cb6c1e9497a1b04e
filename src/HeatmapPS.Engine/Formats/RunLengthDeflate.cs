using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats;

/// <summary>Deflates bytes (RFC 1951) by runs of one value and Huffman codes made for the data: what zlib calls Z_RLE.</summary>
/// <remarks>
/// Filtered rows of pictures are mostly noise around zero, in which no search finds anything. Without one, what is left is counting
/// bytes and putting codes together, several times as fast as zlib does the same, with results of the same size to a
/// thousandth. The bytes are the same on every system.
/// </remarks>
internal sealed class RunLengthDeflate
{
    private const int EndOfBlock = DeflateSymbols.EndOfBlock;
    private const int LengthSymbols = DeflateSymbols.Literals;
    private const int MinRun = 3;
    private const int MaxRun = 258;

    /// <summary>Symbols of a block. Fewer follow changes in the picture sooner, and need more tables.</summary>
    private const int BlockSymbols = 1 << 14;

    /// <summary>Most bytes of a stored piece.</summary>
    private const int StoredBytes = 65535;

    private readonly PooledStream _output;
    /// <summary>Pairs of numbers: of literals, and of the bytes of the run after them. Bytes are what the pool has ready.</summary>
    private readonly byte[] _pieces;
    private ulong _bits;
    private int _bitCount;

    private RunLengthDeflate(PooledStream output, byte[] pieces)
    {
        _output = output;
        _pieces = pieces;
    }

    /// <summary>Appends deflate blocks that end on a byte.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="output">Where they go.</param>
    /// <param name="isWhole">Whether the last block ends the stream; else an empty stored block follows it, as after a sync flush.</param>
    public static void Compress(ReadOnlySpan<byte> data, PooledStream output, bool isWhole)
    {
        byte[] pieces = ArrayPool<byte>.Shared.Rent(2 * sizeof(int) * BlockSymbols);
        var deflate = new RunLengthDeflate(output, pieces);
        int at = 0;
        do
        {
            at += deflate.WriteBlock(data, at, isWhole);
        }
        while (at < data.Length);
        if (!isWhole)
            deflate.WriteStored([], isLast: false);
        deflate.FlushToByte();
        ArrayPool<byte>.Shared.Return(pieces);
    }

    private Span<int> Pieces => MemoryMarshal.Cast<byte, int>(_pieces.AsSpan());

    /// <summary>Writes one block.</summary>
    /// <returns>How many bytes it holds.</returns>
    private int WriteBlock(ReadOnlySpan<byte> data, int start, bool isWhole)
    {
        // Four tables, so that equal bytes after another do not wait for each other.
        Span<uint> counts = stackalloc uint[4 * EndOfBlock];
        Span<uint> symbols = stackalloc uint[LengthSymbols];
        counts.Clear();
        symbols.Clear();
        int pieceCount = Parse(data, start, counts, symbols, out int bytes, out int runs);
        for (int i = 0; i < EndOfBlock; i++)
            symbols[i] = counts[i] + counts[i + EndOfBlock] + counts[i + (2 * EndOfBlock)] + counts[i + (3 * EndOfBlock)];
        symbols[EndOfBlock] = 1;
        ReadOnlySpan<byte> block = data.Slice(start, bytes);
        bool isLast = isWhole && start + bytes == data.Length;

        Span<byte> own = stackalloc byte[LengthSymbols + 2], ready = stackalloc byte[LengthSymbols + 2];
        if (bytes > 0)
            HuffmanCode.FindLengths(symbols, HuffmanCode.MaxBits, own);
        HuffmanCode.FixedLengths(ready);

        var told = new CodeTable(own[..LengthSymbols], stackalloc ushort[LengthSymbols + 2]);
        long ownBits = told.Bits + Cost(symbols, own) + runs, readyBits = Cost(symbols, ready) + (5L * runs);
        long storedBits = 8L * bytes + 40 * (1 + ((long)bytes / StoredBytes));
        if (storedBits < Math.Min(ownBits, readyBits) && bytes > 0)
        {
            WriteStored(block, isLast);
            return bytes;
        }

        bool isOwn = bytes > 0 && ownBits < readyBits;
        Put(isLast ? 1u : 0u, 1);
        Put(isOwn ? 2u : 1u, 2);
        if (isOwn)
            WriteTable(told);
        WriteCodes(block, pieceCount, isOwn ? own : ready, distanceBits: isOwn ? 1 : 5, (int)((isOwn ? ownBits : readyBits) / 8) + 64);
        return bytes;
    }

    /// <summary>Splits bytes into literals and runs, for as many symbols as a block has, and counts them.</summary>
    [MethodImpl(HotLoop.Options)]
    private int Parse(ReadOnlySpan<byte> data, int start, Span<uint> counts, Span<uint> symbols, out int bytes, out int runs)
    {
        Span<int> pieces = Pieces;
        int at = start, left = BlockSymbols, count = 0;
        runs = 0;
        while (left > 1 && at < data.Length)
        {
            int end = Math.Min(data.Length, at + left - 1);
            int next = NextRun(data, at, end);
            Count(data[at..next], counts);
            left -= next - at;
            int run = 0;
            if (next < end)
            {
                run = RunLength(data, next);
                symbols[LengthSymbol(run)]++;
                runs++;
                left--;
            }

            pieces[count++] = next - at;
            pieces[count++] = run;
            at = next + run;
        }

        bytes = at - start;
        return count;
    }

    /// <summary>Where the next three bytes begin that are all the same as the one before; <paramref name="end"/> for none.</summary>
    [MethodImpl(HotLoop.Options)]
    private static int NextRun(ReadOnlySpan<byte> data, int start, int end)
    {
        int at = Math.Max(start, 1);
        ref byte first = ref MemoryMarshal.GetReference(data);
        for (int last = Math.Min(end, data.Length - 2 - Vector128<byte>.Count); at < last; at += Vector128<byte>.Count)
        {
            var own = Vector128.LoadUnsafe(ref first, (nuint)at);
            Vector128<byte> equal = Vector128.Equals(own, Vector128.LoadUnsafe(ref first, (nuint)at - 1))
                & Vector128.Equals(own, Vector128.LoadUnsafe(ref first, (nuint)at + 1))
                & Vector128.Equals(own, Vector128.LoadUnsafe(ref first, (nuint)at + 2));
            if (equal != Vector128<byte>.Zero)
                return Math.Min(end, at + BitOperations.TrailingZeroCount(equal.ExtractMostSignificantBits()));
        }

        for (; at < end; at++)
        {
            if (at + 2 < data.Length && data[at] == data[at - 1] && data[at] == data[at + 1] && data[at] == data[at + 2])
                return at;
        }

        return end;
    }

    [MethodImpl(HotLoop.Options)]
    private static int RunLength(ReadOnlySpan<byte> data, int at)
    {
        ReadOnlySpan<byte> most = data.Slice(at, Math.Min(MaxRun, data.Length - at));
        byte value = data[at - 1];

        // Most runs are short.
        const ulong EachByte = 0x0101_0101_0101_0101;
        if (most.Length >= 8 && (BinaryPrimitives.ReadUInt64LittleEndian(most) ^ (value * EachByte)) is > 0 and var different)
            return BitOperations.TrailingZeroCount(different) / 8;
        int other = most.IndexOfAnyExcept(value);
        return other < 0 ? most.Length : other;
    }

    [MethodImpl(HotLoop.Options)]
    private static void Count(ReadOnlySpan<byte> literals, Span<uint> counts)
    {
        ref uint count = ref MemoryMarshal.GetReference(counts);
        int i = 0;
        for (; i <= literals.Length - 8; i += 8)
        {
            ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(literals[i..]);
            Unsafe.Add(ref count, (int)(eight & 0xFF))++;
            Unsafe.Add(ref count, (int)((eight >> 8) & 0xFF) + EndOfBlock)++;
            Unsafe.Add(ref count, (int)((eight >> 16) & 0xFF) + (2 * EndOfBlock))++;
            Unsafe.Add(ref count, (int)((eight >> 24) & 0xFF) + (3 * EndOfBlock))++;
            Unsafe.Add(ref count, (int)((eight >> 32) & 0xFF))++;
            Unsafe.Add(ref count, (int)((eight >> 40) & 0xFF) + EndOfBlock)++;
            Unsafe.Add(ref count, (int)((eight >> 48) & 0xFF) + (2 * EndOfBlock))++;
            Unsafe.Add(ref count, (int)(eight >> 56) + (3 * EndOfBlock))++;
        }

        for (; i < literals.Length; i++)
            counts[literals[i]]++;
    }

    /// <summary>Bits of all symbols, and of what follows those for lengths.</summary>
    [MethodImpl(HotLoop.Options)]
    private static long Cost(ReadOnlySpan<uint> symbols, ReadOnlySpan<byte> lengths)
    {
        long bits = 0;
        for (int i = 0; i < symbols.Length; i++)
            bits += (long)symbols[i] * (lengths[i] + (i > EndOfBlock ? ExtraBits(i) : 0));
        return bits;
    }

    [MethodImpl(HotLoop.Options)]
    private void WriteTable(CodeTable table)
    {
        Span<ushort> codes = stackalloc ushort[CodeTable.Symbols];
        HuffmanCode.Assign(table.Lengths, codes);
        Put((uint)(table.Literals - (EndOfBlock + 1)), 5);
        Put(CodeTable.Distances - 1, 5);
        Put((uint)table.Told - 4, 4);
        for (int i = 0; i < table.Told; i++)
            Put(table.Lengths[CodeTable.Order[i]], 3);
        foreach (ushort item in table.Items)
        {
            int symbol = CodeTable.SymbolOf(item);
            Put(codes[symbol], table.Lengths[symbol]);
            Put((uint)CodeTable.ExtraOf(item), CodeTable.ExtraBits(symbol));
        }
    }

    [MethodImpl(HotLoop.Options)]
    private void WriteCodes(ReadOnlySpan<byte> block, int pieceCount, ReadOnlySpan<byte> lengths, int distanceBits, int bytes)
    {
        Span<ushort> codes = stackalloc ushort[LengthSymbols + 2];
        HuffmanCode.Assign(lengths, codes);

        // The bits of a code below, their number above: one load for both.
        Span<uint> table = stackalloc uint[LengthSymbols];
        int longest = 0;
        for (int i = 0; i < LengthSymbols; i++)
        {
            table[i] = codes[i] | ((uint)lengths[i] << 16);
            longest = i < EndOfBlock ? Math.Max(longest, lengths[i]) : longest;
        }

        // The block's size is known, so that nothing below looks at the room again.
        var writer = new BitRegister(_output.Reserve(bytes), _bits, _bitCount);
        ReadOnlySpan<int> pieces = Pieces[..pieceCount];
        for (; !pieces.IsEmpty; pieces = pieces[2..])
        {
            (int literals, int run) = (pieces[0], pieces[1]);
            WriteLiterals(block[..literals], table, longest, ref writer);
            if (run > 0)
            {
                // The code of distance 1 is zeros.
                int symbol = LengthSymbol(run);
                int bits = (int)(table[symbol] >> 16);
                writer.Add((table[symbol] & 0xFFFF) | ((uint)(run - BaseLength(symbol)) << bits), bits + ExtraBits(symbol) + distanceBits);
                writer.Flush();
            }

            block = block[(literals + run)..];
        }

        writer.Add(table[EndOfBlock] & 0xFFFF, (int)(table[EndOfBlock] >> 16));
        writer.Flush();
        _output.Advance(writer.Written);
        (_bits, _bitCount) = (writer.Bits, writer.Count);
    }

    /// <summary>Writes the codes of literals: as many at a time as surely fit the 64 bits of the register.</summary>
    [MethodImpl(HotLoop.Options)]
    private static void WriteLiterals(
        scoped ReadOnlySpan<byte> literals, scoped ReadOnlySpan<uint> table, int longest, ref BitRegister writer)
    {
        const int LongestOfFour = 14;
        int i = 0;

        // A copy stays in registers, which what is passed by reference does not.
        BitRegister own = writer;
        ref uint code = ref MemoryMarshal.GetReference(table);
        if (longest <= LongestOfFour)
        {
            ref byte literal = ref MemoryMarshal.GetReference(literals);
            for (; i <= literals.Length - 4; i += 4)
            {
                uint a = Unsafe.Add(ref code, (int)Unsafe.Add(ref literal, i));
                uint b = Unsafe.Add(ref code, (int)Unsafe.Add(ref literal, i + 1));
                uint c = Unsafe.Add(ref code, (int)Unsafe.Add(ref literal, i + 2));
                uint d = Unsafe.Add(ref code, (int)Unsafe.Add(ref literal, i + 3));

                // Two pairs are put together by themselves, so that only two steps wait for the register.
                int aBits = (int)(a >> 16), cBits = (int)(c >> 16), pair = aBits + (int)(b >> 16);
                ulong first = (ushort)a | ((ulong)(ushort)b << aBits), second = (ushort)c | ((ulong)(ushort)d << cBits);
                own.Add(first | (second << pair), pair + cBits + (int)(d >> 16));
                own.Flush();
            }
        }

        for (; i < literals.Length; i++)
        {
            uint one = table[literals[i]];
            own.Add((ushort)one, (int)(one >> 16));
            own.Flush();
        }

        writer = own;
    }

    /// <summary>Writes bytes as they are.</summary>
    private void WriteStored(ReadOnlySpan<byte> bytes, bool isLast)
    {
        do
        {
            ReadOnlySpan<byte> piece = bytes[..Math.Min(bytes.Length, StoredBytes)];
            bytes = bytes[piece.Length..];
            Put(isLast && bytes.IsEmpty ? 1u : 0u, 3);
            FlushToByte();
            Span<byte> lengths = _output.Reserve(4);
            BinaryPrimitives.WriteUInt16LittleEndian(lengths, (ushort)piece.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(lengths[2..], (ushort)~piece.Length);
            _output.Advance(4);
            _output.Write(piece);
        }
        while (!bytes.IsEmpty);
    }

    /// <summary>Appends at most 32 bits.</summary>
    private void Put(uint value, int count)
    {
        _bits |= (ulong)value << _bitCount;
        _bitCount += count;
        Span<byte> room = _output.Reserve(8);
        BinaryPrimitives.WriteUInt64LittleEndian(room, _bits);
        _output.Advance(_bitCount >> 3);
        _bits >>= _bitCount & ~7;
        _bitCount &= 7;
    }

    private void FlushToByte()
    {
        if (_bitCount > 0)
            _output.WriteByte((byte)_bits);
        (_bits, _bitCount) = (0, 0);
    }

    /// <summary>The symbol of a run: eight for lengths of up to 10, then four for each doubling, and one for the longest.</summary>
    private static int LengthSymbol(int run)
    {
        if (run == MaxRun)
            return LengthSymbols - 1;
        int over = run - MinRun;
        int extra = over < 8 ? 0 : BitOperations.Log2((uint)over) - 2;
        return EndOfBlock + 1 + (4 * extra) + (over >> extra);
    }

    private static int ExtraBits(int symbol) => DeflateSymbols.LengthExtras[symbol - (EndOfBlock + 1)];

    private static int BaseLength(int symbol) => DeflateSymbols.LengthBases[symbol - (EndOfBlock + 1)];

    /// <summary>Bits on their way to bytes, the first lowest.</summary>
    private ref struct BitRegister(Span<byte> room, ulong bits, int count)
    {
        private readonly ref byte _start = ref MemoryMarshal.GetReference(room);

        public ulong Bits { get; private set; } = bits;

        public int Count { get; private set; } = count;

        /// <summary>Whole bytes written.</summary>
        public int Written { get; private set; }

        /// <summary>Adds bits: no more than fit beside the seven that a flush may leave.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ulong value, int count)
        {
            Bits |= value << Count;
            Count += count;
        }

        /// <summary>Writes eight bytes, of which the whole ones count.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Flush()
        {
            ulong lowFirst = BitConverter.IsLittleEndian ? Bits : BinaryPrimitives.ReverseEndianness(Bits);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref _start, Written), lowFirst);
            Written += Count >> 3;
            Bits >>= Count & ~7;
            Count &= 7;
        }
    }
}
