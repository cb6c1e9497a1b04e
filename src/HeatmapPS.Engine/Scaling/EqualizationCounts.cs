using System.IO.Compression;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Scaling;

/// <summary>Packs the counts of a histogram into text, and back without loss.</summary>
/// <remarks>For each bin that is not empty, the number of empty bins before it and its count, each as a LEB128 integer;
/// compressed as zlib data (RFC 1950), and in base 64.</remarks>
internal static class EqualizationCounts
{
    /// <summary>Bytes of the two longest integers.</summary>
    private const int PairBytes = 20;

    public static string Encode(ReadOnlySpan<long> counts)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        using (var writer = new BinaryWriter(zlib))
        {
            int empty = 0;
            foreach (long count in counts)
            {
                if (count == 0)
                {
                    empty++;
                    continue;
                }

                writer.Write7BitEncodedInt(empty);
                writer.Write7BitEncodedInt64(count);
                empty = 0;
            }
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <param name="text">What <see cref="Encode"/> gave.</param>
    /// <param name="bins">Number of bins.</param>
    /// <exception cref="HeatmapException">ScaleInvalid.</exception>
    public static long[] Decode(string text, int bins)
    {
        try
        {
            byte[] bytes = Unpack(Convert.FromBase64String(text), bins);
            using var reader = new BinaryReader(new MemoryStream(bytes));
            var counts = new long[bins];
            long sum = 0;
            for (int bin = 0; reader.BaseStream.Position < bytes.Length; bin++)
            {
                bin = checked(bin + reader.Read7BitEncodedInt());
                long count = reader.Read7BitEncodedInt64();
                counts[bin] = count > 0 ? count : throw new InvalidDataException("A count is not positive.");
                sum = checked(sum + count);
            }

            return counts;
        }
        catch (Exception error) when (error is FormatException or InvalidDataException or EndOfStreamException or OverflowException or IndexOutOfRangeException)
        {
            throw RangeErrors.ScaleInvalid($"the packed counts of {bins} bins in an equalization, but they are damaged: {error.Message}", error);
        }
    }

    /// <summary>Decompresses no more than the bins can need, whatever the data claim.</summary>
    private static byte[] Unpack(byte[] packed, int bins)
    {
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        var bytes = new byte[(bins * PairBytes) + 1];
        int length = zlib.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length < bytes.Length ? bytes[..length] : throw new InvalidDataException("There are more of them than bins.");
    }
}
