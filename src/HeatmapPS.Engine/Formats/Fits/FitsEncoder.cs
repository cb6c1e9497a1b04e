using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Fits;

/// <summary>Writes one band of numbers as a FITS image in its own type, rows in the order in which they come, as
/// <c>astropy.io.fits</c> writes an array.</summary>
internal sealed class FitsEncoder : IImageEncoder
{
    private const int ValueColumns = 20;
    private const int CardColumns = 80;

    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public bool SupportsPalette => false;

    /// <inheritdoc/>
    public bool CanHold(RasterLayout layout, RasterMetadata metadata) => layout.Bands == 1;

    /// <inheritdoc/>
    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output,
        CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        if (palette is not null || !CanHold(layout, metadata))
            throw ImageErrors.DepthMismatch($"{layout.Bands}-band {layout.SampleType}", ImageFormats.Fits.Name);

        int size = layout.SampleType.Size;
        // Integers of the other sign are stored with their highest bit turned, which BZERO tells.
        double zero = layout.SampleType switch
        {
            SampleType.Int8 => -128,
            SampleType.UInt16 => 32768,
            SampleType.UInt32 => 2147483648,
            _ => 0,
        };
        output.Write(Header(layout, metadata, zero));
        RowStrips.ForEach(
            rows,
            (strip, _, _) =>
            {
                if (BitConverter.IsLittleEndian)
                    ByteOrder.Reverse(strip, size);
                for (int i = 0; zero != 0 && i < strip.Length; i += size)
                    strip[i] ^= 0x80;
                output.Write(strip);
            },
            cancellationToken);
        output.Write(new byte[Padding(layout.ByteCount)]);
    }

    private static int Padding(long bytes) => (int)((FitsHeader.BlockBytes - (bytes % FitsHeader.BlockBytes)) % FitsHeader.BlockBytes);

    private static byte[] Header(RasterLayout layout, RasterMetadata metadata, double zero)
    {
        var cards = new StringBuilder();
        int bits = 8 * layout.SampleType.Size * (layout.SampleType.IsFloat ? -1 : 1);
        Add(cards, "SIMPLE", "T");
        Add(cards, "BITPIX", bits.ToString(CultureInfo.InvariantCulture));
        Add(cards, "NAXIS", "2");
        Add(cards, "NAXIS1", layout.Width.ToString(CultureInfo.InvariantCulture));
        Add(cards, "NAXIS2", layout.Height.ToString(CultureInfo.InvariantCulture));
        if (zero != 0)
        {
            Add(cards, "BSCALE", "1");
            Add(cards, "BZERO", zero.ToString(CultureInfo.InvariantCulture));
        }

        // BLANK counts before BZERO is added, is one integer, and is nothing that floats have.
        if (bits > 0 && metadata.NoDataValues is [var blank, ..] && blank == Math.Floor(blank) && blank >= layout.SampleType.MinValue
            && blank <= layout.SampleType.MaxValue)
        {
            Add(cards, "BLANK", ((long)(blank - zero)).ToString(CultureInfo.InvariantCulture));
        }

        if (metadata.Unit is { Length: > 0 } unit && Printable(unit) is { } text)
            cards.Append($"BUNIT   = '{text,-8}'".PadRight(CardColumns));
        cards.Append("END".PadRight(CardColumns));
        cards.Append(' ', Padding(cards.Length));
        return Encoding.ASCII.GetBytes(cards.ToString());
    }

    private static void Add(StringBuilder cards, string keyword, string value) =>
        cards.Append($"{keyword,-8}= {value.PadLeft(ValueColumns)}".PadRight(CardColumns));

    /// <summary>A unit in the letters that FITS has: the degree sign has a word (FITS Standard 4.0, table 4).</summary>
    private static string? Printable(string unit)
    {
        const int most = 60;
        string text = unit.Replace("°", "deg", StringComparison.Ordinal).Replace("µ", "u", StringComparison.Ordinal)
            .Replace("μ", "u", StringComparison.Ordinal);
        return text.Length <= most && text.All(letter => letter is >= ' ' and <= '~' and not '\'') ? text : null;
    }
}
