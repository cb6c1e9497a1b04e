using System.Buffers;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>What is wrong with a PNG whose header can be read and whose rows cannot.</summary>
/// <remarks>Of these libvips says "libpng read error" and no more. So nobody waits for it to fail again with nothing beside it
/// (<see cref="Vips.VipsCall"/>): a folder of broken files is as fast as one of whole ones.</remarks>
internal static class PngFault
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Looks at the image data's chunks and their checksums.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The error of the file: ImageCorrupt with the reason; SourceChanged, ImageReadFailed and others where it is gone.</returns>
    public static HeatmapException Find(string path)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var source = new PngSource(path);
            using var data = new PngDataStream(source, FirstImageData(source), checksums: true);
            while (data.Read(buffer) > 0)
            {
            }

            return ImageErrors.Corrupt(path, "its image data cannot be decompressed");
        }
        catch (HeatmapException error)
        {
            return error;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static long FirstImageData(PngSource source)
    {
        long at = PngChunks.Signature.Length;
        while (true)
        {
            (uint length, uint type) = source.ReadChunkHeader(at);
            if (type == PngChunks.ImageData) return at;
            at += PngChunks.Overhead + (long)length;
        }
    }
}
