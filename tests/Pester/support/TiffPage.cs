using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;

namespace HeatmapPS.Tests;

/// <summary>A page of a TIFF file of any layout: strips or tiles, either byte and bit order, bands together or apart.</summary>
public sealed class TiffPage
{
    public int Width { get; set; }
    public int Height { get; set; }
    public int Bands { get; set; } = 1;
    public int Bits { get; set; } = 8;

    /// <summary>u, i or f.</summary>
    public char Kind { get; set; } = 'u';

    /// <summary>Numbers, row by row, bands together.</summary>
    public double[] Samples { get; set; }

    /// <summary>1 none, 8 Deflate, 32773 PackBits.</summary>
    public int Compression { get; set; } = 1;
    public int Predictor { get; set; } = 1;
    public int FillOrder { get; set; } = 1;
    public bool BigEndian { get; set; }
    public bool BigTiff { get; set; }
    public bool Planar { get; set; }

    /// <summary>Columns and rows of a tile; 0 for strips.</summary>
    public int TileWidth { get; set; }
    public int TileHeight { get; set; }
    public int StripRows { get; set; } = int.MaxValue;
    public int Photometric { get; set; } = 1;
    public int Orientation { get; set; } = 1;
    public int SubfileType { get; set; }
    public int[] ExtraSamples { get; set; }
    public int[] ColorMap { get; set; }
    public string NoData { get; set; }

    /// <summary>Where the stored bytes of each strip or tile lie, after <see cref="Build"/>.</summary>
    public List<(int Position, int Length)> Blocks { get; } = new();

    /// <summary>Where in the file the first number of a field lies, after <see cref="Build"/>.</summary>
    public Dictionary<int, int> Fields { get; } = new();

    /// <summary>Bytes of a block's position or length in the file.</summary>
    public int PlaceBytes => BigTiff ? 8 : 4;

    public byte[] Build() => BuildPages(this);

    /// <summary>A file of several pages, all of the first one's byte order and kind.</summary>
    public static byte[] BuildPages(params TiffPage[] pages)
    {
        var file = new MemoryStream();
        TiffPage first = pages[0];
        file.Write(first.BigEndian ? "MM"u8 : "II"u8);
        first.Put(file, first.BigTiff ? 43 : 42, 2);
        if (first.BigTiff)
        {
            first.Put(file, 8, 2);
            first.Put(file, 0, 2);
        }

        long pointer = file.Position;
        first.Put(file, 0, first.PlaceBytes);
        foreach (TiffPage page in pages)
            pointer = page.Write(file, pointer);
        return file.ToArray();
    }

    private long Write(MemoryStream file, long pointer)
    {
        Blocks.Clear();
        foreach (byte[] block in MakeBlocks())
        {
            Blocks.Add(((int)file.Position, block.Length));
            file.Write(block);
            if (file.Position % 2 != 0) file.WriteByte(0);
        }

        var tags = new SortedDictionary<int, (int Type, long[] Values)>
        {
            [254] = (4, [SubfileType]), [256] = (4, [Width]), [257] = (4, [Height]), [258] = (3, Repeat(Bits)), [259] = (3, [Compression]),
            [262] = (3, [Photometric]), [266] = (3, [FillOrder]), [274] = (3, [Orientation]), [277] = (3, [Bands]),
                [284] = (3, [Planar ? 2 : 1]),
            [317] = (3, [Predictor]), [339] = (3, Repeat(Kind switch { 'u' => 1, 'i' => 2, _ => 3 })),
        };
        int place = BigTiff ? 16 : 4;
        if (TileWidth > 0)
        {
            tags[322] = (4, [TileWidth]);
            tags[323] = (4, [TileHeight]);
        }
        else
        {
            tags[278] = (4, [Math.Min(StripRows, Height)]);
        }

        tags[TileWidth > 0 ? 324 : 273] = (place, Blocks.Select(block => (long)block.Position).ToArray());
        tags[TileWidth > 0 ? 325 : 279] = (place, Blocks.Select(block => (long)block.Length).ToArray());
        int extra = Bands - (Photometric == 2 ? 3 : Photometric == 5 ? 4 : 1);
        if (ExtraSamples != null || extra > 0) tags[338] = (3, (ExtraSamples ?? new int[extra]).Select(value => (long)value).ToArray());
        if (ColorMap != null) tags[320] = (3, ColorMap.Select(value => (long)value).ToArray());
        if (NoData != null) tags[42113] = (2, Encoding.ASCII.GetBytes(NoData + "\0").Select(value => (long)value).ToArray());
        return WriteDirectory(file, tags, pointer);
    }

    private long WriteDirectory(MemoryStream file, SortedDictionary<int, (int Type, long[] Values)> tags, long pointer)
    {
        Fields.Clear();
        var inline = new List<byte[]>();
        foreach (var (tag, (type, values)) in tags)
        {
            var bytes = new MemoryStream();
            foreach (long value in values) Put(bytes, value, SizeOf(type));
            byte[] raw = bytes.ToArray();
            if (raw.Length > PlaceBytes)
            {
                Fields[tag] = (int)file.Position;
                var place = new MemoryStream();
                Put(place, file.Position, PlaceBytes);
                inline.Add(place.ToArray());
                file.Write(raw);
                if (file.Position % 2 != 0) file.WriteByte(0);
            }
            else
            {
                Array.Resize(ref raw, PlaceBytes);
                inline.Add(raw);
            }
        }

        long start = file.Position;
        Put(file, tags.Count, BigTiff ? 8 : 2);
        int i = 0;
        foreach (var (tag, (type, values)) in tags)
        {
            Put(file, tag, 2);
            Put(file, type, 2);
            Put(file, values.Length, PlaceBytes);
            Fields.TryAdd(tag, (int)file.Position);
            file.Write(inline[i++]);
        }

        long next = file.Position;
        Put(file, 0, PlaceBytes);
        file.Position = pointer;
        Put(file, start, PlaceBytes);
        file.Position = file.Length;
        return next;
    }

    private IEnumerable<byte[]> MakeBlocks()
    {
        int columns = TileWidth > 0 ? TileWidth : Width;
        for (int plane = 0; plane < (Planar ? Bands : 1); plane++)
        {
            for (int top = 0; top < Height;)
            {
                int rows = TileWidth > 0 ? TileHeight : Math.Min(Math.Min(StripRows, Height), Height - top);
                for (int left = 0; left < Width; left += columns) yield return Encode(plane, left, top, columns, rows);
                top += rows;
            }
        }
    }

    private byte[] Encode(int plane, int left, int top, int columns, int rows)
    {
        var data = new MemoryStream();
        int bands = Planar ? 1 : Bands;
        for (int y = top; y < top + rows; y++)
        {
            var row = new ulong[columns * bands];
            for (int i = 0; i < row.Length; i++)
            {
                int x = left + (i / bands), band = Planar ? plane : i % bands;
                row[i] = x < Width && y < Height ? BitsOf(Samples[(((y * Width) + x) * Bands) + band]) : 0;
            }

            data.Write(Pack(row, bands));
        }

        byte[] bytes = Compress(data.ToArray());
        return FillOrder == 2
                ? bytes.Select(value => (byte)Enumerable.Range(0, 8).Sum(bit => ((value >> bit) & 1) << (7 - bit))).ToArray()
                : bytes;
    }

    private ulong BitsOf(double value) => Kind != 'f' ? (ulong)(long)value
        : Bits == 16 ? BitConverter.HalfToUInt16Bits((Half)value)
        : Bits == 32 ? BitConverter.SingleToUInt32Bits((float)value)
        : BitConverter.DoubleToUInt64Bits(value);

    private byte[] Pack(ulong[] row, int bands)
    {
        if (Predictor == 2)
        {
            for (int i = row.Length - 1; i >= bands; i--) row[i] -= row[i - bands];
        }

        var bytes = new MemoryStream();
        if (Predictor == 3)
        {
            for (int shift = Bits - 8; shift >= 0; shift -= 8)
            {
                foreach (ulong value in row) bytes.WriteByte((byte)(value >> shift));
            }

            byte[] planes = bytes.ToArray();
            for (int i = planes.Length - 1; i >= bands; i--) planes[i] -= planes[i - bands];
            return planes;
        }

        if (Bits % 8 == 0)
        {
            foreach (ulong value in row) Put(bytes, (long)value, Bits / 8);
            return bytes.ToArray();
        }

        int held = 0, window = 0;
        foreach (ulong value in row)
        {
            for (int bit = Bits - 1; bit >= 0; bit--)
            {
                window = (window << 1) | (int)((value >> bit) & 1);
                if (++held % 8 == 0) bytes.WriteByte((byte)window);
            }
        }

        if (held % 8 != 0) bytes.WriteByte((byte)(window << (8 - (held % 8))));
        return bytes.ToArray();
    }

    private byte[] Compress(byte[] bytes)
    {
        var result = new MemoryStream();
        if (Compression == 8)
        {
            using (var deflate = new ZLibStream(result, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(bytes);
            return result.ToArray();
        }

        if (Compression != 32773) return bytes;
        for (int i = 0; i < bytes.Length;)
        {
            int run = 1;
            while (run < 128 && i + run < bytes.Length && bytes[i + run] == bytes[i]) run++;
            result.WriteByte((byte)(run > 1 ? 257 - run : 0));
            result.WriteByte(bytes[i]);
            i += run;
        }

        return result.ToArray();
    }

    private long[] Repeat(int value) => Enumerable.Repeat((long)value, Bands).ToArray();

    private static int SizeOf(int type) => type switch { 2 => 1, 3 => 2, 16 => 8, _ => 4 };

    private void Put(Stream stream, long value, int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (BigEndian)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            stream.Write(bytes[(8 - size)..]);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            stream.Write(bytes[..size]);
        }
    }
}
