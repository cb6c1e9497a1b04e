using System.Buffers.Binary;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>Walks the blocks of a GIF: libvips gives a frame that breaks off, or whose pixels do not make sense, as if it were
/// whole.</summary>
internal static class GifStructure
{
    private const int HeaderBytes = 13;
    private const int DescriptorBytes = 9;
    private const int ColorTableFlag = 0x80;
    private const int ColorTableSizeMask = 7;
    private const int GraphicControl = 0xF9;
    private const int DisposalMask = 7;
    private const int RestoreToBackground = 2;

    /// <summary>Checks that no block is cut off, and that the pixels of frames are all there. A file without its last byte (the trailer)
    /// passes.</summary>
    /// <param name="file">All bytes of a GIF file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="page">The page that is asked for: pixels of frames after it do not show.</param>
    /// <returns>Whether the frames up to that page cover the canvas. What shows elsewhere is the background colour to some readers and
    /// black, transparent or the first colour to others.</returns>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public static bool Check(byte[] file, string path, int page)
    {
        using var stream = new MemoryStream(file, writable: false);
        try
        {
            Span<byte> head = stackalloc byte[HeaderBytes];
            stream.ReadExactly(head);
            SkipColorTable(stream, head[10]);
            var open = new Area(0, 0, BinaryPrimitives.ReadUInt16LittleEndian(head[6..]),
                BinaryPrimitives.ReadUInt16LittleEndian(head[8..]));
            bool covers = true;
            int disposal = 0;
            int frame = 0;
            while (stream.ReadByte() is var introducer and >= 0)
            {
                switch (introducer)
                {
                    case ',':
                        if (++frame > page)
                        {
                            SkipImage(stream);
                            break;
                        }

                        Area area = CheckImage(stream, file, frame, path);
                        covers &= area.Covers(open);
                        open = disposal == RestoreToBackground ? area : default;
                        break;
                    case '!':
                        disposal = Byte(stream) == GraphicControl ? ReadDisposal(stream) : disposal;
                        SkipSubBlocks(stream);
                        break;
                    case ';':
                        return covers;
                    default:
                        // Padding between blocks is seen in real files; decoders stop or go on as they like.
                        break;
                }
            }

            return covers;
        }
        catch (EndOfStreamException e)
        {
            throw ImageErrors.Corrupt(path, "it ends inside a frame", e);
        }
    }

    private static Area CheckImage(MemoryStream stream, byte[] file, int frame, string path)
    {
        Span<byte> descriptor = stackalloc byte[DescriptorBytes];
        stream.ReadExactly(descriptor);
        SkipColorTable(stream, descriptor[8]);
        int valueBits = Byte(stream);
        if (valueBits is 0 or > GifPixelCount.MaxValueBits)
            throw ImageErrors.Corrupt(path, FormattableString.Invariant($"the pixels of frame {frame} have {valueBits} bits"));
        int width = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[4..]);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[6..]);
        var count = new GifPixelCount(valueBits, (long)width * height);
        while (Byte(stream) is var length and > 0)
        {
            int start = (int)stream.Position;
            Skip(stream, length);
            count.Add(file.AsSpan(start, length));
        }

        if (!count.IsWhole)
        {
            throw ImageErrors.Corrupt(path,
                FormattableString.Invariant($"frame {frame} does not have the {width} × {height} pixels in its header"));
        }

        return new Area(
            BinaryPrimitives.ReadUInt16LittleEndian(descriptor), BinaryPrimitives.ReadUInt16LittleEndian(descriptor[2..]), width, height);
    }

    // The first byte of the extension's block; what follows is left to be skipped.
    private static int ReadDisposal(MemoryStream stream)
    {
        long start = stream.Position;
        int disposal = Byte(stream) > 0 ? (Byte(stream) >> 2) & DisposalMask : 0;
        stream.Position = start;
        return disposal;
    }

    private static void SkipImage(MemoryStream stream)
    {
        Span<byte> descriptor = stackalloc byte[DescriptorBytes];
        stream.ReadExactly(descriptor);
        SkipColorTable(stream, descriptor[8]);
        _ = Byte(stream);
        SkipSubBlocks(stream);
    }

    private static void SkipColorTable(MemoryStream stream, int flags)
    {
        if ((flags & ColorTableFlag) != 0)
            Skip(stream, 3 << ((flags & ColorTableSizeMask) + 1));
    }

    private static void SkipSubBlocks(MemoryStream stream)
    {
        while (Byte(stream) is var length and > 0)
            Skip(stream, length);
    }

    private static void Skip(MemoryStream stream, int bytes)
    {
        if (stream.Position + bytes > stream.Length)
            throw new EndOfStreamException();
        stream.Position += bytes;
    }

    private static int Byte(MemoryStream stream) =>
        stream.ReadByte() is var value and >= 0 ? value : throw new EndOfStreamException();

    /// <summary>A part of the canvas.</summary>
    private readonly record struct Area(int X, int Y, int Width, int Height)
    {
        /// <summary>Whether another lies within.</summary>
        public bool Covers(Area other) =>
            other.Width == 0 || other.Height == 0
            || (X <= other.X && Y <= other.Y && X + Width >= other.X + other.Width && Y + Height >= other.Y + other.Height);
    }
}

/// <summary>Counts the pixels that LZW codes of a GIF stand for, without their values: that tells what is broken.</summary>
/// <remarks>Each code is as long as an entry of the table, and each adds an entry, longer by one than that of the code before it.</remarks>
/// <param name="codeSize">Bits of a pixel's value, as the frame tells.</param>
/// <param name="wanted">Pixels of the frame.</param>
internal sealed class GifPixelCount(int codeSize, long wanted)
{
    /// <summary>Most bits of a value: a code has one more, and may grow.</summary>
    public const int MaxValueBits = 11;

    private const int MaxEntries = 4096;

    private readonly ushort[] _lengths = new ushort[MaxEntries];
    private readonly int _clear = 1 << codeSize;
    private int _codeBits = codeSize + 1;
    private int _entries = (1 << codeSize) + 2;
    private int _last = -1;
    private int _bits;
    private int _bitCount;
    private long _found;
    private bool _hasEnded;

    /// <summary>Whether all pixels of the frame were there, and nothing wrong before them.</summary>
    public bool IsWhole => !IsBroken && _found >= wanted;

    private bool IsBroken { get; set; }

    /// <summary>Whether more bytes would tell more.</summary>
    private bool IsDone => IsBroken || _hasEnded || _found >= wanted;

    /// <summary>Takes bytes of the frame.</summary>
    public void Add(ReadOnlySpan<byte> data)
    {
        foreach (byte value in data)
        {
            _bits |= value << _bitCount;
            for (_bitCount += 8; _bitCount >= _codeBits && !IsDone;)
            {
                int bits = _codeBits;
                Take(_bits & ((1 << bits) - 1));
                _bits >>= bits;
                _bitCount -= bits;
            }

            if (IsDone)
                return;
        }
    }

    private void Take(int code)
    {
        if (code == _clear)
        {
            (_codeBits, _entries, _last) = (codeSize + 1, _clear + 2, -1);
            return;
        }

        if (code == _clear + 1)
        {
            _hasEnded = true;
            return;
        }

        // The entry that this code adds may be the code itself.
        bool adds = _last >= 0 && _entries < MaxEntries;
        if (code >= _entries + (adds ? 1 : 0))
        {
            IsBroken = true;
            return;
        }

        if (adds)
            _lengths[_entries++] = (ushort)(LengthOf(_last) + 1);
        _found += LengthOf(code);
        _last = code;
        if (_entries == 1 << _codeBits && _entries < MaxEntries)
            _codeBits++;
    }

    private int LengthOf(int code) => code < _clear ? 1 : _lengths[code];
}
