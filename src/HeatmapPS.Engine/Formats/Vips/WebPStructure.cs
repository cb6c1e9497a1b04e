using System.Buffers.Binary;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>Walks the chunks of a WebP file (RFC 9649, 2.7): libwebp shows a frame without pixels as an empty one, and a picture without
/// the alpha that its header announces as opaque.</summary>
internal static class WebPStructure
{
    private const int RiffBytes = 12;
    private const int ChunkBytes = 8;
    private const int FrameBytes = 16;
    private const int AlphaFlag = 0x10;

    /// <summary>Checks that each frame has its pixels.</summary>
    /// <param name="file">All bytes of a WebP file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public static void Check(ReadOnlySpan<byte> file, string path)
    {
        bool announcesAlpha = false;
        int frame = 0;
        var still = new Contents();
        var chunks = new Chunks(file[Math.Min(RiffBytes, file.Length)..]);
        while (chunks.TryNext(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data))
        {
            if (name.SequenceEqual("VP8X"u8) && !data.IsEmpty)
                announcesAlpha = (data[0] & AlphaFlag) != 0;
            else if (name.SequenceEqual("ANMF"u8))
                CheckFrame(data, announcesAlpha, path, ++frame);
            else
                still.Add(name);
        }

        if (frame == 0 && still.LacksAlpha(announcesAlpha))
            throw ImageErrors.Corrupt(path, "its header has transparency, but its pixels have none");
    }

    private static void CheckFrame(ReadOnlySpan<byte> data, bool announcesAlpha, string path, int frame)
    {
        var contents = new Contents();
        var chunks = new Chunks(data[Math.Min(FrameBytes, data.Length)..]);
        while (chunks.TryNext(out ReadOnlySpan<byte> name, out _))
            contents.Add(name);
        if (!contents.HasPixels)
            throw ImageErrors.Corrupt(path, FormattableString.Invariant($"its frame {frame:N0} has no pixels"));
        if (contents.LacksAlpha(announcesAlpha))
        {
            throw ImageErrors.Corrupt(path,
                FormattableString.Invariant($"the header of its frame {frame:N0} has transparency, but the pixels have none"));
        }
    }

    /// <summary>Which chunks a frame or still picture has.</summary>
    private struct Contents
    {
        private bool _isLossy;
        private bool _hasAlpha;
        private bool _hasUnknown;

        public bool HasPixels { get; private set; }

        public void Add(ReadOnlySpan<byte> name)
        {
            bool isLossy = name.SequenceEqual("VP8 "u8);
            bool isAlpha = name.SequenceEqual("ALPH"u8);
            _isLossy |= isLossy;
            _hasAlpha |= isAlpha;
            HasPixels |= isLossy || name.SequenceEqual("VP8L"u8);
            _hasUnknown |= !HasPixels && !isAlpha && !name.SequenceEqual("ICCP"u8) && !name.SequenceEqual("ANIM"u8);
        }

        /// <summary>Some writers announce alpha that no frame has; only where an unknown chunk stands in its place is it lost.</summary>
        public readonly bool LacksAlpha(bool announced) => announced && _isLossy && !_hasAlpha && _hasUnknown;
    }

    private ref struct Chunks(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public bool TryNext(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data)
        {
            name = data = default;
            if (_rest.Length < ChunkBytes)
                return false;
            long length = BinaryPrimitives.ReadUInt32LittleEndian(_rest[4..]);
            name = _rest[..4];
            data = _rest.Slice(ChunkBytes, (int)Math.Min(length, _rest.Length - ChunkBytes));
            _rest = _rest[(int)Math.Min(ChunkBytes + length + (length & 1), _rest.Length)..];
            return true;
        }
    }
}
