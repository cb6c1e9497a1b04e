using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace HeatmapPS.Tests;

/// <summary>Writes plain TIFF files: little endian, uncompressed, one strip a page.</summary>
public static class TiffWriter
{
    /// <summary>Writes one page.</summary>
    /// <param name="data">Flat array of byte, sbyte, ushort, short, uint, int, float or double, interleaved.</param>
    /// <param name="bands">1 grey, 3 RGB, other numbers with extra samples.</param>
    /// <param name="noData">GDAL's nodata tag (42113), as text.</param>
    public static void Write(string path, int width, int height, Array data, int bands = 1, string noData = null,
        bool minIsWhite = false) =>
        WritePages(path, width, height, [data], bands, noData, minIsWhite);

    /// <summary>Writes several pages of one size.</summary>
    public static void WritePages(string path, int width, int height, Array[] pages, int bands = 1, string noData = null,
        bool minIsWhite = false)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write("II*\0"u8);
        long pointer = writer.BaseStream.Position;
        writer.Write(0);
        foreach (Array data in pages)
        {
            if (data.Length != width * height * bands)
                throw new ArgumentException($"{width}x{height}x{bands} does not take {data.Length} samples");
            var bytes = new byte[Buffer.ByteLength(data)];
            Buffer.BlockCopy(data, 0, bytes, 0, bytes.Length);
            uint strip = (uint)writer.BaseStream.Position;
            writer.Write(bytes);
            if (bytes.Length % 2 != 0)
                writer.Write((byte)0);
            Type type = data.GetType().GetElementType()!;
            int photometric = bands >= 3 ? 2 : minIsWhite ? 0 : 1;
            var tags = Tags(width, height, bands, type, photometric, strip, (uint)bytes.Length, noData);
            pointer = WriteDirectory(writer, tags, pointer);
        }
    }

    private static List<(ushort Tag, ushort Type, byte[] Value, int Count)> Tags(int width, int height, int bands, Type type,
        int photometric, uint strip, uint stripBytes, string noData)
    {
        int bits = 8 * Marshal.SizeOf(type);
        int format = type == typeof(float) || type == typeof(double)
            ? 3
            : type == typeof(sbyte) || type == typeof(short) || type == typeof(int) ? 2 : 1;
        int extra = bands >= 3 ? bands - 3 : bands - 1;
        var tags = new List<(ushort, ushort, byte[], int)>
        {
            Long(256, (uint)width), Long(257, (uint)height), Shorts(258, Enumerable.Repeat(bits, bands)), Shorts(259, [1]),
            Shorts(262, [photometric]), Long(273, strip), Shorts(277, [bands]), Long(278, (uint)height), Long(279, stripBytes),
        };
        if (extra > 0)
            tags.Add(Shorts(338, Enumerable.Repeat(0, extra)));
        tags.Add(Shorts(339, Enumerable.Repeat(format, bands)));
        if (noData != null)
            tags.Add((42113, 2, [.. System.Text.Encoding.ASCII.GetBytes(noData), 0], noData.Length + 1));
        return tags;
    }

    private static (ushort, ushort, byte[], int) Long(ushort tag, uint value) => (tag, 4, BitConverter.GetBytes(value), 1);

    private static (ushort, ushort, byte[], int) Shorts(ushort tag, IEnumerable<int> values) =>
        (tag, 3, values.SelectMany(v => BitConverter.GetBytes((ushort)v)).ToArray(), values.Count());

    // Writes a directory after its long values, points the previous one to it, and returns where its own pointer lies.
    private static long WriteDirectory(BinaryWriter writer, List<(ushort Tag, ushort Type, byte[] Value, int Count)> tags, long pointer)
    {
        var fields = new List<byte[]>();
        foreach (var (_, _, value, _) in tags)
        {
            byte[] field = new byte[4];
            if (value.Length <= 4)
            {
                value.CopyTo(field, 0);
            }
            else
            {
                field = BitConverter.GetBytes((uint)writer.BaseStream.Position);
                writer.Write(value);
                if (value.Length % 2 != 0)
                    writer.Write((byte)0);
            }

            fields.Add(field);
        }

        uint start = (uint)writer.BaseStream.Position;
        writer.Write((ushort)tags.Count);
        for (int i = 0; i < tags.Count; i++)
        {
            writer.Write(tags[i].Tag);
            writer.Write(tags[i].Type);
            writer.Write(tags[i].Count);
            writer.Write(fields[i]);
        }

        long next = writer.BaseStream.Position;
        writer.Write(0);
        writer.BaseStream.Position = pointer;
        writer.Write(start);
        writer.BaseStream.Position = writer.BaseStream.Length;
        return next;
    }
}
