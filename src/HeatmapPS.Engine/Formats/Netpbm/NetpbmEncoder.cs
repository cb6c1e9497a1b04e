using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Netpbm;

/// <summary>Writes the binary Netpbm formats. The maximum value is always the type's, 255 or 65535, so that readers which
/// rescale leave the numbers alone.</summary>
internal sealed class NetpbmEncoder : IImageEncoder
{
    private readonly Kind _kind;

    private NetpbmEncoder(Kind kind) => _kind = kind;

    private enum Kind
    {
        Pgm,
        Ppm,
        Pnm,
        Pam,
        Pfm,
    }

    /// <summary>PGM (P5): one band of 8 or 16 bits.</summary>
    public static NetpbmEncoder Pgm { get; } = new(Kind.Pgm);

    /// <summary>PPM (P6): three bands of 8 or 16 bits.</summary>
    public static NetpbmEncoder Ppm { get; } = new(Kind.Ppm);

    /// <summary>PNM: PGM or PPM, by the bands.</summary>
    public static NetpbmEncoder Pnm { get; } = new(Kind.Pnm);

    /// <summary>PAM (P7): any number of bands of 8 or 16 bits, with alpha.</summary>
    public static NetpbmEncoder Pam { get; } = new(Kind.Pam);

    /// <summary>PFM (Pf, PF): one or three bands of 32-bit floating point, little-endian, scale 1.</summary>
    public static NetpbmEncoder Pfm { get; } = new(Kind.Pfm);

    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public bool SupportsPalette => false;

    /// <inheritdoc/>
    public bool CanHold(RasterLayout layout, RasterMetadata metadata)
    {
        bool integers = layout.SampleType is SampleType.UInt8 or SampleType.UInt16;
        return _kind switch
        {
            Kind.Pgm => integers && layout.Bands == 1,
            Kind.Ppm => integers && layout.Bands == 3,
            Kind.Pnm => integers && layout.Bands is 1 or 3,
            Kind.Pam => integers,
            _ => layout.SampleType == SampleType.Float32 && layout.Bands is 1 or 3,
        };
    }

    /// <inheritdoc/>
    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output,
        CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        string name = _kind.ToString().ToUpperInvariant();
        if (palette is not null)
        {
            throw ImageErrors.OutputFormatNotSupported(name, "the format has no palette");
        }

        if (!CanHold(layout, metadata))
        {
            throw ImageErrors.DepthMismatch(string.Create(CultureInfo.InvariantCulture, $"{layout.Bands}-band {layout.SampleType}"), name);
        }

        output.Write(Encoding.ASCII.GetBytes(Header(layout, metadata)));
        if (_kind == Kind.Pfm)
        {
            WriteBottomUp(rows, output, cancellationToken);
            return;
        }

        int swap = BitConverter.IsLittleEndian ? layout.SampleType.Size : 1;
        RowStrips.ForEach(
            rows,
            (strip, _, _) =>
            {
                ByteOrder.Reverse(strip, swap);
                output.Write(strip);
            },
            cancellationToken);
    }

    private string Header(RasterLayout layout, RasterMetadata metadata)
    {
        (int width, int height, int bands) = (layout.Width, layout.Height, layout.Bands);
        ushort maximum = layout.SampleType == SampleType.UInt16 ? ushort.MaxValue : byte.MaxValue;
        return _kind switch
        {
            Kind.Pam => string.Create(CultureInfo.InvariantCulture,
                $"P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH {bands}\nMAXVAL {maximum}\nTUPLTYPE {TupleType(bands, metadata)}\nENDHDR\n"),
            Kind.Pfm => string.Create(CultureInfo.InvariantCulture,
                $"{(bands == 1 ? "Pf" : "PF")}\n{width} {height}\n{(BitConverter.IsLittleEndian ? "-1.0" : "1.0")}\n"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(bands == 1 ? "P5" : "P6")}\n{width} {height}\n{maximum}\n"),
        };
    }

    private static string TupleType(int bands, RasterMetadata metadata) => (metadata.ColorModel, metadata.HasAlpha, bands) switch
    {
        (ColorModel.Rgb, false, 3) => "RGB",
        (ColorModel.Rgb, true, 4) => "RGB_ALPHA",
        (ColorModel.Gray, true, 2) => "GRAYSCALE_ALPHA",
        (_, _, 1) => "GRAYSCALE",
        _ => "MULTIBAND",
    };

    /// <summary>Writes each strip where it belongs, the last one first in the file, so that no image is held.</summary>
    private static void WriteBottomUp(RowReader rows, Stream output, CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        long origin = output.Position;
        output.SetLength(origin + layout.ByteCount);
        RowStrips.ForEach(
            rows,
            (strip, firstRow, rowCount) =>
            {
                RowOrder.Reverse(strip, layout.RowBytes);
                output.Position = origin + ((long)(layout.Height - firstRow - rowCount) * layout.RowBytes);
                output.Write(strip);
            },
            cancellationToken);
        output.Position = origin + layout.ByteCount;
    }
}
