using System.ComponentModel;
using System.Diagnostics;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Writing;

namespace HeatmapPS.Engine.Terminal;

/// <summary>Opens pictures in the program that the user has for PNG files.</summary>
internal static class SystemViewer
{
    private static readonly WriteOptions s_options = new() { Grid = new GridComposer(GridOptions.Default) };

    /// <summary>Writes the image at full resolution to a temporary file and opens it.</summary>
    /// <param name="image">Heatmap or raster.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>Full path of the file.</returns>
    /// <exception cref="HeatmapException">ViewerNotFound, and what writing throws.</exception>
    public static string Open(ImageObject image, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("HeatmapPS-").FullName;
        string path = Path.Join(folder, FileName(image));
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite))
            _ = ImageWriter.Write(image, ImageFormats.Png, s_options, file, progress: null, cancellationToken);
        Start(path);
        return path;
    }

    /// <summary>The image's name, so that the viewer shows it: only letters, digits and what is harmless everywhere.</summary>
    private static string FileName(ImageObject image)
    {
        string name = image.Path is null ? image.Name : Path.GetFileNameWithoutExtension(image.Path);
        IEnumerable<char> letters = name.Select(letter =>
            char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' or ' ' ? letter : '_');
        string plain = string.Concat(letters.Take(100)).Trim(' ', '.');
        return (plain.Length == 0 ? "image" : plain) + ".png";
    }

    private static void Start(string path)
    {
        // The path is an argument of its own, which no shell reads.
        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(path) { UseShellExecute = true }
            : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [path]) { RedirectStandardOutput = true,
                RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start);
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            throw TerminalErrors.ViewerNotFound(start.FileName, path, error);
        }
    }
}
