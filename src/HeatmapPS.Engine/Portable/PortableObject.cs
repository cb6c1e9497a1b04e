using System.IO.Compression;
using System.Text.Json;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Portable;

/// <summary>Rasters, heatmaps and colormaps as bytes that go to another process or into a file, and back.</summary>
/// <remarks>
/// Little-endian: "HPS", a version, then one zlib stream with the kind of object and its parts. An image carries its pixels; the path it
/// came from is text, which nobody opens. What is read is not trusted: every number is checked before it is used. No more memory is
/// taken than the pixels need that the stream then holds, and for all else than a multiple of the bytes that arrived.
/// </remarks>
internal static class PortableObject
{
    /// <summary>Most bytes of pixels that travel.</summary>
    public const long MaxPixelBytes = 100L << 20;

    private const byte Version = 1;

    private enum Kind : byte
    {
        Raster = 1,
        Heatmap = 2,
        Colormap = 3,
    }

    private static ReadOnlySpan<byte> Magic => "HPS"u8;

    /// <summary>The object as bytes.</summary>
    /// <param name="value">A <see cref="Raster"/>, <see cref="Heatmap"/> or <see cref="Colormap"/>.</param>
    /// <exception cref="HeatmapException">ObjectTooLarge, and what reading the pixels throws.</exception>
    public static byte[] Write(object value)
    {
        using var output = new MemoryStream();
        output.Write(Magic);
        output.WriteByte(Version);
        using (var compressed = new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new PortableWriter(compressed))
        {
            switch (value)
            {
                case Raster raster:
                    writer.Write((byte)Kind.Raster);
                    writer.WriteRaster(raster);
                    break;
                case Heatmap heatmap:
                    writer.Write((byte)Kind.Heatmap);
                    writer.WriteHeatmap(heatmap);
                    break;
                case Colormap map:
                    writer.Write((byte)Kind.Colormap);
                    writer.WriteColormap(map);
                    break;
                default:
                    throw new ArgumentException($"Expected a raster, a heatmap or a colormap, but got {value.GetType()}.", nameof(value));
            }
        }

        return output.ToArray();
    }

    /// <summary>The object that bytes hold.</summary>
    /// <exception cref="HeatmapException">ObjectInvalid.</exception>
    public static object Read(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith(Magic) || bytes.Length <= Magic.Length)
            throw SerializationErrors.Invalid("its first bytes are wrong");
        if (bytes[Magic.Length] != Version)
            throw SerializationErrors.Invalid($"its version is {bytes[Magic.Length]}, but this module reads version {Version}");
        try
        {
            using var input = new MemoryStream(bytes, Magic.Length + 1, bytes.Length - Magic.Length - 1, writable: false);
            using var reader = new PortableReader(new ZLibStream(input, CompressionMode.Decompress), bytes.Length);
            object value = (Kind)reader.ReadByte() switch
            {
                Kind.Raster => reader.ReadRaster(),
                Kind.Heatmap => reader.ReadHeatmap(),
                Kind.Colormap => reader.ReadColormap(),
                var kind => throw SerializationErrors.Invalid($"its kind {(int)kind} is unknown"),
            };
            return reader.BaseStream.ReadByte() < 0 ? value : throw SerializationErrors.Invalid("it has bytes after its end");
        }
        catch (Exception error) when (error is IOException or InvalidDataException or FormatException or ArgumentException or JsonException
            or NotSupportedException or OverflowException)
        {
            throw SerializationErrors.Invalid($"its bytes are damaged: {error.Message}", error);
        }
    }
}
