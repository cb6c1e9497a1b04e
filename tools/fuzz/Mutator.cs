using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;

namespace HeatmapPS.Fuzz;

/// <summary>Breaks files in ways that decoders meet: the same seed and case always give the same bytes.</summary>
public sealed class Mutator
{
    private const int HeadBytes = 512;
    private const int MostBytes = 1 << 20;

    private static readonly ulong[] s_limits =
    [
        0, 1, 2, 3, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 60_000, 0x00FF_FFFF, 0x4000_0000, 0x7FFF_FFFF,
        0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF,
    ];

    private readonly Random _random;

    /// <param name="seed">Of the whole run.</param>
    /// <param name="number">Of the case.</param>
    public Mutator(int seed, long number)
    {
        ulong mixed = (((ulong)(uint)seed << 32) ^ (ulong)number) * 0x9E37_79B9_7F4A_7C15;
        _random = new Random((int)(mixed >> 33));
    }

    /// <summary>A whole number from 0 to <paramref name="limit"/> − 1, for choices about the case.</summary>
    public int Next(int limit) => _random.Next(limit);

    /// <summary>Changes a file once to four times.</summary>
    /// <param name="file">A whole file.</param>
    /// <param name="other">Another one, of which parts may be taken.</param>
    public byte[] Mutate(byte[] file, byte[] other)
    {
        byte[] result = file;
        int times = 1 + _random.Next(4);
        for (int i = 0; i < times && result.Length > 0; i++)
            result = Once(result, other);
        return result.Length <= MostBytes ? result : result[..MostBytes];
    }

    /// <summary>A number that parsers get wrong.</summary>
    internal ulong Limit(int length) => _random.Next(4) switch
    {
        0 => (ulong)(length + _random.Next(-2, 3)),
        1 => (ulong)_random.Next(70_000),
        _ => s_limits[_random.Next(s_limits.Length)],
    };

    private byte[] Once(byte[] file, byte[] other)
    {
        // Half of the time by the file's own structure, where it has one that is known here.
        if (_random.Next(2) == 0 && Structures.Mutate(file, this) is { } changed)
            return changed;
        return _random.Next(9) switch
        {
            0 or 1 => FlipBits(file),
            2 => SetBytes(file),
            3 or 4 => SetField(file),
            5 => file[..Place(file.Length)],
            6 => Splice(file, other),
            7 => Move(file),
            _ => Cut(file),
        };
    }

    /// <summary>A place in the file, half of the time near its start, where headers are.</summary>
    internal int Place(int length) => _random.Next(_random.Next(2) == 0 ? Math.Min(length, HeadBytes) : length);

    private byte[] FlipBits(byte[] file)
    {
        byte[] result = [.. file];
        for (int i = _random.Next(8); i >= 0; i--)
            result[Place(result.Length)] ^= (byte)(1 << _random.Next(8));
        return result;
    }

    private byte[] SetBytes(byte[] file)
    {
        byte[] result = [.. file];
        int start = Place(result.Length);
        int count = Math.Min(1 << _random.Next(7), result.Length - start);
        byte value = (byte)s_limits[_random.Next(s_limits.Length)];
        bool noise = _random.Next(2) == 0;
        for (int i = 0; i < count; i++)
            result[start + i] = noise ? (byte)_random.Next(256) : value;
        return result;
    }

    internal byte[] SetField(byte[] file) => SetField(file, Place(file.Length));

    internal byte[] SetField(byte[] file, int at)
    {
        byte[] result = [.. file];
        int size = 1 << _random.Next(4);
        if (at + size > result.Length)
            return result;
        Span<byte> number = stackalloc byte[8];
        ulong value = Limit(file.Length);
        if (_random.Next(2) == 0)
            BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        else
            BinaryPrimitives.WriteUInt64BigEndian(number, value << (64 - (8 * size)));
        number[..size].CopyTo(result.AsSpan(at));
        return result;
    }

    private byte[] Splice(byte[] file, byte[] other)
    {
        int end = Place(file.Length);
        int start = _random.Next(2) == 0 ? Math.Min(end, other.Length) : _random.Next(other.Length + 1);
        return [.. file[..end], .. other[start..]];
    }

    private byte[] Move(byte[] file)
    {
        int from = Place(file.Length);
        int to = Place(file.Length);
        int count = Math.Min(_random.Next(1, 400), file.Length - Math.Max(from, to));
        byte[] part = file[from..(from + count)];
        if (_random.Next(2) == 0)
            return [.. file[..to], .. part, .. file[to..]];
        byte[] result = [.. file];
        part.CopyTo(result, to);
        return result;
    }

    private byte[] Cut(byte[] file)
    {
        int start = Place(file.Length);
        int count = Math.Min(_random.Next(1, 200), file.Length - start);
        return [.. file[..start], .. file[(start + count)..]];
    }

    /// <summary>Repeats, drops, swaps, cuts off or changes one of the pieces that a file consists of.</summary>
    /// <param name="pieces">Pieces, in order.</param>
    /// <param name="change">Changes one, or null when it cannot.</param>
    internal byte[] Rearrange(IReadOnlyList<byte[]> pieces, Func<byte[], byte[]> change)
    {
        List<byte[]> list = [.. pieces];
        int at = _random.Next(list.Count);
        switch (_random.Next(8))
        {
            case 0:
                list.Insert(_random.Next(list.Count), list[at]);
                break;
            case 1:
                list.RemoveAt(at);
                break;
            case 2:
                int other = _random.Next(list.Count);
                (list[at], list[other]) = (list[other], list[at]);
                break;
            case 3:
                list.InsertRange(at, Enumerable.Repeat(list[at], 1 + _random.Next(300)));
                break;
            default:
                list[at] = change(list[at]);
                break;
        }

        return [.. list.SelectMany(piece => piece).Take(MostBytes)];
    }
}
