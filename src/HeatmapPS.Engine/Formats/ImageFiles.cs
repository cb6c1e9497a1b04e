using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats;

/// <summary>Opens image files so that others may go on using them, with errors that name them.</summary>
internal static class ImageFiles
{
    /// <summary>Opens a file for reading; other programs may write, rename or delete it meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bufferSize">Buffer of the stream in bytes; 0 for none.</param>
    /// <exception cref="HeatmapException">ImageNotFound, ImageAccessDenied, ImageReadFailed.</exception>
    public static FileStream OpenRead(string path, int bufferSize = 4096)
    {
        if (!RegularFile.MayOpen(path))
            throw ImageErrors.NotAFile(path);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ImageErrors.NotFound(path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Directory.Exists(path) ? ImageErrors.IsFolder(path) : ImageErrors.AccessDenied(path, e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw ImageErrors.ReadFailed(path, e);
        }
    }

    /// <summary>All bytes of a file that was just opened.</summary>
    /// <exception cref="HeatmapException">ImageReadFailed; SourceChanged when it becomes shorter meanwhile; ImageTooLarge beyond
    /// 2 GB.</exception>
    public static byte[] ReadWhole(FileStream stream, string path)
    {
        if (stream.Length > Array.MaxLength)
            throw CodecErrors.FileTooLarge(path, stream.Length, Array.MaxLength);
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)stream.Length);
        return SourceFile.ReadSome(stream, bytes, path) == bytes.Length ? bytes : throw ImageErrors.SourceChanged(path);
    }
}
