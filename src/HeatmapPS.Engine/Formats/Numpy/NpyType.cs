using System.Globalization;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Numpy;

/// <summary>A numeric NumPy dtype: its kind, its size in bytes, and whether its byte order is not this machine's.</summary>
/// <param name="Kind">NumPy's kind: b (bool), u, i or f.</param>
/// <param name="Size">Bytes of a stored sample.</param>
/// <param name="SwapBytes">Whether stored samples have the other byte order.</param>
internal readonly record struct NpyType(char Kind, int Size, bool SwapBytes)
{
    /// <summary>The type that rows have: bool is 0 or 255 in a byte, as 1-bit samples of other formats are, half is widened to
    /// single (exactly), 64-bit integers become doubles.</summary>
    public SampleType SampleType => (Kind, Size) switch
    {
        ('b' or 'u', 1) => SampleType.UInt8,
        ('i', 1) => SampleType.Int8,
        ('u', 2) => SampleType.UInt16,
        ('i', 2) => SampleType.Int16,
        ('u', 4) => SampleType.UInt32,
        ('i', 4) => SampleType.Int32,
        ('f', 2 or 4) => SampleType.Float32,
        _ => SampleType.Float64,
    };

    /// <summary>Bits of a sample: 1 for bool, else those stored.</summary>
    public int BitDepth => Kind == 'b' ? 1 : Size * 8;

    /// <summary>The dtype of a sample type in this machine's byte order, as NumPy writes it.</summary>
    public static string Descr(SampleType type)
    {
        char order = type.Size == 1 ? '|' : BitConverter.IsLittleEndian ? '<' : '>';
        char kind = type.IsFloat ? 'f' : type.MinValue < 0 ? 'i' : 'u';
        return string.Create(CultureInfo.InvariantCulture, $"{order}{kind}{type.Size}");
    }

    /// <summary>Reads a dtype such as <c>&lt;u2</c>.</summary>
    /// <returns>The type, or null when it is none of the numbers that can be read (complex, text, dates, objects …).</returns>
    public static NpyType? Parse(string descr)
    {
        if (descr.Length is not 3 || descr[0] is not ('<' or '>' or '|' or '='))
        {
            return null;
        }

        int size = descr[2] - '0';
        bool known = descr[1] switch
        {
            'b' => size is 1,
            'u' or 'i' => size is 1 or 2 or 4 or 8,
            'f' => size is 2 or 4 or 8,
            _ => false,
        };
        if (!known || (descr[0] == '|' && size != 1))
        {
            return null;
        }

        bool swap = size > 1 && descr[0] == (BitConverter.IsLittleEndian ? '>' : '<');
        return new NpyType(descr[1], size, swap);
    }

    /// <summary>The part of a buffer of rows into which stored samples are read before <see cref="Decode"/>.</summary>
    /// <param name="rows">Room for samples of <see cref="SampleType"/>.</param>
    public Span<byte> StoredPart(Span<byte> rows) => rows[(rows.Length - (rows.Length / SampleType.Size * Size))..];

    /// <summary>Turns stored samples, which lie at the end of the buffer, into native ones that fill it.</summary>
    /// <param name="rows">Buffer whose <see cref="StoredPart"/> was filled.</param>
    /// <param name="path">For errors.</param>
    /// <param name="allowDepthLoss">Whether 64-bit integers may be rounded to the nearest double.</param>
    /// <exception cref="HeatmapException">DepthLost: a 64-bit integer is not a double.</exception>
    public void Decode(Span<byte> rows, string path, bool allowDepthLoss)
    {
        Span<byte> stored = StoredPart(rows);
        if (SwapBytes)
        {
            ByteOrder.Reverse(stored, Size);
        }

        switch ((Kind, Size))
        {
            case ('b', 1):
                foreach (ref byte sample in rows)
                {
                    sample = sample == 0 ? byte.MinValue : byte.MaxValue;
                }

                break;
            case ('f', 2):
                DecodeHalf(MemoryMarshal.Cast<byte, Half>(stored), MemoryMarshal.Cast<byte, float>(rows));
                break;
            case ('i', 8):
                DecodeInt64(rows, path, allowDepthLoss);
                break;
            case ('u', 8):
                DecodeUInt64(rows, path, allowDepthLoss);
                break;
        }
    }

    /// <summary>Widens in place: single i ends at 4i + 4, before half i + 1 at 2n + 2i + 2 begins, for every i &lt; n.</summary>
    private static void DecodeHalf(ReadOnlySpan<Half> stored, Span<float> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (float)stored[i];
        }
    }

    private static void DecodeInt64(Span<byte> rows, string path, bool allowDepthLoss)
    {
        Span<long> stored = MemoryMarshal.Cast<byte, long>(rows);
        Span<double> samples = MemoryMarshal.Cast<byte, double>(rows);
        for (int i = 0; i < stored.Length; i++)
        {
            long value = stored[i];
            ulong magnitude = value < 0 ? 0UL - (ulong)value : (ulong)value;
            if (!allowDepthLoss && !IsDouble(magnitude))
            {
                throw ArrayErrors.IntegerTooLarge(path, value);
            }

            samples[i] = value;
        }
    }

    private static void DecodeUInt64(Span<byte> rows, string path, bool allowDepthLoss)
    {
        Span<ulong> stored = MemoryMarshal.Cast<byte, ulong>(rows);
        Span<double> samples = MemoryMarshal.Cast<byte, double>(rows);
        for (int i = 0; i < stored.Length; i++)
        {
            ulong value = stored[i];
            if (!allowDepthLoss && !IsDouble(value))
            {
                throw ArrayErrors.IntegerTooLarge(path, value);
            }

            samples[i] = value;
        }
    }

    /// <summary>Whether an integer fits the 53 significant bits of a double.</summary>
    private static bool IsDouble(ulong magnitude) =>
        magnitude >> 53 == 0 || 64 - ulong.LeadingZeroCount(magnitude) - ulong.TrailingZeroCount(magnitude) <= 53;
}
