using System.Buffers.Binary;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Magick;

/// <summary>Looks into a GIMP image for what ImageMagick gets wrong: layers that are not compressed, unless they are grey without alpha.</summary>
internal static class XcfStructure
{
    private const int VersionOffset = 9;
    private const int HeaderOffset = 14;
    private const int CompressionProperty = 17;
    private const int GrayLayer = 2;
    private const int MostEntries = 100_000;

    /// <summary>Checks a file.</summary>
    /// <exception cref="HeatmapException">FormatNotSupported, ImageCorrupt (as an end of the stream).</exception>
    public static void Check(Stream stream, string path)
    {
        var version = ReadText(stream);
        stream.Position = HeaderOffset;
        _ = Number(stream);
        _ = Number(stream);
        if (Number(stream) == 2)
            throw ImageErrors.FormatNotSupported(path, "it is a GIMP image of indexed colours");
        // Since version 4 the file tells its precision: 8 bits, linear or not.
        if (version >= 4 && Number(stream) is not (0 or 100 or 150))
            throw ImageErrors.FormatNotSupported(path, "it is a GIMP image of more than 8 bits a channel");

        var compression = 0;
        for (var i = 0; i < MostEntries; i++)
        {
            var (property, length) = (Number(stream), Number(stream));
            if (property == 0)
                break;
            var end = stream.Position + length;
            if (property == CompressionProperty)
                compression = stream.ReadByte();
            stream.Position = end;
        }

        if (compression > 1)
            throw ImageErrors.FormatNotSupported(path, "its layers are compressed in another way than by runs. Save it from GIMP without 'better compression'");
        if (compression == 0)
            CheckLayers(stream, version >= 11, path);
    }

    private static void CheckLayers(Stream stream, bool wide, string path)
    {
        for (var i = 0; i < MostEntries; i++)
        {
            var layer = wide ? (long)(((ulong)Number(stream) << 32) | Number(stream)) : Number(stream);
            if (layer <= 0)
                return;
            var next = stream.Position;
            stream.Position = layer + (2 * sizeof(uint));
            if (Number(stream) != GrayLayer)
                throw ImageErrors.FormatNotSupported(path, "its layers are not compressed. Save it from GIMP, which compresses them");
            stream.Position = next;
        }
    }

    /// <summary>The number in "gimp xcf v011"; 0 for "gimp xcf file".</summary>
    private static int ReadText(Stream stream)
    {
        Span<byte> text = stackalloc byte[4];
        stream.Position = VersionOffset;
        stream.ReadExactly(text);
        return text[0] == (byte)'v' && int.TryParse(text[1..], CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static uint Number(Stream stream)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        stream.ReadExactly(number);
        return BinaryPrimitives.ReadUInt32BigEndian(number);
    }
}
