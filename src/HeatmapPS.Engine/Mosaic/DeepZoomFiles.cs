using System.Globalization;
using System.Net;
using System.Text;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Imaging;

namespace HeatmapPS.Engine.Mosaic;

/// <summary>A sheet as a Deep Zoom image: <c>name.dzi</c>, the tiles in <c>name_files</c>, and a page to view it, <c>name.html</c>.</summary>
internal static class DeepZoomFiles
{
    private const string Viewer = "Mosaic/DeepZoomViewer.html";

    /// <summary>Writes all under a temporary name and moves it to its place when complete, the <c>.dzi</c> file last.</summary>
    /// <param name="sheet">RGB or RGBA.</param>
    /// <param name="areHeatmaps">Whether smaller copies take one of four pixels, rather than their mean.</param>
    /// <param name="path">Full path of the <c>.dzi</c> file. Its folder is created when missing.</param>
    /// <param name="overwrite">Whether existing ones are replaced.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="HeatmapException">OutputExists, OutputAccessDenied, OutputWriteFailed, and what reading throws.</exception>
    public static void Write(Raster sheet, bool areHeatmaps, string path, bool overwrite, CancellationToken cancellationToken)
    {
        string folder = Path.GetDirectoryName(path)!;
        string name = Path.GetFileNameWithoutExtension(path);
        string temporary = Path.Join(folder, $".{Path.GetRandomFileName()}.tmp");
        string tiles = Path.Join(folder, name + "_files"), page = Path.Join(folder, name + ".html");
        try
        {
            Directory.CreateDirectory(temporary);
            VipsSheets.WriteDeepZoom(sheet, areHeatmaps, temporary, cancellationToken);
            File.WriteAllText(Path.Join(temporary, "sheet.html"), MakePage(name, sheet));
            if (!overwrite && (Directory.Exists(tiles) || File.Exists(page)))
                throw OutputErrors.Exists(Directory.Exists(tiles) ? tiles : page);
            AtomicFolder.Replace(Path.Join(temporary, "sheet_files"), tiles, Path.Join(temporary, "replaced"));
            File.Move(Path.Join(temporary, "sheet.html"), page, overwrite);
            File.Move(Path.Join(temporary, "sheet.dzi"), path, overwrite);
        }
        catch (UnauthorizedAccessException error)
        {
            throw OutputErrors.AccessDenied(path, error);
        }
        catch (IOException error)
        {
            throw OutputErrors.WriteFailed(path, error);
        }
        finally
        {
            AtomicFolder.Remove(temporary);
        }
    }

    private static string MakePage(string name, Raster sheet)
    {
        using Stream stream = typeof(DeepZoomFiles).Assembly.GetManifestResourceStream(Viewer)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd()
            .Replace("{{title}}", WebUtility.HtmlEncode(name), StringComparison.Ordinal)
            .Replace("{{tiles}}", WebUtility.HtmlEncode(Uri.EscapeDataString(name + "_files")), StringComparison.Ordinal)
            .Replace("{{width}}", sheet.Width.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{{height}}", sheet.Height.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{{tileSize}}", VipsSheets.TileSize.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
