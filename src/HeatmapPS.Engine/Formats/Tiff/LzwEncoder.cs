using System.Buffers.Binary;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>TIFF's LZW (TIFF 6.0, section 13): codes of 9 to 12 bits, high bits first, widened one code early.</summary>
internal static class LzwEncoder
{
    private const int ClearCode = 256;
    private const int EndCode = 257;
    private const int FirstCode = 258;

    /// <summary>The last code given out before the table is cleared.</summary>
    private const int LastCode = 4094;

    /// <summary>Compresses one strip.</summary>
    /// <param name="data">Its bytes.</param>
    /// <param name="output">Where the codes are appended.</param>
    public static void Compress(ReadOnlySpan<byte> data, PooledStream output)
    {
        var dictionary = new LzwDictionary();
        var bits = new BitWriter(output);
        int width = 9;
        int nextCode = FirstCode;
        bits.Write(ClearCode, width);
        if (!data.IsEmpty)
        {
            int prefix = data[0];
            foreach (byte value in data[1..])
            {
                int code = dictionary.FindOrAdd(prefix, value, nextCode);
                if (code >= 0)
                {
                    prefix = code;
                    continue;
                }

                bits.Write(prefix, width);
                prefix = value;
                if (nextCode == LastCode)
                {
                    bits.Write(ClearCode, width);
                    dictionary.Clear();
                    width = 9;
                    nextCode = FirstCode;
                    continue;
                }

                nextCode++;
                if (nextCode == 1 << width) width++;
            }

            bits.Write(prefix, width);

            // The reader adds a string here as after every code, and may widen its codes.
            if (nextCode + 1 == 1 << width) width++;
        }

        bits.Write(EndCode, width);
        bits.Flush();
    }

    /// <summary>Packs codes, high bits first.</summary>
    private struct BitWriter(PooledStream output)
    {
        private ulong _bits;
        private int _count;

        public void Write(int code, int width)
        {
            _bits = (_bits << width) | (uint)code;
            _count += width;
            if (_count < 32) return;
            Span<byte> bytes = output.Reserve(4);
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(_bits >> (_count - 32)));
            output.Advance(4);
            _count -= 32;
        }

        public void Flush()
        {
            while (_count > 0)
            {
                output.WriteByte((byte)(_count >= 8 ? _bits >> (_count - 8) : _bits << (8 - _count)));
                _count -= 8;
            }
        }
    }
}
