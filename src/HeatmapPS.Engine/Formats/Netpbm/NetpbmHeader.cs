using System.Numerics;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Netpbm;

/// <summary>How the samples of a Netpbm image are stored.</summary>
internal enum NetpbmCoding
{
    /// <summary>Decimal numbers (P2, P3).</summary>
    Text,

    /// <summary>The digits 0 and 1, 1 being black (P1).</summary>
    TextBits,

    /// <summary>Eight pixels a byte, 1 being black, rows padded to bytes (P4).</summary>
    PackedBits,

    /// <summary>One byte a sample, or two with the high one first (P5, P6, P7).</summary>
    Integers,

    /// <summary>One byte a pixel, 1 being white (P7 of type BLACKANDWHITE).</summary>
    ByteBits,

    /// <summary>32-bit floating point, rows from bottom to top (Pf, PF).</summary>
    Floats,
}

/// <summary>The header of one image of a Netpbm file.</summary>
/// <param name="Layout">Rows as they are given out.</param>
/// <param name="Coding">How samples are stored.</param>
/// <param name="MaxValue">Largest sample; 1 for bitmaps and floating point.</param>
/// <param name="SwapBytes">Whether stored samples have the other byte order.</param>
/// <param name="ColorModel">What the bands mean.</param>
/// <param name="HasAlpha">Whether the last band is alpha.</param>
/// <param name="DataOffset">Position in the file of the first sample.</param>
internal sealed record NetpbmHeader(
    RasterLayout Layout,
    NetpbmCoding Coding,
    int MaxValue,
    bool SwapBytes,
    ColorModel ColorModel,
    bool HasAlpha,
    long DataOffset)
{
    /// <summary>Bytes of a stored row, exact for binary files; for text the fewest it can have.</summary>
    public long StoredRowBytes => Coding switch
    {
        NetpbmCoding.PackedBits => ((long)Layout.Width + 7) / 8,
        NetpbmCoding.Text => 2L * Layout.RowSamples,
        _ => Layout.RowBytes,
    };

    /// <summary>Bytes of the image's samples; for text the fewest (the last number needs nothing after it).</summary>
    public long StoredBytes => (StoredRowBytes * Layout.Height) - (Coding == NetpbmCoding.Text ? 1 : 0);

    /// <summary>Whether where the image ends is known without reading it, so that another may follow.</summary>
    public bool HasKnownEnd => Coding is not (NetpbmCoding.Text or NetpbmCoding.TextBits);

    /// <summary>Metadata: the bit depth is that of the largest value.</summary>
    public RasterMetadata Metadata => new()
    {
        ColorModel = ColorModel,
        HasAlpha = HasAlpha,
        BitDepth = Coding == NetpbmCoding.Floats ? 32 : BitOperations.Log2((uint)MaxValue) + 1,
    };
}

/// <summary>Turns a strip of rows upside down, in place.</summary>
internal static class RowOrder
{
    /// <summary>Swaps the first row with the last, and so on.</summary>
    public static void Reverse(Span<byte> strip, int rowBytes)
    {
        const int blockBytes = 4096;
        Span<byte> block = stackalloc byte[blockBytes];
        for (int top = 0, bottom = strip.Length - rowBytes; top < bottom; top += rowBytes, bottom -= rowBytes)
        {
            for (int offset = 0; offset < rowBytes; offset += blockBytes)
            {
                int length = Math.Min(blockBytes, rowBytes - offset);
                Span<byte> first = strip.Slice(top + offset, length);
                Span<byte> second = strip.Slice(bottom + offset, length);
                first.CopyTo(block);
                second.CopyTo(first);
                block[..length].CopyTo(second);
            }
        }
    }
}
