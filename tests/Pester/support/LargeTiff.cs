using System;
using System.IO;

namespace HeatmapPS.Tests
{
    /// <summary>Writes a TIFF larger than memory in no time: a sparse file of zeros with some rows of numbers in it.</summary>
    public static class LargeTiff
    {
        /// <summary>Every so many rows one has numbers: x modulo 256, times 256 at 16 bits.</summary>
        public const int Step = 1000;

        public static void Write(string path, int width, int height, int bits)
        {
            const int RowsPerStrip = 16;
            int strips = (height + RowsPerStrip - 1) / RowsPerStrip;
            long rowBytes = (long)width * bits / 8, dataBytes = rowBytes * height;
            using (var file = new BinaryWriter(File.Create(path)))
            {
                file.Write(0x002A4949u);
                uint directory = checked((uint)(8 + dataBytes));
                file.Write(directory);
                var row = new byte[rowBytes];
                for (int x = 0; x < width; x++)
                    row[bits == 8 ? x : (2 * x) + 1] = (byte)x;
                for (int y = 0; y < height; y += Step)
                {
                    file.BaseStream.Position = 8 + (y * rowBytes);
                    file.Write(row);
                }

                file.BaseStream.Position = directory;
                uint arrays = directory + 2 + (9 * 12) + 4;
                file.Write((ushort)9);
                Entry(file, 256, 1, (uint)width);
                Entry(file, 257, 1, (uint)height);
                Entry(file, 258, 1, (uint)bits);
                Entry(file, 259, 1, 1);
                Entry(file, 262, 1, 1);
                Entry(file, 273, (uint)strips, arrays);
                Entry(file, 277, 1, 1);
                Entry(file, 278, 1, RowsPerStrip);
                Entry(file, 279, (uint)strips, arrays + (4 * (uint)strips));
                file.Write(0u);
                uint stripBytes = (uint)(rowBytes * RowsPerStrip);
                for (int strip = 0; strip < strips; strip++)
                    file.Write(8 + ((uint)strip * stripBytes));
                for (int strip = 0; strip < strips; strip++)
                    file.Write((uint)Math.Min(stripBytes, dataBytes - ((long)strip * stripBytes)));
            }
        }

        private static void Entry(BinaryWriter file, ushort tag, uint count, uint value)
        {
            file.Write(tag);
            file.Write((ushort)4);
            file.Write(count);
            file.Write(value);
        }
    }
}
