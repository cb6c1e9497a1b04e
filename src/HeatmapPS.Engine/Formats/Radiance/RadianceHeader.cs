using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Radiance;

/// <summary>The header of a Radiance picture: lines of text, a blank one, and the resolution.</summary>
/// <param name="Layout">The rows given out.</param>
/// <param name="DataOffset">Where the pixels begin.</param>
internal sealed partial record RadianceHeader(RasterLayout Layout, long DataOffset) : IFileHeader
{
    /// <summary>Widths whose rows may be run-length coded by component.</summary>
    public const int LeastCodedWidth = 8;

    /// <inheritdoc cref="LeastCodedWidth"/>
    public const int MostCodedWidth = 0x7FFF;

    /// <summary>Pixels of the longest run.</summary>
    public const int MostRun = 127;

    private const int MostHeaderBytes = 1 << 16;

    /// <inheritdoc/>
    public RasterMetadata Metadata => ColorBands.Describe(Layout.Bands, 32);

    /// <summary>Whether rows may be coded.</summary>
    public bool MayBeCoded => Layout.Width is >= LeastCodedWidth and <= MostCodedWidth;

    /// <summary>Reads the header.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static RadianceHeader Read(FileStream file, string path)
    {
        var line = ReadLine(file, path);
        for (; line.Length > 0; line = ReadLine(file, path))
        {
            if (line.StartsWith("FORMAT=", StringComparison.Ordinal) && line["FORMAT=".Length..].Trim() != "32-bit_rle_rgbe")
                throw ImageErrors.FormatNotSupported(path, "it is a Radiance picture of other colours than RGB");
        }

        line = ReadLine(file, path);
        if (Resolution().Match(line) is not { Success: true } match)
            throw Side().IsMatch(line) ? ImageErrors.FormatNotSupported(path, "it is a Radiance picture of another orientation") : ImageErrors.Corrupt(path, "its resolution is missing");
        if (!int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            || !int.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            || height == 0 || width == 0 || width > Array.MaxLength / 16)
            throw ImageErrors.Corrupt(path, "it claims no pixels, or more than a file can hold");
        var header = new RadianceHeader(new RasterLayout(width, height, 3, SampleType.Float32), file.Position);
        var rowBytes = header.MayBeCoded ? Math.Min(4L * width, 4 + ((width + MostRun - 1) / MostRun * 2 * 4)) : 4L * width;
        var needed = rowBytes * height;
        return needed <= file.Length - header.DataOffset
            ? header
            : throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"its {width:N0} × {height:N0} pixels need {needed:N0} bytes at least and {file.Length - header.DataOffset:N0} are there"));
    }

    private static string ReadLine(FileStream file, string path)
    {
        var line = new StringBuilder();
        while (true)
        {
            var letter = file.ReadByte();
            if (letter < 0 || file.Position > MostHeaderBytes)
                throw ImageErrors.Corrupt(path, "its header has no end");
            if (letter == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)letter);
        }
    }

    [GeneratedRegex(@"^-Y (\d+) \+X (\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Resolution();

    [GeneratedRegex(@"^[+-][XY] \d+ [+-][XY] \d+$", RegexOptions.CultureInvariant)]
    private static partial Regex Side();
}
