using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Magick;

/// <summary>What the image header of a JPEG XL codestream says of depth and bands (ISO/IEC 18181-1, annex D).</summary>
internal static class JpegXlHeader
{
    private const int HeadBytes = 1 << 16;

    /// <summary>Reads a bare codestream or one in a container.</summary>
    /// <returns>Depth and bands; nothing where the codestream does not begin within the container's first part.</returns>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public static MagickStored Read(Stream stream, string path)
    {
        byte[] buffer = new byte[Math.Min(HeadBytes, stream.Length)];
        stream.Position = 0;
        var head = (ReadOnlySpan<byte>)buffer.AsSpan(0, SourceFile.ReadSome(stream, buffer, path));
        int start = head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) ? 0 : FindCodestream(head);
        if (start < 0)
            return default;
        try
        {
            return new Bits(head[(start + 2)..].ToArray()).ReadImage();
        }
        catch (EndOfStreamException e)
        {
            throw ImageErrors.Corrupt(path, "it ends inside its header", e);
        }
    }

    /// <summary>The codestream in a box "jxlc", or the first part of one in "jxlp" after its number.</summary>
    private static int FindCodestream(ReadOnlySpan<byte> head)
    {
        int whole = head.IndexOf("jxlc"u8);
        int part = head.IndexOf("jxlp"u8);
        int start = whole >= 0 ? whole + 4 : part >= 0 ? part + 8 : -1;
        return start >= 0 && start + 2 <= head.Length && head[start] == 0xFF && head[start + 1] == 0x0A ? start : -1;
    }

    /// <summary>Bits from the lowest one of each byte.</summary>
    private sealed class Bits(byte[] data)
    {
        private int _at;

        public MagickStored ReadImage()
        {
            SkipSize();
            // All values as they mostly are: 8 bits, RGB, nothing else.
            if (Flag())
                return new(8, Bands: 3);
            if (Flag())
                SkipExtraFields();
            (int bits, bool isFloat) = ReadDepth();
            _ = Flag();
            int extra = Choose(0, 1, (2, 4), (1, 12));
            bool alpha = false;
            for (int i = 0; i < extra; i++)
                alpha |= ReadExtraChannel() == 0;
            _ = Flag();
            return new(bits, isFloat, (ReadIsGray() ? 1 : 3) + (alpha ? 1 : 0));
        }

        private int Take(int count)
        {
            int value = 0;
            for (int i = 0; i < count; i++, _at++)
            {
                if (_at / 8 >= data.Length)
                    throw new EndOfStreamException();
                value |= ((data[_at / 8] >> (_at % 8)) & 1) << i;
            }

            return value;
        }

        private bool Flag() => Take(1) != 0;

        /// <summary>One of two constants, or one of two offsets with bits of their own.</summary>
        private int Choose(int first, int second, (int Offset, int Bits) third, (int Offset, int Bits) fourth) => Take(2) switch
        {
            0 => first,
            1 => second,
            2 => third.Offset + Take(third.Bits),
            _ => fourth.Offset + Take(fourth.Bits),
        };

        private int Enumeration() => Choose(0, 1, (2, 4), (18, 6));

        private void SkipSize()
        {
            bool small = Flag();
            SkipSide(small);
            if (Take(3) == 0)
                SkipSide(small);
        }

        private void SkipSide(bool small)
        {
            if (small)
                _ = Take(5);
            else
                _ = Take(Take(2) switch { 0 => 9, 1 => 13, 2 => 18, _ => 30 });
        }

        private void SkipExtraFields()
        {
            // Orientation, size in the eye of the author, preview, animation.
            _ = Take(3);
            if (Flag())
                SkipSize();
            if (Flag())
                SkipPreview();
            if (Flag())
                SkipAnimation();
        }

        private void SkipPreview()
        {
            bool divided = Flag();
            SkipPreviewSide(divided);
            if (Take(3) == 0)
                SkipPreviewSide(divided);
        }

        private void SkipPreviewSide(bool divided)
        {
            if (divided)
                _ = Choose(16, 32, (1, 5), (33, 9));
            else
                _ = Take(Take(2) switch { 0 => 6, 1 => 8, 2 => 10, _ => 12 });
        }

        private void SkipAnimation()
        {
            _ = Choose(100, 1000, (1, 10), (1, 30));
            _ = Choose(1, 1001, (1, 8), (1, 10));
            _ = Take(2) switch { 0 => 0, 1 => Take(3), 2 => Take(16), _ => Take(32) };
            _ = Flag();
        }

        private (int Bits, bool IsFloat) ReadDepth()
        {
            if (!Flag())
                return (Choose(8, 10, (12, 0), (1, 6)), false);
            int bits = Choose(32, 16, (24, 0), (1, 6));
            _ = Take(4);
            return (bits, true);
        }

        /// <summary>Reads an extra channel.</summary>
        /// <returns>Its kind: 0 is alpha.</returns>
        private int ReadExtraChannel()
        {
            if (Flag())
                return 0;
            int kind = Enumeration();
            _ = ReadDepth();
            _ = Choose(0, 3, (4, 0), (1, 3));
            int name = Take(2) switch { 0 => 0, 1 => Take(4), 2 => 16 + Take(5), _ => 48 + Take(10) };
            for (int i = 0; i < name; i++)
                _ = Take(8);
            if (kind == 0)
                _ = Flag();
            else if (kind == 2)
                _ = Take(64);
            else if (kind == 5)
                _ = Take(Take(2) switch { 0 => 0, 1 => 2, 2 => 4, _ => 8 });
            return kind;
        }

        /// <summary>The colour encoding: space 1 is grey, whether described or by an ICC profile.</summary>
        private bool ReadIsGray()
        {
            if (Flag())
                return false;
            _ = Flag();
            return Enumeration() == 1;
        }
    }
}
