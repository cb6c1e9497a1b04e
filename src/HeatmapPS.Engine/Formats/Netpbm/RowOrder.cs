namespace HeatmapPS.Engine.Formats.Netpbm;

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
