using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats;

/// <summary>Huffman codes of deflate (RFC 1951, 3.2): how many bits each symbol takes, and which.</summary>
internal static class HuffmanCode
{
    /// <summary>Most bits of a code.</summary>
    public const int MaxBits = 15;

    private const int MostSymbols = 288;

    /// <summary>The lengths that make the symbols take fewest bits.</summary>
    /// <param name="counts">How often each symbol occurs; at least two of them do.</param>
    /// <param name="maxBits">Most bits of a code.</param>
    /// <param name="lengths">Receives a length for each symbol: 0 for one that does not occur.</param>
    [MethodImpl(HotLoop.Options)]
    public static void FindLengths(ReadOnlySpan<uint> counts, int maxBits, Span<byte> lengths)
    {
        // A count and its symbol in one number, so that sorting needs no second array.
        Span<ulong> used = stackalloc ulong[MostSymbols];
        int symbols = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
                used[symbols++] = ((ulong)counts[i] << 16) | (uint)i;
        }

        used = used[..symbols];
        Sort(used);
        Span<int> ofLength = stackalloc int[MostSymbols];
        CountLengths(used, ofLength);
        Shorten(ofLength, maxBits);
        lengths[..counts.Length].Clear();
        int at = symbols;
        for (int length = 1; length <= maxBits; length++)
        {
            for (int i = 0; i < ofLength[length]; i++)
                lengths[(int)(used[--at] & 0xFFFF)] = (byte)length;
        }
    }

    /// <summary>The codes of lengths, with the first bit lowest, as deflate writes them.</summary>
    [MethodImpl(HotLoop.Options)]
    public static void Assign(ReadOnlySpan<byte> lengths, Span<ushort> codes)
    {
        Span<int> next = stackalloc int[MaxBits + 2];
        next.Clear();
        foreach (byte length in lengths)
            next[length + 1] += length > 0 ? 1 : 0;
        for (int length = 1, code = 0; length <= MaxBits; length++)
        {
            code = (code + next[length]) << 1;
            next[length] = code;
        }

        for (int i = 0; i < lengths.Length; i++)
        {
            int code = lengths[i] > 0 ? next[lengths[i]]++ : 0;
            codes[i] = Reverse(code, lengths[i]);
        }
    }

    /// <summary>Lengths of the fixed codes for literals and runs (RFC 1951, 3.2.6).</summary>
    public static void FixedLengths(Span<byte> lengths)
    {
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
    }

    /// <summary>Sorts a few hundred numbers (Shell's method): no generic sort that would be compiled while a user waits.</summary>
    [MethodImpl(HotLoop.Options)]
    private static void Sort(Span<ulong> numbers)
    {
        foreach (byte gap in (ReadOnlySpan<byte>)[132, 57, 23, 10, 4, 1])
        {
            for (int i = gap; i < numbers.Length; i++)
            {
                ulong number = numbers[i];
                int at = i;
                for (; at >= gap && numbers[at - gap] > number; at -= gap)
                    numbers[at] = numbers[at - gap];
                numbers[at] = number;
            }
        }
    }

    private static ushort Reverse(int code, int length)
    {
        code = ((code & 0x5555) << 1) | ((code >> 1) & 0x5555);
        code = ((code & 0x3333) << 2) | ((code >> 2) & 0x3333);
        code = ((code & 0x0F0F) << 4) | ((code >> 4) & 0x0F0F);
        return (ushort)(BinaryPrimitives.ReverseEndianness((ushort)code) >> (16 - length));
    }

    /// <summary>How many symbols get each length, without a limit.</summary>
    /// <remarks>The two rarest nodes are joined again and again. Both the symbols and the joined nodes are in ascending order, so that the
    /// rarest are always at the front of either.</remarks>
    [MethodImpl(HotLoop.Options)]
    private static void CountLengths(ReadOnlySpan<ulong> sorted, Span<int> ofLength)
    {
        ofLength.Clear();
        int symbols = sorted.Length;
        Span<ulong> weights = stackalloc ulong[MostSymbols];
        Span<int> parents = stackalloc int[2 * MostSymbols];
        int leaf = 0, node = 0;
        for (int made = 0; made < symbols - 1; made++)
        {
            ulong weight = 0;
            for (int child = 0; child < 2; child++)
            {
                bool takesLeaf = leaf < symbols && (node >= made || sorted[leaf] >> 16 <= weights[node]);
                weight += takesLeaf ? sorted[leaf] >> 16 : weights[node];
                parents[takesLeaf ? leaf++ : symbols + node++] = symbols + made;
            }

            weights[made] = weight;
        }

        // From the root, which was made last, down: a node lies one deeper than its parent. The depths take the place of the parents.
        int root = (2 * symbols) - 2;
        parents[root] = 0;
        for (int i = root - 1; i >= 0; i--)
        {
            parents[i] = parents[parents[i]] + 1;
            if (i < symbols)
                ofLength[parents[i]]++;
        }
    }

    /// <summary>Makes lengths over the limit shorter, and as few others as needed longer.</summary>
    [MethodImpl(HotLoop.Options)]
    private static void Shorten(Span<int> ofLength, int maxBits)
    {
        for (int length = maxBits + 1; length < ofLength.Length; length++)
        {
            ofLength[maxBits] += ofLength[length];
            ofLength[length] = 0;
        }

        int taken = 0;
        for (int length = 1; length <= maxBits; length++)
            taken += ofLength[length] << (maxBits - length);

        // Codes of the limit are one too many each: two take the place of a shorter one, which frees one.
        for (; taken > 1 << maxBits; taken--)
        {
            ofLength[maxBits]--;
            int shorter = maxBits - 1;
            while (ofLength[shorter] == 0)
                shorter--;
            ofLength[shorter]--;
            ofLength[shorter + 1] += 2;
        }
    }
}

/// <summary>What the symbols of deflate stand for (RFC 1951, 3.2.5): bytes, the end of a block, and lengths; and distances.</summary>
internal static class DeflateSymbols
{
    /// <summary>The symbol behind those for bytes.</summary>
    public const int EndOfBlock = 256;

    /// <summary>How many symbols for bytes, the end and lengths there are, and how many for distances.</summary>
    public const int Literals = 286, Distances = 30;

    /// <summary>Of each symbol for lengths, the first behind the end of a block: its shortest length.</summary>
    public static ReadOnlySpan<ushort> LengthBases =>
    [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
    ];

    /// <summary>Bits behind each symbol for lengths, which are added to the shortest.</summary>
    public static ReadOnlySpan<byte> LengthExtras =>
        [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    /// <summary>Shortest distance of each symbol for distances.</summary>
    public static ReadOnlySpan<ushort> DistanceBases =>
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
        16385, 24577,
    ];

    /// <summary>Bits behind each symbol for distances.</summary>
    public static ReadOnlySpan<byte> DistanceExtras =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
}

/// <summary>How a deflate block tells its codes (RFC 1951, 3.2.7): the lengths of those for bytes and runs, then of those for distances, as
/// symbols with codes of their own.</summary>
internal readonly ref struct CodeTable
{
    /// <summary>Codes for distances: two of one bit. Of runs only the first occurs, but some readers want a complete set.</summary>
    public const int Distances = 2;

    /// <summary>Symbols that write lengths: 0 to 15 a length, 16 the last one again, 17 and 18 zeros.</summary>
    public const int Symbols = 19;

    private const int FewestLiterals = DeflateSymbols.EndOfBlock + 1;
    private const int MaxBits = 7;

    /// <summary>Symbols of repeats: of the last length, and of zeros.</summary>
    public const int Again = 16, FewZeros = 17, ManyZeros = 18;

    /// <summary>The fewest that they repeat.</summary>
    public static int FewestRepeats(int symbol) => symbol == ManyZeros ? 11 : 3;

    /// <param name="lengths">Lengths of the codes for bytes and runs; zeros at the end are not told.</param>
    /// <param name="room">Room for an item for each of them, and two more.</param>
    [MethodImpl(HotLoop.Options)]
    public CodeTable(ReadOnlySpan<byte> lengths, Span<ushort> room)
    {
        Literals = Math.Max(FewestLiterals, lengths.LastIndexOfAnyExcept((byte)0) + 1);
        Span<uint> counts = stackalloc uint[Symbols];
        counts.Clear();
        int count = 0, last = -1;
        for (int i = 0; i < Literals; )
        {
            int value = lengths[i], same = 1;
            while (i + same < Literals && lengths[i + same] == value)
                same++;
            i += same;
            for (; same > 0; last = value)
            {
                int symbol = value == 0 ? (same >= 11 ? ManyZeros : FewZeros) : Again;
                bool repeats = same >= 3 && (value == 0 || last == value);
                int taken = !repeats ? 1 : Math.Min(same, symbol == ManyZeros ? 138 : symbol == FewZeros ? 10 : 6);
                Add(repeats ? symbol : value, repeats ? taken - FewestRepeats(symbol) : 0, counts, room, ref count);
                same -= taken;
            }
        }

        for (int i = 0; i < Distances; i++)
            Add(1, 0, counts, room, ref count);
        Items = room[..count];
        byte[] codeLengths = new byte[Symbols];
        HuffmanCode.FindLengths(counts, MaxBits, codeLengths);
        Lengths = codeLengths;
        Told = Symbols;
        while (codeLengths[Order[Told - 1]] == 0)
            Told--;
        Bits = 14 + (3 * Told);
        for (int symbol = 0; symbol < Symbols; symbol++)
            Bits += (int)counts[symbol] * (codeLengths[symbol] + ExtraBits(symbol));
    }

    /// <summary>The order in which the lengths of the symbols' codes are written.</summary>
    public static ReadOnlySpan<byte> Order => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>How many codes for bytes and runs are written.</summary>
    public int Literals { get; }

    /// <summary>How many lengths of symbols are written.</summary>
    public int Told { get; }

    /// <summary>Bits of the whole table.</summary>
    public int Bits { get; }

    /// <summary>Lengths of the symbols' codes.</summary>
    public ReadOnlySpan<byte> Lengths { get; }

    /// <summary>The symbols, each with what follows it.</summary>
    public ReadOnlySpan<ushort> Items { get; }

    /// <summary>The symbol of an item.</summary>
    public static int SymbolOf(ushort item) => item & 0x1F;

    /// <summary>What follows the symbol of an item.</summary>
    public static int ExtraOf(ushort item) => item >> 5;

    /// <summary>How many bits follow a symbol.</summary>
    public static int ExtraBits(int symbol) => symbol switch { Again => 2, FewZeros => 3, ManyZeros => 7, _ => 0 };

    private static void Add(int symbol, int extra, Span<uint> counts, Span<ushort> items, ref int count)
    {
        counts[symbol]++;
        items[count++] = (ushort)(symbol | (extra << 5));
    }
}
