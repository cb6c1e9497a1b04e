namespace HeatmapPS.Engine.Files;

/// <summary>Reads whole files that must not be large, such as those of settings.</summary>
internal static class SmallFile
{
    /// <summary>All bytes of a file, or null when it has more than may be. What it has is counted as it is read: a link, a file that
    /// grows, and one that claims no length are bounded too.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <exception cref="IOException">It cannot be read; nor can a device or a pipe.</exception>
    /// <exception cref="UnauthorizedAccessException">The system refuses, or it is a folder.</exception>
    public static byte[]? TryRead(string path, int most)
    {
        if (!RegularFile.MayOpen(path))
            throw new IOException("it is a device or a pipe.");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (stream.Length > most)
            return null;
        byte[] bytes = new byte[stream.Length];
        int count = 0;
        while (true)
        {
            count += stream.ReadAtLeast(bytes.AsSpan(count), bytes.Length - count, throwOnEndOfStream: false);
            if (count < bytes.Length)
                return bytes[..count];

            // There may be more than was told.
            int next = stream.ReadByte();
            if (next < 0)
                return bytes;
            if (count >= most)
                return null;
            Array.Resize(ref bytes, (int)Math.Min(most, Math.Max(4096L, bytes.Length * 2L)));
            bytes[count++] = (byte)next;
        }
    }
}
