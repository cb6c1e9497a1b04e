using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats;

// The codes of a block to bytes: where the time goes.
internal sealed partial class InflateStream
{
    /// <summary>The most that one step writes: the longest match, and what the last vector has beyond it.</summary>
    private const int StepOutput = 258 + 32;

    /// <summary>The most that one step reads: eight bytes, after two refills of up to seven.</summary>
    private const int StepInput = 8 + (2 * 7);

    private void DecodeCodes()
    {
        while (_state == State.Codes && _fault is null && _output.Length - _end > StepOutput)
        {
            if (_inputEnd - _inputAt > StepInput)
                DecodeManyCodes();
            else if (!TryFillInput())
                DecodeOneCode();
        }
    }

    /// <summary>Decodes one literal or match, looking at each bit whether it is there: at the end of the source.</summary>
    private void DecodeOneCode()
    {
        FillBits();
        ulong bits = _bits;
        uint entry = Find(_tables.Literals, InflateTables.LiteralBits, ref bits, out int used);
        bool isLiteral = (entry & InflateTables.LiteralCount) != 0;
        int length = isLiteral ? 1 : ValueOf(entry, bits);
        used += (int)(entry & 0x3F);
        if ((entry & InflateTables.Invalid) != 0 && used <= _bitCount)
            _fault = "a code does not exist";
        bool isMatch = !isLiteral && (entry & (InflateTables.End | InflateTables.Invalid)) == 0;
        int distance = 0;
        if (isMatch)
        {
            bits >>= (int)(entry & 0x3F);
            uint far = Find(_tables.Distances, InflateTables.DistanceBits, ref bits, out int usedFar);
            distance = ValueOf(far, bits);
            used += usedFar + (int)(far & 0x3F);
            if (used <= _bitCount && ((far & InflateTables.Invalid) != 0 || distance > _end))
                _fault = "a match begins before the data";
        }

        if (used > _bitCount)
            _state = State.Cut;
        if (_fault is not null || _state == State.Cut)
            return;
        _bits >>= used;
        _bitCount -= used;
        if (isMatch)
            Copy(ref _output[_end], distance, length);
        else if (isLiteral)
            _output[_end] = (byte)(entry >> 8);
        else
            _state = State.Block;
        _end += isLiteral || isMatch ? length : 0;
    }

    private static uint Find(ReadOnlySpan<uint> table, int indexBits, ref ulong bits, out int used)
    {
        uint entry = table[(int)(bits & ((1UL << indexBits) - 1))];
        used = 0;
        if ((entry & InflateTables.Continued) == 0)
            return entry;
        used = indexBits;
        bits >>= indexBits;
        return table[SecondIndex(entry, bits)];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SecondIndex(uint entry, ulong bits) =>
        (int)((entry >> 8) & 0xFFFF) + (int)(bits & ((1UL << (int)((entry >> 24) & 0xF)) - 1));

    /// <summary>The length or distance of an entry: what it begins with, and the bits behind the code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ValueOf(uint entry, ulong bits) =>
        (int)((entry >> 8) & 0xFFFF) + (int)((bits & ((1UL << (int)entry) - 1)) >> (int)((entry >> 24) & 0xF));

    /// <summary>Decodes while input and output have room for whole steps, so that nothing within a step looks at them.</summary>
    [MethodImpl(HotLoop.Options)]
    private void DecodeManyCodes()
    {
        ref byte input = ref MemoryMarshal.GetArrayDataReference(_input);
        ref byte output = ref MemoryMarshal.GetArrayDataReference(_output);
        ref uint joined = ref MemoryMarshal.GetReference(_tables.Joined);
        ref uint literals = ref MemoryMarshal.GetReference(_tables.Literals);
        ref uint distances = ref MemoryMarshal.GetReference(_tables.Distances);
        const ulong LiteralMask = (1UL << InflateTables.LiteralBits) - 1, DistanceMask = (1UL << InflateTables.DistanceBits) - 1;
        nint at = _inputAt, lastAt = _inputEnd - StepInput, to = _end, lastTo = _output.Length - StepOutput;
        ulong bits = _bits;
        int count = _bitCount;
        while (at < lastAt && to < lastTo)
        {
            Refill(ref input, ref at, ref bits, ref count);

            // Four times eleven bits are there in any case; and behind three times, those of a length.
            uint entry = Unsafe.Add(ref joined, (nint)(bits & LiteralMask));
            if ((entry & InflateTables.LiteralCount) != 0)
            {
                to = WriteLiterals(ref output, to, entry, ref bits, ref count);
                entry = Unsafe.Add(ref joined, (nint)(bits & LiteralMask));
                if ((entry & InflateTables.LiteralCount) != 0)
                {
                    to = WriteLiterals(ref output, to, entry, ref bits, ref count);
                    entry = Unsafe.Add(ref joined, (nint)(bits & LiteralMask));
                    if ((entry & InflateTables.LiteralCount) != 0)
                    {
                        to = WriteLiterals(ref output, to, entry, ref bits, ref count);
                        entry = Unsafe.Add(ref joined, (nint)(bits & LiteralMask));
                        if ((entry & InflateTables.LiteralCount) != 0)
                        {
                            to = WriteLiterals(ref output, to, entry, ref bits, ref count);
                            continue;
                        }
                    }
                }
            }

            if ((entry & (InflateTables.Continued | InflateTables.End | InflateTables.Invalid)) != 0)
            {
                if ((entry & InflateTables.Continued) != 0)
                {
                    bits >>= InflateTables.LiteralBits;
                    count -= InflateTables.LiteralBits;
                    entry = Unsafe.Add(ref literals, SecondIndex(entry, bits));
                    if ((entry & InflateTables.LiteralCount) != 0)
                    {
                        to = WriteLiterals(ref output, to, entry, ref bits, ref count);
                        continue;
                    }
                }

                if ((entry & (InflateTables.End | InflateTables.Invalid)) != 0)
                {
                    bits >>= (int)entry;
                    count -= (int)(entry & 0x3F);
                    _state = State.Block;
                    if ((entry & InflateTables.Invalid) != 0)
                        _fault = "a code does not exist";
                    break;
                }
            }

            int length = ValueOf(entry, bits);
            bits >>= (int)entry;
            count -= (int)(entry & 0x3F);
            Refill(ref input, ref at, ref bits, ref count);
            entry = Unsafe.Add(ref distances, (nint)(bits & DistanceMask));
            if ((entry & InflateTables.Continued) != 0)
            {
                bits >>= InflateTables.DistanceBits;
                count -= InflateTables.DistanceBits;
                entry = Unsafe.Add(ref distances, SecondIndex(entry, bits));
            }

            int distance = ValueOf(entry, bits);
            bits >>= (int)entry;
            count -= (int)(entry & 0x3F);
            if (distance > to || (entry & InflateTables.Invalid) != 0)
            {
                _fault = "a match begins before the data";
                break;
            }

            Copy(ref Unsafe.Add(ref output, to), distance, length);
            to += length;
        }

        _inputAt = (int)at;
        _end = (int)to;
        _bits = bits;
        _bitCount = count;
    }

    /// <summary>Reads eight bytes, of which as many count as fit whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(ref byte input, ref nint at, ref ulong bits, ref int count)
    {
        ulong next = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref input, at));
        bits |= (BitConverter.IsLittleEndian ? next : BinaryPrimitives.ReverseEndianness(next)) << count;
        at += (63 - count) >> 3;
        count |= 56;
    }

    /// <summary>Writes the literals of an entry: always four bytes, of which the next step overwrites what is not one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint WriteLiterals(ref byte output, nint to, uint entry, ref ulong bits, ref int count)
    {
        uint three = BitConverter.IsLittleEndian ? entry >> 8 : BinaryPrimitives.ReverseEndianness(entry >> 8);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref output, to), three);
        bits >>= (int)entry;
        count -= (int)(entry & 0x3F);
        return to + (nint)((entry >> 6) & 3);
    }

    /// <summary>Repeats what is a distance before; writes up to 15 bytes more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ref byte to, int distance, int length)
    {
        ref byte from = ref Unsafe.Subtract(ref to, distance);
        if (distance >= Vector128<byte>.Count)
        {
            for (nint i = 0; i < length; i += Vector128<byte>.Count)
                Vector128.LoadUnsafe(ref from, (nuint)i).StoreUnsafe(ref to, (nuint)i);
        }
        else if (distance == 1)
        {
            var value = Vector128.Create(from);
            for (nint i = 0; i < length; i += Vector128<byte>.Count)
                value.StoreUnsafe(ref to, (nuint)i);
        }
        else
        {
            // Eight bytes at a time; of a shorter distance only so many are right, and the next eight begin behind them.
            nint step = Math.Min(distance, sizeof(ulong));
            for (nint i = 0; i < length; i += step)
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, i)));
        }
    }
}
