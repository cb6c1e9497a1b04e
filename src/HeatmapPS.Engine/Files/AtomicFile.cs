using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>Writes a file so that it is either complete or absent, and an older one stays untouched until then.</summary>
internal static class AtomicFile
{
    /// <summary>Writes to a temporary name in the same folder and renames it when complete.</summary>
    /// <param name="path">Full path of the file. Its folder is created when missing.</param>
    /// <param name="overwrite">Whether an existing file is replaced; else it is OutputExists.</param>
    /// <param name="write">Writes the content to a seekable stream.</param>
    /// <param name="stop">Ends the waiting for a file in use.</param>
    /// <exception cref="HeatmapException">OutputExists, OutputAccessDenied, OutputWriteFailed, or what
    /// <paramref name="write"/> throws. The temporary file is removed.</exception>
    public static void Write(string path, bool overwrite, Action<Stream> write, CancellationToken stop)
    {
        WriteTo(path, overwrite, Create, stop);

        void Create(string temporary)
        {
            using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16);
            write(stream);
        }
    }

    /// <summary>The same for content that another program, or more than one stream, writes.</summary>
    /// <param name="path">Full path of the file. Its folder is created when missing.</param>
    /// <param name="overwrite">Whether an existing file is replaced; else it is OutputExists.</param>
    /// <param name="write">Writes the content to a file of this path, which does not exist yet.</param>
    /// <param name="stop">Ends the waiting for a file in use.</param>
    /// <exception cref="HeatmapException">OutputExists, OutputAccessDenied, OutputWriteFailed, or what
    /// <paramref name="write"/> throws. The temporary file is removed.</exception>
    public static void WriteTo(string path, bool overwrite, Action<string> write, CancellationToken stop)
    {
        string folder = Path.GetDirectoryName(path)!;
        string temporary = PartialFile.NewPath(folder);
        try
        {
            OutputFaults.Translate(path, () =>
            {
                Directory.CreateDirectory(folder);
                write(temporary);
                Rename.File(temporary, path, overwrite, stop);
            });
        }
        catch
        {
            PartialFile.Remove(temporary);
            throw;
        }
    }
}
