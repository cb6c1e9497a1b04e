using System.IO.Compression;
using System.Security.Cryptography;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Reporting;

/// <summary>The numbers of an image for a page: rows of typed numbers, little endian, deflated (RFC 1950), in base 64.</summary>
internal static class FieldEncoding
{
    /// <summary>JavaScript's typed array that holds each value of a sample type exactly.</summary>
    public static string ArrayName(SampleType type) => type switch
    {
        SampleType.UInt8 => "Uint8Array",
        SampleType.Int8 => "Int8Array",
        SampleType.UInt16 => "Uint16Array",
        SampleType.Int16 => "Int16Array",
        SampleType.UInt32 => "Uint32Array",
        SampleType.Int32 => "Int32Array",
        SampleType.Float32 => "Float32Array",
        _ => "Float64Array",
    };

    /// <summary>Writes the field.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="output">Stays open.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    public static void Write(Raster raster, Stream output, CancellationToken cancellationToken)
    {
        int size = raster.SampleType.Size;
        using var base64 = new CryptoStream(output, new ToBase64Transform(), CryptoStreamMode.Write, leaveOpen: true);
        using var deflate = new ZLibStream(base64, CompressionLevel.Optimal, leaveOpen: true);
        using RowReader rows = raster.OpenRows();
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            if (BitConverter.IsLittleEndian || size == 1)
                deflate.Write(strip.Bytes);
            else
                deflate.Write(Swap(strip.Bytes, size));
        });
    }

    private static byte[] Swap(ReadOnlySpan<byte> bytes, int size)
    {
        byte[] swapped = bytes.ToArray();
        for (int i = 0; i < swapped.Length; i += size)
            swapped.AsSpan(i, size).Reverse();
        return swapped;
    }
}
