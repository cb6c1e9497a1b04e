using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>Decodes the counts of a FLIR frame.</summary>
internal static class FlirCounts
{
    /// <summary>The counts of a frame, row after row; those of a PNG as they stand in it.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public static ushort[] Read(Stream stream, FlirRawHeader header, string path)
    {
        int samples = header.Width * header.Height;
        if (header.Coding == FlirRawCoding.Plain)
        {
            ushort[] counts = new ushort[samples];
            Span<byte> bytes = MemoryMarshal.AsBytes(counts.AsSpan());
            stream.Position = header.Record.Offset + FlirRawHeader.DataOffset;
            SourceFile.ReadExactly(stream, bytes, path);
            if (header.IsBigEndian == BitConverter.IsLittleEndian)
                ByteOrder.Reverse(bytes, sizeof(ushort));
            return counts;
        }

        byte[] file = new byte[header.Record.Length - FlirRawHeader.DataOffset];
        stream.Position = header.Record.Offset + FlirRawHeader.DataOffset;
        SourceFile.ReadExactly(stream, file, path);
        using RowReader rows = VipsBuffer.OpenRows(file, header.Coding == FlirRawCoding.Png ? ImageFormats.Png : ImageFormats.Tiff, path);
        RasterLayout expected = new(header.Width, header.Height, 1, SampleType.UInt16);
        if (rows.Layout != expected)
            throw ThermalErrors.Corrupt(path, FormattableString.Invariant($"its counts should be {expected.Width} × {expected.Height} of 16 bits, and are {rows.Layout.Width} × {rows.Layout.Height} × {rows.Layout.Bands} of {rows.Layout.SampleType}"));
        ushort[] decoded = new ushort[samples];
        rows.Read(MemoryMarshal.AsBytes(decoded.AsSpan()));
        return decoded;
    }
}
