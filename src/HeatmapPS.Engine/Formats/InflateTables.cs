using System.Buffers;
using System.Runtime.CompilerServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats;

/// <summary>The codes of a deflate block as tables: the next bits of the data are the index, and an entry says what they mean.</summary>
/// <remarks>
/// An entry has the number of bits it takes in bits 0 to 5, and the number of literals in bits 6 and 7. Literals are in bits 8 to 31, the
/// first lowest. Other entries have a length, a distance or the offset of a second table in bits 8 to 23, the bits of the code alone (or
/// of the second table's index) in bits 24 to 27, and a mark above. Codes longer than the index continue in a second table.
/// </remarks>
internal sealed class InflateTables : IDisposable
{
    /// <summary>Bits of the index of codes for literals and lengths.</summary>
    public const int LiteralBits = 11;

    /// <summary>Bits of the index of codes for distances.</summary>
    public const int DistanceBits = 8;

    /// <summary>Mask of the number of literals in an entry; nothing of it is set in other entries.</summary>
    public const uint LiteralCount = 0xC0;

    /// <summary>Marks of entries: the end of the block, bits that are no code, a second table.</summary>
    public const uint End = 1u << 28, Invalid = 1u << 29, Continued = 1u << 30;

    private const int LiteralSymbols = 288, DistanceSymbols = 32;
    private const uint OneLiteral = 0x40, BitCount = 0x3F;

    /// <summary>Each second table has at least two symbols, and at most an entry for each value of the other bits of the longest code.
    /// </summary>
    private const int LiteralEntries = (1 << LiteralBits) + (LiteralSymbols / 2 << (HuffmanCode.MaxBits - LiteralBits));
    private const int DistanceEntries = (1 << DistanceBits) + (DistanceSymbols / 2 << (HuffmanCode.MaxBits - DistanceBits));

    private readonly uint[] _literals = ArrayPool<uint>.Shared.Rent(LiteralEntries);
    private readonly uint[] _joined = ArrayPool<uint>.Shared.Rent(1 << LiteralBits);
    private readonly uint[] _distances = ArrayPool<uint>.Shared.Rent(DistanceEntries);

    /// <summary>Literals, one at a time, and lengths, with their second tables.</summary>
    public ReadOnlySpan<uint> Literals => _literals;

    /// <summary>The same with as many literals in an entry as the index has bits for, three at most. Second tables are those of
    /// <see cref="Literals"/>.</summary>
    public ReadOnlySpan<uint> Joined => _joined;

    /// <summary>Distances, with their second tables.</summary>
    public ReadOnlySpan<uint> Distances => _distances;

    /// <summary>Takes the codes of a block.</summary>
    /// <param name="literals">Lengths of the codes for literals and lengths.</param>
    /// <param name="distances">Lengths of the codes for distances.</param>
    /// <returns>Why they cannot be codes; null if they are.</returns>
    public string? Build(ReadOnlySpan<byte> literals, ReadOnlySpan<byte> distances)
    {
        if (literals[DeflateSymbols.EndOfBlock] == 0)
            return "a block has no code for its end";
        if (!TryFill(literals, LiteralBits, DeflateSymbols.EndOfBlock, DeflateSymbols.LengthBases, DeflateSymbols.LengthExtras, _literals))
            return "a block's literal codes do not fit together";
        if (!TryFill(distances, DistanceBits, 0, DeflateSymbols.DistanceBases, DeflateSymbols.DistanceExtras, _distances))
            return "a block's distance codes do not fit together";
        JoinLiterals();
        return null;
    }

    /// <summary>Takes the codes that RFC 1951, 3.2.6, defines for blocks without codes of their own.</summary>
    public void BuildFixed()
    {
        Span<byte> lengths = stackalloc byte[LiteralSymbols];
        HuffmanCode.FixedLengths(lengths);
        Span<byte> distances = stackalloc byte[DistanceSymbols];
        distances.Fill(5);
        Build(lengths, distances);
    }

    /// <summary>Makes the table that decodes the lengths of a block's codes: its entries are single literals.</summary>
    /// <param name="lengths">Lengths of the codes of the symbols 0 to 18.</param>
    /// <param name="bits">Bits of the index: of the longest possible code.</param>
    /// <param name="table">As many entries as the index has values.</param>
    public static bool TryFillCodeLengths(ReadOnlySpan<byte> lengths, int bits, Span<uint> table) =>
        lengths.Count((byte)0) < lengths.Length - 1 && TryFill(lengths, bits, lengths.Length, [], [], table);

    public void Dispose()
    {
        ArrayPool<uint>.Shared.Return(_literals);
        ArrayPool<uint>.Shared.Return(_joined);
        ArrayPool<uint>.Shared.Return(_distances);
    }

    [MethodImpl(HotLoop.Options)]
    private static bool TryFill(
        ReadOnlySpan<byte> lengths, int bits, int literals, ReadOnlySpan<ushort> bases, ReadOnlySpan<byte> extras, Span<uint> table)
    {
        if (!AreCodes(lengths, out int longest))
            return false;
        Span<ushort> codes = stackalloc ushort[LiteralSymbols];
        HuffmanCode.Assign(lengths, codes);
        table[..(1 << bits)].Fill(Invalid | 1);
        int next = 1 << bits, indexBits = Math.Max(longest - bits, 0);
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol], code = codes[symbol];
            if (length == 0)
                continue;
            Span<uint> part = table[..(1 << bits)];
            if (length > bits)
            {
                ref uint entry = ref table[code & ((1 << bits) - 1)];
                if ((entry & Continued) == 0)
                {
                    entry = Continued | ((uint)indexBits << 24) | ((uint)next << 8) | (uint)bits;
                    next += 1 << indexBits;
                }

                part = table.Slice((int)(entry >> 8) & 0xFFFF, 1 << indexBits);
                code >>= bits;
                length -= bits;
            }

            uint meaning = Meaning(symbol, literals, bases, extras, length);
            for (int i = code; i < part.Length; i += 1 << length)
                part[i] = meaning;
        }

        return true;
    }

    private static uint Meaning(int symbol, int literals, ReadOnlySpan<ushort> bases, ReadOnlySpan<byte> extras, int length)
    {
        if (symbol < literals)
            return OneLiteral | ((uint)symbol << 8) | (uint)length;
        if (literals > 0 && symbol == literals)
            return End | (uint)length;
        int index = literals > 0 ? symbol - literals - 1 : symbol;
        return index >= bases.Length
            ? Invalid | (uint)length
            : ((uint)length << 24) | ((uint)bases[index] << 8) | (uint)(length + extras[index]);
    }

    /// <summary>Whether lengths are those of a complete code, as deflate wants it; one code alone may be of one bit, and there may be
    /// none.</summary>
    private static bool AreCodes(ReadOnlySpan<byte> lengths, out int longest)
    {
        Span<int> counts = stackalloc int[HuffmanCode.MaxBits + 1];
        counts.Clear();
        foreach (byte length in lengths)
            counts[length]++;
        longest = counts[1..].LastIndexOfAnyExcept(0) + 1;
        int left = 1;
        for (int length = 1; length <= longest; length++)
        {
            left = (left << 1) - counts[length];
            if (left < 0)
                return false;
        }

        return left == 0 || longest <= 1;
    }

    /// <summary>Puts literals together that follow each other within the bits of an index.</summary>
    [MethodImpl(HotLoop.Options)]
    private void JoinLiterals()
    {
        ReadOnlySpan<uint> single = _literals.AsSpan(0, 1 << LiteralBits);
        Span<uint> joined = _joined.AsSpan(0, 1 << LiteralBits);
        joined[0] = single[0];
        for (int i = 0; i < single.Length; i++)
        {
            // What follows is a lower index, whose literals are together already. Its upper bits are unknown, and zeros here.
            uint first = single[i];
            if ((first & OneLiteral) != 0)
            {
                int behind = i >> (int)(first & BitCount);
                uint room = LiteralBits - (first & BitCount), rest = joined[behind];
                if ((rest & LiteralCount) == LiteralCount || (rest & BitCount) > room)
                    rest = single[behind];
                if ((rest & LiteralCount) != 0 && (rest & BitCount) <= room)
                    first += (rest & 0xFF) + ((rest & ~0xFFu) << 8);
            }

            joined[i] = first;
        }
    }
}
