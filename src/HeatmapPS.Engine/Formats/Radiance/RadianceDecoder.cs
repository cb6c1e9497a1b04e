using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Radiance;

/// <summary>Reads Radiance pictures (RGBE) as a stream of rows of 32-bit floats: mantissa · 2^(exponent − 136), as OpenCV
/// has them. Lines of the header that tell an exposure are not applied.</summary>
internal sealed class RadianceDecoder : SinglePageDecoder<RadianceHeader>
{
    /// <inheritdoc/>
    protected override RadianceHeader Parse(FileStream file, string path) => RadianceHeader.Read(file, path);

    /// <inheritdoc/>
    protected override RowReader Open(FileStream file, RadianceHeader header, string path)
    {
        file.Position = header.DataOffset;
        return new Rows(file, header, path);
    }

    private sealed class Rows(FileStream file, RadianceHeader header, string path) : FileRowReader(file, header.Layout, path)
    {
        private const int Parts = 4;
        private const int Bias = 136;

        // The four parts of all pixels one after another, as coded rows have them.
        private readonly byte[] _parts = new byte[Parts * header.Layout.Width];
        private bool? _areCoded;

        protected override void ReadRow(Span<byte> row)
        {
            ReadParts();
            int width = Layout.Width;
            Span<float> values = MemoryMarshal.Cast<byte, float>(row);
            for (int x = 0; x < width; x++)
            {
                byte exponent = _parts[(3 * width) + x];
                float scale = exponent == 0 ? 0 : MathF.ScaleB(1, exponent - Bias);
                for (int band = 0; band < 3; band++)
                    values[(3 * x) + band] = _parts[(band * width) + x] * scale;
            }
        }

        private void ReadParts()
        {
            Span<byte> first = stackalloc byte[Parts];
            Fill(first);
            bool isCoded = header.MayBeCoded && first[0] == 2 && first[1] == 2 && first[2] < 128;

            // Writers code all rows of a picture or none: a change means that bytes were lost.
            if (isCoded != (_areCoded ??= isCoded))
                throw ImageErrors.Corrupt(Path, "only some of its rows are run-length coded");
            if (isCoded)
            {
                if (((first[2] << 8) | first[3]) != Layout.Width)
                    throw ImageErrors.Corrupt(Path, "a coded row does not have the width of the picture");
                ReadRuns();
                return;
            }

            for (int x = 0; x < Layout.Width; x++)
            {
                if (x > 0)
                    Fill(first);
                if (first[0] == 1 && first[1] == 1 && first[2] == 1)
                    throw ImageErrors.FormatNotSupported(Path, "its rows are run-length coded in whole pixels, as by old programs");
                for (int part = 0; part < Parts; part++)
                    _parts[(part * Layout.Width) + x] = first[part];
            }
        }

        /// <summary>Heads above 128 count repeats of one byte, others the bytes that follow.</summary>
        private void ReadRuns()
        {
            for (int part = 0; part < Parts; part++)
            {
                Span<byte> plane = _parts.AsSpan(part * Layout.Width, Layout.Width);
                while (!plane.IsEmpty)
                {
                    int head = Next();
                    int count = head > 128 ? head - 128 : head;
                    if (count == 0 || count > plane.Length)
                        throw ImageErrors.Corrupt(Path, "a run of a coded row extends past its width");
                    if (head > 128)
                        plane[..count].Fill(Next());
                    else
                        Fill(plane[..count]);
                    plane = plane[count..];
                }
            }
        }
    }
}

/// <summary>The header of a Radiance picture: lines of text, a blank one, and the resolution.</summary>
/// <param name="Layout">The rows given out.</param>
/// <param name="DataOffset">Where the pixels begin.</param>
internal sealed partial record RadianceHeader(RasterLayout Layout, long DataOffset) : IFileHeader
{
    /// <summary>Widths whose rows may be run-length coded by component.</summary>
    public const int MinCodedWidth = 8;

    /// <inheritdoc cref="MinCodedWidth"/>
    public const int MaxCodedWidth = 0x7FFF;

    /// <summary>Pixels of the longest run.</summary>
    public const int MaxRun = 127;

    private const int MaxHeaderBytes = 1 << 16;

    /// <inheritdoc/>
    public RasterMetadata Metadata => ColorBands.Describe(Layout.Bands, 32);

    /// <summary>Whether rows may be coded.</summary>
    public bool MayBeCoded => Layout.Width is >= MinCodedWidth and <= MaxCodedWidth;

    /// <summary>Reads the header.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static RadianceHeader Read(FileStream file, string path)
    {
        string line = ReadLine(file, path);
        for (; line.Length > 0; line = ReadLine(file, path))
        {
            if (line.StartsWith("FORMAT=", StringComparison.Ordinal) && line["FORMAT=".Length..].Trim() != "32-bit_rle_rgbe")
                throw ImageErrors.FormatNotSupported(path, "it is a Radiance picture with colours other than RGB");
        }

        line = ReadLine(file, path);
        if (Resolution().Match(line) is not { Success: true } match)
        {
            throw Side().IsMatch(line)
                ? ImageErrors.FormatNotSupported(path, "it is a Radiance picture with another orientation")
                : ImageErrors.Corrupt(path, "its resolution is missing");
        }

        if (!int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            || !int.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            || height == 0 || width == 0 || width > Array.MaxLength / 16)
        {
            throw ImageErrors.Corrupt(path, "it has no pixels, or more than fit into a file");
        }

        var header = new RadianceHeader(new RasterLayout(width, height, 3, SampleType.Float32), file.Position);
        long rowBytes = header.MayBeCoded ? Math.Min(4L * width, 4 + ((width + MaxRun - 1) / MaxRun * 2 * 4)) : 4L * width;
        long needed = rowBytes * height;
        return needed <= file.Length - header.DataOffset
            ? header
            : throw ImageErrors.Corrupt(path,
                string.Create(CultureInfo.InvariantCulture,
                    $"its {width:N0} × {height:N0} pixels need at least {needed:N0} bytes, but it has {file.Length - header.DataOffset:N0}"));
    }

    private static string ReadLine(FileStream file, string path)
    {
        var line = new StringBuilder();
        while (true)
        {
            int letter = file.ReadByte();
            if (letter < 0 || file.Position > MaxHeaderBytes)
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
