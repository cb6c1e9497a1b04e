using System.Globalization;
using System.Net;
using System.Text;
using System.Xml.Linq;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;

namespace HeatmapPS.Engine.Pyramids;

/// <summary>The files of a Deep Zoom image: <c>name.dzi</c>, the tiles in <c>name_files</c>, and a page to view it, <c>name.html</c>.</summary>
internal static class DeepZoomFiles
{
    private const string Viewer = "Pyramids/DeepZoomViewer.html";

    /// <summary>Writes all under a temporary name and moves it to its place when complete, the <c>.dzi</c> file last.</summary>
    /// <param name="path">Full path of the <c>.dzi</c> file. Its folder is created when missing.</param>
    /// <param name="overwrite">Whether existing ones are replaced.</param>
    /// <param name="write">Writes the description to the stream and the tiles into the folder, which is not there yet.</param>
    /// <exception cref="HeatmapException">OutputExists, OutputAccessDenied, OutputWriteFailed, and what reading throws.</exception>
    public static void Write(string path, bool overwrite, Action<Stream, string> write)
    {
        string folder = Path.GetDirectoryName(path)!;
        string name = Path.GetFileNameWithoutExtension(path);
        string temporary = PartialFile.NewPath(folder);
        string tiles = Path.Join(folder, name + "_files"), page = Path.Join(folder, name + ".html");
        try
        {
            OutputFaults.Translate(path, () =>
            {
                Directory.CreateDirectory(temporary);
                string description = Path.Join(temporary, "sheet.dzi");
                using (var stream = new FileStream(description, FileMode.CreateNew, FileAccess.ReadWrite))
                    write(stream, Path.Join(temporary, "sheet_files"));
                File.WriteAllText(Path.Join(temporary, "sheet.html"), MakePage(name, XElement.Parse(File.ReadAllText(description))));
                if (overwrite)
                    AtomicFolder.Replace(Path.Join(temporary, "sheet_files"), tiles, Path.Join(temporary, "replaced"));
                else if (File.Exists(page))
                    throw OutputErrors.Exists(page);
                else
                    AtomicFolder.Place(Path.Join(temporary, "sheet_files"), tiles);
                File.Move(Path.Join(temporary, "sheet.html"), page, overwrite);
                File.Move(description, path, overwrite);
            });
        }
        finally
        {
            PartialFile.Remove(temporary);
        }
    }

    private static string MakePage(string name, XElement description)
    {
        XElement size = description.Elements().Single();
        using Stream stream = typeof(DeepZoomFiles).Assembly.GetManifestResourceStream(Viewer)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd()
            .Replace("{{title}}", WebUtility.HtmlEncode(name), StringComparison.Ordinal)
            .Replace("{{tiles}}", WebUtility.HtmlEncode(Uri.EscapeDataString(name + "_files")), StringComparison.Ordinal)
            .Replace("{{width}}", size.Attribute("Width")!.Value, StringComparison.Ordinal)
            .Replace("{{height}}", size.Attribute("Height")!.Value, StringComparison.Ordinal)
            .Replace("{{tileSize}}", DeepZoomTiles.Side.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
