using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>The colours of photographs that FLIR's cameras keep as PNG: Y, Cb, Cr where PNG has red, green, blue.</summary>
/// <remarks>The file does not say so. The equations are JFIF's, of the full range and the BT.601 weights.</remarks>
internal static class FlirPhotoColors
{
    /// <summary>Rows of red, green and blue.</summary>
    /// <param name="rows">Rows of three bands of UInt8: Y, Cb, Cr.</param>
    public static RowReader ToRgb(RowReader rows) => new TransformedRows(rows.Layout, rows, Convert);

    private static void Convert(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        for (int i = 0; i + 2 < source.Length; i += 3)
        {
            double y = source[i];
            double cb = source[i + 1] - 128;
            double cr = source[i + 2] - 128;
            destination[i] = ToByte(y + (1.402 * cr));
            destination[i + 1] = ToByte(y - (0.344136 * cb) - (0.714136 * cr));
            destination[i + 2] = ToByte(y + (1.772 * cb));
        }
    }

    private static byte ToByte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
