using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Raw;

/// <summary>Reads streams, with every failure told as an error of the engine. <see cref="ImageFiles"/> opens them.</summary>
internal static class SourceFile
{
    /// <summary>Fills <paramref name="destination"/> from the stream.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt when the stream ends early or its compressed data is broken;
    /// ImageReadFailed.</exception>
    public static void ReadExactly(Stream stream, Span<byte> destination, string path)
    {
        try
        {
            stream.ReadExactly(destination);
        }
        catch (EndOfStreamException e)
        {
            throw ImageErrors.Corrupt(path, "it ends before its last sample", e);
        }
        catch (InvalidDataException e)
        {
            throw ImageErrors.Corrupt(path, $"its compressed data is damaged: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw ImageErrors.ReadFailed(path, e);
        }
    }

    /// <summary>Reads what the stream has, at most a buffer full.</summary>
    /// <returns>Bytes read; 0 at the end.</returns>
    /// <exception cref="HeatmapException">ImageCorrupt when compressed data is broken; ImageReadFailed.</exception>
    public static int ReadSome(Stream stream, Span<byte> destination, string path)
    {
        try
        {
            return stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw ImageErrors.Corrupt(path, $"its compressed data is damaged: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw ImageErrors.ReadFailed(path, e);
        }
    }
}
