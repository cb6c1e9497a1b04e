using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace HeatmapPS.Fuzz;

/// <summary>Changes files by their structure, so that checksums and lengths around the change still hold.</summary>
internal static class Structures
{
    private const int PngSignature = 8;

    /// <summary>A changed file, or null when its structure is not known here.</summary>
    public static byte[] Mutate(byte[] file, Mutator random)
    {
        if (file.Length > 40 && file[0] == 0x89 && file[1] == 'P')
            return Png(file, random);
        if (file.Length > 16 && ((file[0] == 'I' && file[1] == 'I') || (file[0] == 'M' && file[1] == 'M')))
            return Tiff(file, random);
        if (file.Length > 16 && file[0] == 0xFF && file[1] == 0xD8)
            return Jpeg(file, random);
        if (file.Length > 30 && file.AsSpan().StartsWith("PK\x03\x04"u8))
            return Zip(file, random);
        if (file.Length > 20 && file.AsSpan().StartsWith("RIFF"u8))
            return Chunks(file, 12, random, bigEndian: false, nameFirst: true);
        if (file.Length > 16 && file.AsSpan(4).StartsWith("ftyp"u8))
            return Boxes(file, random);
        if (file.AsSpan().StartsWith("<Objs"u8) && random.Next(4) != 0 && Clixml(file, random) is { } changed)
            return changed;
        return Text(file, random);
    }

    private static byte[] Png(byte[] file, Mutator random)
    {
        var chunks = new List<byte[]>();
        for (int at = PngSignature; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            int size = (int)Math.Min(length, (uint)(file.Length - at - 12));
            chunks.Add(file[at..(at + 12 + size)]);
            at += 12 + size;
        }

        if (chunks.Count == 0)
            return null;
        return [.. file[..PngSignature], .. random.Rearrange(chunks, chunk => PngChunk(chunk, random))];
    }

    private static byte[] PngChunk(byte[] chunk, Mutator random)
    {
        byte[] data = chunk[8..^4];
        bool isPixels = chunk.AsSpan(4).StartsWith("IDAT"u8) || chunk.AsSpan(4).StartsWith("fdAT"u8);
        if (isPixels && random.Next(2) == 0)
            data = Deflated(data, random) ?? data;
        else if ((chunk.AsSpan(4).StartsWith("PLTE"u8) || chunk.AsSpan(4).StartsWith("tRNS"u8)) && random.Next(2) == 0)
            data = Resized(data, random);
        else if (data.Length > 0)
            data = random.SetField(data, random.Next(data.Length));
        if (random.Next(12) == 0)
            chunk[4 + random.Next(4)] ^= 0x20;

        var result = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(result, data.Length);
        chunk.AsSpan(4, 4).CopyTo(result.AsSpan(4));
        data.CopyTo(result, 8);
        BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(data.Length + 8), Crc(result.AsSpan(4, data.Length + 4)));
        if (random.Next(10) == 0)
            BinaryPrimitives.WriteUInt32BigEndian(result, (uint)random.Limit(data.Length));
        return result;
    }

    /// <summary>Fewer or more entries than the samples count on.</summary>
    private static byte[] Resized(byte[] data, Mutator random) =>
        random.Next(3) == 0 ? [.. data, .. data] : data[..random.Next(data.Length + 1)];

    /// <summary>Changes what compressed data stands for: filter bytes, fewer or more rows.</summary>
    private static byte[] Deflated(byte[] data, Mutator random)
    {
        try
        {
            using var inflated = new MemoryStream();
            using (var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress))
                zlib.CopyTo(inflated);
            byte[] rows = inflated.ToArray();
            if (rows.Length == 0)
                return null;
            rows = random.Next(5) switch
            {
                0 => rows[..random.Next(rows.Length)],
                1 => [.. rows, .. rows],
                2 or 3 => random.SetField(rows),
                _ => random.SetField(rows, random.Next(rows.Length)),
            };
            using var deflated = new MemoryStream();
            using (var zlib = new ZLibStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
                zlib.Write(rows);
            return deflated.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Changes what the bytes of an object stand for: after four bytes of its own they are compressed, and written in
    /// base 64.</summary>
    private static byte[] Clixml(byte[] file, Mutator random)
    {
        const int Head = 4;
        if (random.Next(3) == 0)
            return Property(file, random);
        int start = file.AsSpan().IndexOf(">SFBT"u8) + 1;
        int length = start == 0 ? 0 : file.AsSpan(start).IndexOf((byte)'<');
        if (length <= 0)
            return null;
        try
        {
            byte[] bytes = Convert.FromBase64String(Encoding.ASCII.GetString(file, start, length));
            return Deflated(bytes[Head..], random) is { } changed
                ? [.. file[..start], .. Encoding.ASCII.GetBytes(Convert.ToBase64String([.. bytes[..Head], .. changed])),
                    .. file[(start + length)..]]
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Leaves out a property of an object, has it twice, or gives it a value that it cannot have.</summary>
    private static byte[] Property(byte[] file, Mutator random)
    {
        string text = Encoding.UTF8.GetString(file);
        MatchCollection properties = Regex.Matches(text, "<(\\w+) N=\"[^\"]*\">[^<]*</\\1>");
        if (properties.Count == 0)
            return null;
        Match property = properties[random.Next(properties.Count)];
        string word = s_words[random.Next(s_words.Length)].Replace("&", "&amp;").Replace("<", "&lt;");
        string changed = random.Next(4) switch
        {
            0 => string.Empty,
            1 => property.Value + property.Value,
            2 => Regex.Replace(property.Value, ">[^<]*<", _ => ">" + string.Concat(Enumerable.Repeat(word, 1 + random.Next(3000))) + "<"),
            _ => Regex.Replace(property.Value, ">[^<]*<", _ => ">" + word + "<"),
        };
        return Encoding.UTF8.GetBytes(text[..property.Index] + changed + text[(property.Index + property.Length)..]);
    }

    /// <summary>Changes a field of a directory: its tag, type, count or value, or where the directories lie.</summary>
    private static byte[] Tiff(byte[] file, Mutator random)
    {
        bool little = file[0] == 'I';
        bool big = file[little ? 2 : 3] == 43;
        long start = big ? Read(file, 8, 8, little) : Read(file, 4, 4, little);
        int countSize = big ? 8 : 2;
        int entrySize = big ? 20 : 12;
        if (start < 0 || start + countSize > file.Length)
            return null;
        long count = Math.Min(Read(file, start, countSize, little), (file.Length - start - countSize) / entrySize);
        if (count <= 0)
            return null;
        byte[] result = [.. file];
        int entry = (int)(start + countSize + ((long)random.Next((int)Math.Min(count, 1000)) * entrySize));
        switch (random.Next(8))
        {
            case 6:
            case 7:
                Block(result, start + countSize, count, entrySize, big, little, random);
                break;
            case 0:
                Write(result, entry, 2, (ulong)random.Next(700), little);
                break;
            case 1:
                Write(result, entry + 2, 2, (ulong)random.Next(20), little);
                break;
            case 2:
                Write(result, entry + 4, big ? 8 : 4, random.Limit(file.Length), little);
                break;
            case 3:
                Write(result, (int)start, countSize, random.Limit((int)count), little);
                break;
            case 4:
                // A circle of directories.
                long next = start + countSize + (count * entrySize);
                if (next + 8 <= file.Length)
                    Write(result, (int)next, big ? 8 : 4, random.Next(2) == 0 ? (ulong)start : random.Limit(file.Length), little);
                break;
            default:
                Write(result, entry + (big ? 12 : 8), random.Next(2) == 0 ? 2 : 4, random.Limit(file.Length), little);
                break;
        }

        return result;
    }

    /// <summary>Changes one tile or strip: where it is, how long it is, or its bytes.</summary>
    private static void Block(byte[] file, long entries, long count, int entrySize, bool big, bool little, Mutator random)
    {
        int valueSize = big ? 8 : 4;
        for (long i = 0; i < count; i++)
        {
            long entry = entries + (i * entrySize);
            long tag = Read(file, entry, 2, little);
            bool isPlace = tag is 273 or 324;
            if (!isPlace && tag is not (279 or 325) || random.Next(2) == 0)
                continue;
            int size = Read(file, entry + 2, 2, little) switch { 3 => 2, 4 => 4, 16 => 8, _ => 0 };
            long blocks = Read(file, entry + 4, valueSize, little);
            if (size == 0 || blocks <= 0)
                return;
            long list = blocks * size <= valueSize ? entry + 4 + valueSize : Read(file, entry + 4 + valueSize, valueSize, little);
            if (list < 0 || list > file.Length - (blocks * size))
                return;
            long field = list + (random.Next((int)Math.Min(blocks, 10_000)) * size);
            long value = Read(file, field, size, little);
            if (isPlace && random.Next(2) == 0 && value >= 0 && value + 8 < file.Length)
                Write(file, (int)value + random.Next((int)Math.Min(64, file.Length - value - 8)), 1 << random.Next(4),
                    random.Limit(file.Length), little);
            else
                Write(file, (int)field, size, random.Next(2) == 0 ? (ulong)(value / 2) : random.Limit(file.Length), little);
            return;
        }
    }

    private static byte[] Jpeg(byte[] file, Mutator random)
    {
        var segments = new List<byte[]> { file[..2] };
        int at = 2;
        while (at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] != 0xDA)
        {
            int size = Math.Min(2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2)), file.Length - at);
            segments.Add(file[at..(at + size)]);
            at += size;
        }

        segments.Add(file[at..]);
        return random.Rearrange(segments, segment => segment.Length == 0
            ? segment
            : random.SetField(segment, random.Place(segment.Length)));
    }

    private static byte[] Chunks(byte[] file, int head, Mutator random, bool bigEndian, bool nameFirst)
    {
        var chunks = new List<byte[]>();
        for (int at = head; at + 8 <= file.Length;)
        {
            ReadOnlySpan<byte> field = file.AsSpan(at + (nameFirst ? 4 : 0));
            long size = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(field) : BinaryPrimitives.ReadUInt32LittleEndian(field);
            size = nameFirst ? 8 + size + (size & 1) : Math.Max(8, size);
            int whole = (int)Math.Min(size, file.Length - at);
            chunks.Add(file[at..(at + whole)]);
            at += whole;
        }

        return chunks.Count == 0 ? null : [.. file[..head],
            .. random.Rearrange(chunks, chunk => random.SetField(chunk, random.Place(chunk.Length)))];
    }

    private static byte[] Boxes(byte[] file, Mutator random) => Chunks(file, 0, random, bigEndian: true, nameFirst: false);

    /// <summary>Packs the archive again around a changed array, so that its checksum holds.</summary>
    private static byte[] Zip(byte[] file, Mutator random)
    {
        try
        {
            using var result = new MemoryStream();
            using (var from = new ZipArchive(new MemoryStream(file)))
            using (var to = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
            {
                int chosen = random.Next(Math.Max(1, from.Entries.Count));
                for (int i = 0; i < from.Entries.Count; i++)
                {
                    using var content = new MemoryStream();
                    using (Stream entry = from.Entries[i].Open())
                        entry.CopyTo(content);
                    byte[] bytes = content.ToArray();
                    if (i == chosen && bytes.Length > 0)
                        bytes = random.Next(2) == 0 ? Text(bytes, random) ?? bytes : random.SetField(bytes);
                    for (int copies = random.Next(10) == 0 ? 50 : 1; copies > 0; copies--)
                    {
                        using Stream entry = to.CreateEntry(from.Entries[i].FullName, CompressionLevel.Fastest).Open();
                        entry.Write(bytes);
                    }
                }
            }

            return result.ToArray();
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException)
        {
            return null;
        }
    }

    private static readonly string[] s_words =
    [
        "NaN", "inf", "-inf", "1e309", "-1", "0", "4294967296", "99999999999999999999", "1e-320", "0x10", "", "null", "{", "[[[[", "\"",
            "<a>",
        "</a>", "#", "'", "|O", "<f8", "<U9", "True", "(1,", "60000, 60000, 4", "é\u0001", "%", "rgb(1,2,3)", "-", "&lt;&x;",
    ];

    /// <summary>Changes a word of text, which headers of NumPy and Netpbm are too.</summary>
    private static byte[] Text(byte[] file, Mutator random)
    {
        int reach = Math.Min(file.Length, 4096);
        var words = new List<(int Start, int End)>();
        for (int at = 0; at < reach;)
        {
            int start = at;
            bool inWord = IsWord(file[at]);
            while (at < reach && IsWord(file[at]) == inWord) at++;
            if (inWord) words.Add((start, at));
        }

        if (words.Count < 2)
            return null;
        (int from, int to) = words[random.Next(words.Count)];
        byte[] word = Encoding.UTF8.GetBytes(s_words[random.Next(s_words.Length)]);
        switch (random.Next(6))
        {
            case 0:
                word = [.. Enumerable.Repeat(file[from..to], 1 + random.Next(2000)).SelectMany(w => w)];
                break;
            case 1:
                word = [.. file[from..to], .. word];
                break;
            case 2:
                (int start, int end) = words[random.Next(words.Count)];
                word = file[start..end];
                break;
            default:
                break;
        }

        return [.. file[..from], .. word, .. file[to..]];
    }

    private static bool IsWord(byte value) =>
        value is > 32 and not ((byte)',' or (byte)'"' or (byte)'=' or (byte)':' or (byte)'(' or (byte)')');

    private static long Read(byte[] file, long at, int size, bool little)
    {
        ulong value = 0;
        for (int i = 0; i < size; i++)
            value |= (ulong)file[at + i] << (8 * (little ? i : size - 1 - i));
        return (long)value;
    }

    private static void Write(byte[] file, int at, int size, ulong value, bool little)
    {
        for (int i = 0; i < size && at + i < file.Length; i++)
            file[at + i] = (byte)(value >> (8 * (little ? i : size - 1 - i)));
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFF_FFFF;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1;
        }

        return ~crc;
    }
}
