using System.Buffers.Binary;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>What IHDR says.</summary>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="BitDepth">Bits a sample: 1, 2, 4, 8, 16.</param>
/// <param name="ColorType">Meaning of the samples.</param>
/// <param name="IsInterlaced">Whether rows come in the seven passes of Adam7.</param>
internal readonly record struct PngImageHeader(int Width, int Height, int BitDepth, PngColorType ColorType, bool IsInterlaced)
{
    /// <summary>Reads signature and IHDR.</summary>
    /// <param name="start">The file's first 33 bytes.</param>
    /// <param name="header">The header.</param>
    /// <returns>Whether they are there and make sense. The checksum is not looked at.</returns>
    public static bool TryParse(ReadOnlySpan<byte> start, out PngImageHeader header)
    {
        header = default;
        if (!start.StartsWith(PngChunks.Signature)
            || BinaryPrimitives.ReadUInt32BigEndian(start[8..]) != 13
            || BinaryPrimitives.ReadUInt32BigEndian(start[12..]) != PngChunks.ImageHeader)
        {
            return false;
        }

        int width = BinaryPrimitives.ReadInt32BigEndian(start[16..]);
        int height = BinaryPrimitives.ReadInt32BigEndian(start[20..]);
        ReadOnlySpan<byte> rest = start[24..];
        header = new PngImageHeader(width, height, rest[0], (PngColorType)rest[1], rest[4] == 1);
        return width > 0 && height > 0 && rest[0] is 1 or 2 or 4 or 8 or 16 && rest[2] == 0 && rest[3] == 0 && rest[4] <= 1;
    }

    /// <summary>Columns and rows of a pass of the data: the one pass of a plain image, or one of the seven of Adam7 (ISO/IEC
    /// 15948, clause 8.2).</summary>
    /// <param name="pass">From 0.</param>
    public (int Width, int Height) PassSize(int pass)
    {
        if (!IsInterlaced) return (Width, Height);
        ReadOnlySpan<byte> startX = [0, 4, 0, 2, 0, 1, 0];
        ReadOnlySpan<byte> startY = [0, 0, 4, 0, 2, 0, 1];
        ReadOnlySpan<byte> stepX = [8, 8, 4, 4, 2, 2, 1];
        ReadOnlySpan<byte> stepY = [8, 8, 8, 4, 4, 2, 2];
        long columns = ((long)Width - startX[pass] + stepX[pass] - 1) / stepX[pass];
        long rows = ((long)Height - startY[pass] + stepY[pass] - 1) / stepY[pass];
        return (columns > 0 && rows > 0) ? ((int)columns, (int)rows) : (0, 0);
    }
}
