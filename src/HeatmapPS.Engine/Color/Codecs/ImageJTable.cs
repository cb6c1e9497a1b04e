using System.Buffers;
using System.Buffers.Binary;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>ImageJ and NIH Image lookup tables.</summary>
/// <remarks>Three forms: 256 reds, 256 greens, 256 blues; the same after a header of 32 bytes (big-endian: "ICOL", int16
/// version, int16 number of colours n, 24 more bytes), with n of each; text of "red green blue" or "index red green blue"
/// lines. Written in the first.</remarks>
internal sealed class ImageJTable : IColormapCodec
{
    private const int Colors = 256;
    private const int RawBytes = Colors * 3;
    private const int HeaderBytes = 32;

    public IReadOnlyList<ColormapContent> Read(ColormapSource source)
    {
        byte[] bytes = source.Bytes;
        if (bytes.AsSpan().StartsWith("ICOL"u8)) return [ReadWithHeader(source)];
        if (!IsText(bytes))
        {
            return bytes.Length switch
            {
                RawBytes => [Planes(source.Name, bytes, Colors)],
                // Some programs write a header with another mark.
                RawBytes + HeaderBytes => [Planes(source.Name, bytes.AsSpan(HeaderBytes), Colors)],
                _ => throw source.AtByte(bytes.Length, $"the end after {RawBytes} bytes, or {RawBytes + HeaderBytes} with a header",
                    $"a binary file of {bytes.Length} bytes"),
            };
        }

        return new CsvTable().Read(source);
    }

    public void Write(Colormap map, ColormapWriteOptions options, Stream output)
    {
        Rgba32[] colors = map.To256();
        Span<byte> bytes = stackalloc byte[RawBytes];
        for (int i = 0; i < Colors; i++)
            (bytes[i], bytes[i + Colors], bytes[i + (2 * Colors)]) = (colors[i].R, colors[i].G, colors[i].B);
        output.Write(bytes);
    }

    private static bool IsText(ReadOnlySpan<byte> bytes) =>
        !bytes.ContainsAnyExcept(SearchValues.Create("0123456789+-.,;eE \t\r\n#\"ABCDFGHIJKLMNOPQRSTUVWXYZabcdfghijklmnopqrstuvwxyz_()/:"u8));

    private static ColormapContent ReadWithHeader(ColormapSource source)
    {
        byte[] bytes = source.Bytes;
        if (bytes.Length < HeaderBytes) throw source.AtByte(bytes.Length, $"a header of {HeaderBytes} bytes", "the end of the file");
        int count = BinaryPrimitives.ReadInt16BigEndian(bytes.AsSpan(6));
        if (count is < 1 or > Colors) throw source.AtByte(6, $"1 to {Colors} colours", $"{count}");
        if (bytes.Length < HeaderBytes + (3 * count))
            throw source.AtByte(bytes.Length, $"{HeaderBytes + (3 * count)} bytes for {count} colours", "the end of the file");
        return Planes(source.Name, bytes.AsSpan(HeaderBytes), count);
    }

    private static ColormapContent Planes(string name, ReadOnlySpan<byte> planes, int count)
    {
        var colors = new ColorValue[count];
        for (int i = 0; i < count; i++) colors[i] = ColorValue.FromBytes(planes[i], planes[i + count], planes[i + (2 * count)]);
        return ColormapContent.Table(name, colors);
    }
}
