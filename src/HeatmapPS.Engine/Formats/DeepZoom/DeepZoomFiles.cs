using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;

namespace HeatmapPS.Engine.Formats.DeepZoom;

/// <summary>The files of a Deep Zoom image: <c>name.dzi</c>, the tiles in <c>name_files</c>, and a page to view it,
/// <c>name.html</c>.</summary>
internal static partial class DeepZoomFiles
{
    private const string Viewer = "DeepZoom/DeepZoomViewer.html";

    /// <summary>The folder of the tiles.</summary>
    /// <param name="path">Full path of the <c>.dzi</c> file.</param>
    public static string TileFolder(string path) => Path.ChangeExtension(path, null) + "_files";

    /// <summary>The page.</summary>
    /// <param name="path">Full path of the <c>.dzi</c> file.</param>
    public static string Page(string path) => Path.ChangeExtension(path, ".html");

    /// <summary>Makes all beside their places and puts them there together.</summary>
    /// <param name="path">Full path of the <c>.dzi</c> file. Its folder is created when missing.</param>
    /// <param name="overwrite">Whether existing ones are replaced.</param>
    /// <param name="write">Writes the description to the stream and the tiles into the folder, which is not there yet.</param>
    /// <param name="stop">Ends the waiting for files in use.</param>
    /// <exception cref="HeatmapException">OutputExists, OutputIsFolder, OutputAccessDenied, OutputWriteFailed, and what reading
    /// throws.</exception>
    public static void Write(string path, bool overwrite, Action<Stream, string> write, CancellationToken stop)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        string description = Path.GetFileName(path), tiles = Path.GetFileName(TileFolder(path)), page = Path.GetFileName(Page(path));
        OutputFaults.Translate(path, () =>
        {
            using var exchange = new FileExchange(Path.GetDirectoryName(path)!, name, tiles, page, description);
            using (var stream = new FileStream(exchange.New(description), FileMode.CreateNew, FileAccess.ReadWrite))
                write(stream, exchange.New(tiles));
            File.WriteAllText(exchange.New(page), MakePage(name, XElement.Parse(File.ReadAllText(exchange.New(description)))));
            exchange.Commit(overwrite, () => Check(path, overwrite), stop);
        });
    }

    /// <summary>Refuses to write over what is there, or with <paramref name="overwrite"/> over what no Deep Zoom image is made of: only the
    /// <c>.dzi</c> file was named by the user.</summary>
    /// <param name="path">Full path of the <c>.dzi</c> file.</param>
    /// <param name="overwrite">Whether tiles and a page are replaced.</param>
    /// <exception cref="HeatmapException">OutputExists, OutputIsFolder.</exception>
    public static void Check(string path, bool overwrite)
    {
        string tiles = TileFolder(path), page = Page(path);
        Rename.EnsureReplaceable(page);
        foreach (string each in new[] { tiles, page }.Where(Path.Exists))
        {
            if (!overwrite)
                throw OutputErrors.Exists(each);
            if (each == page ? !IsPage(page) : FindForeign(tiles) is not null)
                throw OutputErrors.NotOurs(each);
        }
    }

    private static bool IsPage(string path)
    {
        const int Beginning = 16 << 10;
        using var reader = new StreamReader(path);
        char[] text = new char[Beginning];
        string beginning = new(text, 0, reader.ReadBlock(text));
        return beginning.Contains("""<meta name="generator" content="HeatmapPS">""", StringComparison.Ordinal)
            && beginning.Contains("data-tiles=", StringComparison.Ordinal);
    }

    /// <summary>Something in a folder that is no tile, or null.</summary>
    private static string? FindForeign(string tiles) => !Directory.Exists(tiles) ? tiles : Directory
        .EnumerateFileSystemEntries(tiles, "*", SearchOption.AllDirectories)
        .FirstOrDefault(entry => !TileName().IsMatch(Path.GetRelativePath(tiles, entry).Replace('\\', '/')));

    private static string MakePage(string name, XElement description)
    {
        XElement size = description.Elements().Single();
        using Stream stream = typeof(DeepZoomFiles).Assembly.GetManifestResourceStream(Viewer)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        string page = reader.ReadToEnd().ReplaceLineEndings("\n");
        return page
            .Replace("{{policy}}", PagePolicy.Of(page, pictures: "'self' file:"), StringComparison.Ordinal)
            .Replace("{{title}}", WebUtility.HtmlEncode(name), StringComparison.Ordinal)
            .Replace("{{tiles}}", WebUtility.HtmlEncode(Uri.EscapeDataString(name + "_files")), StringComparison.Ordinal)
            .Replace("{{width}}", size.Attribute("Width")!.Value, StringComparison.Ordinal)
            .Replace("{{height}}", size.Attribute("Height")!.Value, StringComparison.Ordinal)
            .Replace("{{tileSize}}", DeepZoomTiles.Side.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>A level's folder, or a tile in one.</summary>
    [GeneratedRegex(@"^[0-9]{1,2}(/[0-9]+_[0-9]+\.png)?$")]
    private static partial Regex TileName();
}
