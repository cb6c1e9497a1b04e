using System.Text;
using HeatmapPS.Engine.Color.Codecs;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;

namespace HeatmapPS.Engine.Jobs.Colormaps;

/// <summary>Tells the format of a colormap file.</summary>
internal static class ColormapFormats
{
    private const int HeadBytes = 4096;

    /// <summary>The format that an extension means, or <c>null</c>.</summary>
    /// <param name="extension">With or without dot, in any case.</param>
    public static ColormapFormat? FromExtension(string extension) => extension.TrimStart('.').ToUpperInvariant() switch
    {
        "LUT" => ColormapFormat.ImageJ,
        "CPT" => ColormapFormat.Gmt,
        "TXT" or "CLR" => ColormapFormat.Gdal,
        "QML" => ColormapFormat.Qgis,
        "XML" => ColormapFormat.ParaView,
        "JSON" => ColormapFormat.Json,
        "GGR" => ColormapFormat.Gimp,
        "PAL" => ColormapFormat.Gnuplot,
        "ACT" => ColormapFormat.Adobe,
        "CSV" or "TSV" => ColormapFormat.Csv,
        "NPY" => ColormapFormat.Npy,
        "" => null,
        _ => ImageFormats.FromExtension(extension) is null ? null : ColormapFormat.Image,
    };

    /// <summary>The usual extension of a format, without dot.</summary>
    public static string ExtensionOf(ColormapFormat format) => format switch
    {
        ColormapFormat.ImageJ => "lut",
        ColormapFormat.Gmt => "cpt",
        ColormapFormat.Gdal => "txt",
        ColormapFormat.Qgis => "qml",
        ColormapFormat.ParaView => "json",
        ColormapFormat.Json => "json",
        ColormapFormat.Gimp => "ggr",
        ColormapFormat.Gnuplot => "pal",
        ColormapFormat.Adobe => "act",
        ColormapFormat.Csv => "csv",
        ColormapFormat.Npy => "npy",
        _ => "png",
    };

    /// <summary>Tells the format by content where that is certain, else by extension, else by the look of its text.</summary>
    /// <exception cref="HeatmapException">FormatNotSupported, ColormapFileReadFailed.</exception>
    public static ColormapFormat Detect(string path)
    {
        byte[] head = ReadHead(path);
        string extension = Path.GetExtension(path);
        if (FormatSignatures.Match(head, string.Empty, head.Length) is { } image)
            return image == ImageFormats.Npy ? ColormapFormat.Npy : ColormapFormat.Image;
        if (head.AsSpan().StartsWith("ICOL"u8)) return ColormapFormat.ImageJ;
        string text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return ByMark(text) ?? Structured(text) ?? FromTextExtension(extension, text)
            ?? (LooksLikeNumbers(text) ? ColormapFormat.Csv : throw ColormapFileErrors.FormatUnknown(path));
    }

    private static ColormapFormat? ByMark(string text)
    {
        if (text.StartsWith("GIMP Gradient", StringComparison.Ordinal)) return ColormapFormat.Gimp;
        if (text.StartsWith("JASC-PAL", StringComparison.Ordinal)) return ColormapFormat.Gnuplot;
        if (text.Contains("COLOR_MODEL", StringComparison.OrdinalIgnoreCase)) return ColormapFormat.Gmt;
        return text.Contains("set palette", StringComparison.Ordinal) ? ColormapFormat.Gnuplot : null;
    }

    private static ColormapFormat? Structured(string text)
    {
        if (text.StartsWith('<'))
            return text.Contains("<ColorMap", StringComparison.Ordinal) ? ColormapFormat.ParaView : ColormapFormat.Qgis;
        if (text.StartsWith('{') || text.StartsWith('['))
        {
            return text.Contains("\"RGBPoints\"", StringComparison.Ordinal) || text.Contains("\"IndexedColors\"", StringComparison.Ordinal)
                || text.Contains("\"ColorSpace\"", StringComparison.Ordinal)
                ? ColormapFormat.ParaView
                : ColormapFormat.Json;
        }

        return null;
    }

    private static ColormapFormat? FromTextExtension(string extension, string text)
    {
        // Three numbers a line have no value in front: a plain table, whatever a .txt is called.
        if (extension.Equals(".txt", StringComparison.OrdinalIgnoreCase) && FirstLine(text) is { } line
            && line.Split([' ', '\t', ',', ';'], StringSplitOptions.RemoveEmptyEntries) is { Length: 3 } fields
            && fields.All(field => double.TryParse(field, System.Globalization.CultureInfo.InvariantCulture, out _)))
        {
            return ColormapFormat.Csv;
        }

        return FromExtension(extension);
    }

    private static bool LooksLikeNumbers(string text) =>
        FirstLine(text) is { } line && (char.IsAsciiDigit(line[0]) || line[0] is '-' or '.');

    private static string? FirstLine(string text) =>
        text.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0 && line[0] != '#');

    private static byte[] ReadHead(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] head = new byte[Math.Min(stream.Length, HeadBytes)];
            stream.ReadExactly(head);
            return head;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ColormapFileErrors.ReadFailed(path, error);
        }
    }
}
