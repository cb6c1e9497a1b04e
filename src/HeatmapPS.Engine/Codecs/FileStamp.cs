namespace HeatmapPS.Engine.Codecs;

/// <summary>What tells one state of a file from another: length, time of writing, time of creation (a replaced file has a new one).</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Written">Time of the last write, UTC.</param>
/// <param name="Created">Time of creation, UTC.</param>
internal readonly record struct FileStamp(long Length, DateTime Written, DateTime Created)
{
    /// <summary>The file's present stamp; default when it does not exist.</summary>
    public static FileStamp Take(string path)
    {
        var info = new FileInfo(path);
        return info.Exists ? new FileStamp(info.Length, info.LastWriteTimeUtc, info.CreationTimeUtc) : default;
    }
}
