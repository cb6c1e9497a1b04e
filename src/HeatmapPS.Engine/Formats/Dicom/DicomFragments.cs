using System.Buffers.Binary;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Dicom;

/// <summary>The compressed frames of a DICOM file: items after a table of offsets (DICOM PS3.5, A.4).</summary>
internal static class DicomFragments
{
    private const int HeadBytes = 8;
    private const int MostFragments = 1 << 22;

    /// <summary>Reads the bytes of one frame.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="image">Its image.</param>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="path">For errors.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported (frames and fragments cannot be matched).</exception>
    public static byte[] ReadFrame(Stream stream, DicomImage image, int frame, string path)
    {
        if (image.Elements.PixelLength != DicomElements.Undefined)
            throw ImageErrors.Corrupt(path, "its compressed frames come without fragments");
        stream.Position = image.Elements.PixelOffset;
        List<(long Offset, int Length)> items = ReadItems(stream, path);
        var offsets = ReadOffsets(stream, items[0], path);
        var fragments = items[1..];
        var (first, count) = Find(fragments, offsets, image.Frames, frame, path);
        long total = 0;
        foreach (var (_, length) in fragments.Slice(first, count))
            total += length;
        if (total > Array.MaxLength)
            throw ImageErrors.FormatNotSupported(path, "a compressed frame is longer than 2 GB");

        var bytes = new byte[total];
        var at = 0;
        foreach (var (offset, length) in fragments.Slice(first, count))
        {
            stream.Position = offset;
            SourceFile.ReadExactly(stream, bytes.AsSpan(at, length), path);
            at += length;
        }

        return bytes;
    }

    private static List<(long Offset, int Length)> ReadItems(Stream stream, string path)
    {
        var items = new List<(long, int)>();
        Span<byte> head = stackalloc byte[HeadBytes];
        while (true)
        {
            SourceFile.ReadExactly(stream, head, path);
            var tag = ((uint)BinaryPrimitives.ReadUInt16LittleEndian(head) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(head[2..]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            if (tag == DicomTag.SequenceEnd && items.Count > 1)
                return items;
            if (tag != DicomTag.Item || length > int.MaxValue || length > stream.Length - stream.Position)
                throw ImageErrors.Corrupt(path, "its frames break off");
            if (items.Count == MostFragments)
                throw ImageErrors.FormatNotSupported(path, string.Create(CultureInfo.InvariantCulture, $"its frames come in more than {MostFragments:N0} fragments"));
            items.Add((stream.Position, (int)length));
            stream.Position += length;
        }
    }

    private static uint[] ReadOffsets(Stream stream, (long Offset, int Length) table, string path)
    {
        var bytes = new byte[Math.Min(table.Length, sizeof(uint) * MostFragments)];
        stream.Position = table.Offset;
        SourceFile.ReadExactly(stream, bytes, path);
        var offsets = new uint[bytes.Length / sizeof(uint)];
        for (var i = 0; i < offsets.Length; i++)
            offsets[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(sizeof(uint) * i));
        return offsets;
    }

    /// <summary>Which fragments make a frame: one each, all of one frame, or as the table of offsets tells.</summary>
    private static (int First, int Count) Find(List<(long Offset, int Length)> fragments, uint[] offsets, int frames, int frame, string path)
    {
        if (frames == 1)
            return (0, fragments.Count);
        if (fragments.Count == frames)
            return (frame, 1);
        if (fragments.Count < frames)
            throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"it claims {frames:N0} frames and {fragments.Count:N0} are there"));
        if (offsets.Length != frames)
            throw ImageErrors.FormatNotSupported(path, "its frames come in fragments, and no table tells which belong to which frame");

        // Offsets count from the first fragment's head.
        var start = fragments[0].Offset;
        var first = fragments.FindIndex(fragment => fragment.Offset - start == offsets[frame]);
        var next = frame + 1 < frames ? fragments.FindIndex(fragment => fragment.Offset - start == offsets[frame + 1]) : fragments.Count;
        return first >= 0 && next > first ? (first, next - first) : throw ImageErrors.Corrupt(path, "its table of frames does not fit its fragments");
    }
}
