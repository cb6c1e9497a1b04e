using System.Buffers.Binary;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Jpeg;

/// <summary>Writes the segments before the compressed data (ITU-T T.81, annex B; JFIF 1.02; ICC.1, annex B.4).</summary>
internal static class JpegMarkers
{
    /// <summary>Start of the image, JFIF with the resolution, and the profile.</summary>
    public static void WriteStart(Stream output, RasterMetadata metadata, bool colors)
    {
        output.Write([0xFF, 0xD8]);
        Span<byte> jfif = [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0];
        if (metadata.Resolution is { } resolution && Dots(resolution.X) is { } x && Dots(resolution.Y) is { } y)
        {
            jfif[7] = 1;
            BinaryPrimitives.WriteUInt16BigEndian(jfif[8..], x);
            BinaryPrimitives.WriteUInt16BigEndian(jfif[10..], y);
        }

        WriteSegment(output, 0xE0, jfif);
        if (colors && metadata.IccProfile is { IsEmpty: false } profile)
            WriteProfile(output, profile.Span);
    }

    /// <summary>Tables of quantization, size and sampling, Huffman tables, and the start of the scan.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="layout">Size of the image.</param>
    /// <param name="steps">Steps of brightness, and of colour where there is any.</param>
    /// <param name="halves">Whether colour differences have half the columns and rows.</param>
    public static void WriteFrame(Stream output, RasterLayout layout, ReadOnlySpan<JpegQuantization> steps, bool halves)
    {
        for (int table = 0; table < steps.Length; table++)
            WriteSegment(output, 0xDB, [(byte)table, .. JpegBlockWriter.InFileOrder(steps[table].Steps)]);

        byte luma = (byte)(halves ? 0x22 : 0x11);
        byte components = (byte)(steps.Length == 1 ? 1 : 3);
        Span<byte> frame = [8, 0, 0, 0, 0, components, 1, luma, 0, 2, 0x11, 1, 3, 0x11, 1];
        BinaryPrimitives.WriteUInt16BigEndian(frame[1..], (ushort)layout.Height);
        BinaryPrimitives.WriteUInt16BigEndian(frame[3..], (ushort)layout.Width);
        WriteSegment(output, 0xC0, frame[..(6 + (3 * components))]);

        WriteHuffman(output, 0x00, JpegHuffman.LumaSteps);
        WriteHuffman(output, 0x10, JpegHuffman.LumaFrequencies);
        if (components == 3)
        {
            WriteHuffman(output, 0x01, JpegHuffman.ChromaSteps);
            WriteHuffman(output, 0x11, JpegHuffman.ChromaFrequencies);
        }

        WriteSegment(output, 0xDA, components == 3 ? [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0] : [1, 1, 0x00, 0, 63, 0]);
    }

    private static ushort? Dots(double dots) => Math.Round(dots) is >= 1 and <= ushort.MaxValue and var rounded ? (ushort)rounded : null;

    private static void WriteHuffman(Stream output, byte identifier, JpegHuffman table) =>
        WriteSegment(output, 0xC4, [identifier, .. table.Counts, .. table.Symbols]);

    private static void WriteProfile(Stream output, ReadOnlySpan<byte> profile)
    {
        const int MostBytes = 65_519;
        int parts = (profile.Length + MostBytes - 1) / MostBytes;
        for (int part = 0; part < Math.Min(parts, 255); part++)
        {
            ReadOnlySpan<byte> bytes = profile.Slice(part * MostBytes, Math.Min(MostBytes, profile.Length - (part * MostBytes)));
            WriteSegment(output, 0xE2, [.. "ICC_PROFILE\0"u8, (byte)(part + 1), (byte)parts, .. bytes]);
        }
    }

    private static void WriteSegment(Stream output, byte marker, ReadOnlySpan<byte> content)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(content.Length + 2));
        output.Write(head);
        output.Write(content);
    }
}
