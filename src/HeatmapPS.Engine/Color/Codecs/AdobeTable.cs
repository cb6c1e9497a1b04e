using System.Buffers.Binary;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>Adobe colour tables: 256 red, green, blue triples; then perhaps big-endian the number of colours in use and
/// the index of the transparent one (0xFFFF for none).</summary>
internal sealed class AdobeTable : IColormapCodec
{
    private const int TableBytes = 768;
    private const int WithTrailer = 772;

    public IReadOnlyList<ColormapContent> Read(ColormapSource source)
    {
        byte[] bytes = source.Bytes;
        if (bytes.Length is not (TableBytes or WithTrailer))
            throw source.AtByte(bytes.Length, $"{TableBytes} or {WithTrailer} bytes", $"a file of {bytes.Length} bytes");
        int count = 256;
        int transparent = -1;
        if (bytes.Length == WithTrailer)
        {
            int used = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(TableBytes));
            if (used > 256) throw source.AtByte(TableBytes, "at most 256 colours", $"{used}");
            // Some programs leave 0 for "all".
            if (used > 0) count = used;
            transparent = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(TableBytes + 2));
        }

        var colors = new ColorValue[count];
        for (int i = 0; i < count; i++)
            colors[i] = ColorValue.FromBytes(bytes[i * 3], bytes[(i * 3) + 1], bytes[(i * 3) + 2], (byte)(i == transparent ? 0 : 255));
        return [ColormapContent.Table(source.Name, colors)];
    }

    public void Write(Colormap map, ColormapWriteOptions options, Stream output)
    {
        Rgba32[] colors = map.Count <= 256 ? map.ToRgba32() : map.To256();
        Span<byte> bytes = stackalloc byte[WithTrailer];
        bytes.Clear();
        for (int i = 0; i < colors.Length; i++)
            (bytes[i * 3], bytes[(i * 3) + 1], bytes[(i * 3) + 2]) = (colors[i].R, colors[i].G, colors[i].B);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[TableBytes..], (ushort)colors.Length);
        int transparent = Array.FindIndex(colors, color => color.A == 0);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[(TableBytes + 2)..], transparent < 0 ? ushort.MaxValue : (ushort)transparent);
        output.Write(bytes);
    }
}
