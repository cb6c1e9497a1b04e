using System.Buffers.Binary;
using System.IO.Hashing;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>Walks the chunks of a PNG animation: ffmpeg skips a chunk that it cannot read, and gives the frames that are left.</summary>
internal static class ApngStructure
{
    private const uint FrameControl = 0x6663544C;

    /// <summary>Checks the checksum of every chunk, and that as many frames are there as the file claims.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, ImageReadFailed.</exception>
    public static void Check(string path)
    {
        using var source = new PngSource(path);
        if (!source.Read(0, PngChunks.Signature.Length).SequenceEqual(PngChunks.Signature))
            throw ImageErrors.Corrupt(path, "it does not start like a PNG file");
        (uint claimed, uint frames) = (0u, 0u);
        for (long at = PngChunks.Signature.Length; ;)
        {
            (uint length, uint type) = source.ReadChunkHeader(at);
            if (length > source.Length - at - PngChunks.Overhead || !HasChecksum(source, at, length))
                throw ImageErrors.Corrupt(path, "one of its chunks is damaged");
            if (type == PngChunks.AnimationControl && length >= sizeof(uint))
                claimed = BinaryPrimitives.ReadUInt32BigEndian(source.Read(at + 8, sizeof(uint)));
            if (type == FrameControl)
                frames++;
            if (type == PngChunks.ImageEnd)
                break;
            at += PngChunks.Overhead + length;
        }

        if (frames != claimed)
            throw ImageErrors.Corrupt(path, FormattableString.Invariant($"its header lists {claimed:N0} frames, but it has {frames:N0}"));
    }

    /// <summary>Type and data make the checksum that follows them.</summary>
    private static bool HasChecksum(PngSource source, long chunk, uint length)
    {
        var crc = new Crc32();
        (long at, long end) = (chunk + 4, chunk + 8 + length);
        while (at < end)
        {
            int count = (int)Math.Min(end - at, PngSource.PieceBytes);
            crc.Append(source.Read(at, count));
            at += count;
        }

        return BinaryPrimitives.ReadUInt32BigEndian(source.Read(end, sizeof(uint))) == crc.GetCurrentHashAsUInt32();
    }
}
