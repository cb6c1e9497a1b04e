using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using NetVips;

namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>Turns what libvips reports into errors of the engine.</summary>
internal static class VipsMessages
{
    /// <summary>The error for a file that libvips could not read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cause">What libvips reported.</param>
    public static HeatmapException ToReadError(string path, VipsException cause)
    {
        string reason = Clean(cause.Message, path);
        if (!File.Exists(path))
            return ImageErrors.NotFound(path);
        if (Mentions(cause.Message, "Permission denied"))
            return ImageErrors.AccessDenied(path, new IOException("Permission denied", cause));
        if (Mentions(cause.Message, "Too many open files") || IsOutOfMemory(cause.Message))
            return ImageErrors.ReadFailed(path, new IOException(reason, cause));
        if (Mentions(reason, "Unsupported marker type") || Mentions(reason, "Uncompressed data (not supported)"))
            return ImageErrors.Corrupt(path, "libvips reports: " + reason, cause);
        if (Mentions(reason, "unsupported") || Mentions(reason, "not supported")
            || Mentions(reason, "not configured") || Mentions(reason, "not implemented"))
        {
            return ImageErrors.FormatNotSupported(path, "libvips reports: " + reason);
        }

        return ImageErrors.Corrupt(path, "libvips reports: " + reason, cause);
    }

    /// <summary>The first line of a message that tells something, without the operation's name and the file's path.</summary>
    public static string Clean(string message, string? path = null)
    {
        string[] lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string line = lines.FirstOrDefault(l => !l.StartsWith("unable to ", StringComparison.Ordinal)) ?? "it cannot be decoded";
        if (!string.IsNullOrEmpty(path))
            line = line.Replace(path, Path.GetFileName(path), StringComparison.Ordinal);
        int colon = line.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && !line.AsSpan(0, colon).Contains(' ') && colon + 2 < line.Length ? line[(colon + 2)..] : line;
    }

    /// <summary>Of a tag that claims too many values libtiff says that it is out of memory "reading of" it: the file is at fault.</summary>
    private static bool IsOutOfMemory(string message) =>
        Mentions(message, "out of memory") && !Mentions(message, "out of memory reading of");

    private static bool Mentions(string message, string text) => message.Contains(text, StringComparison.OrdinalIgnoreCase);
}
