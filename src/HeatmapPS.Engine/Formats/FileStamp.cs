using HeatmapPS.Engine.Files;

namespace HeatmapPS.Engine.Formats;

/// <summary>What tells one state of a file from another: which file it is, its length, and its times. Links are followed: the stamp
/// is that of the file to be read, and a link that leads elsewhere is another file.</summary>
/// <param name="Status">Which file of which file system, where the system tells.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Written">Time of the last write, UTC.</param>
/// <param name="Created">Time of creation, UTC.</param>
internal readonly record struct FileStamp(FileStatus? Status, long Length, DateTime Written, DateTime Created)
{
    /// <summary>The file's present stamp; default when it does not exist.</summary>
    /// <param name="path">Full path.</param>
    public static FileStamp Take(string path)
    {
        FileInfo info = RealPath.Info(path);
        return info.Exists ? new FileStamp(FileStatus.Of(info.FullName), info.Length, info.LastWriteTimeUtc, info.CreationTimeUtc) : default;
    }
}
