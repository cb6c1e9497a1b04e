using System.Collections.Immutable;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Numpy;

/// <summary>An array seen as the pages of an image.</summary>
/// <remarks>
/// One dimension (w) is one row. Two (h, w) are one band. Three are (h, w, bands) when the last is at most 4, else
/// (pages, h, w). Four are (pages, h, w, bands). Bands: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha, more have no
/// colour meaning.
/// </remarks>
/// <param name="Type">The dtype.</param>
/// <param name="FortranOrder">Whether the first index runs fastest.</param>
/// <param name="Pages">Pages, at least 1.</param>
/// <param name="Layout">Each page's rows as they are given out.</param>
/// <param name="DataOffset">Bytes before the first sample.</param>
internal sealed record NpyImage(NpyType Type, bool FortranOrder, int Pages, RasterLayout Layout, int DataOffset)
{
    /// <summary>Three dimensions whose last is larger are pages.</summary>
    public const int MaxColorBands = 4;

    /// <summary>Bytes of one page as stored.</summary>
    public long PageBytes => Layout.PixelCount * Layout.Bands * Type.Size;

    /// <summary>Pixels of all pages.</summary>
    public long PixelCount => Layout.PixelCount * Pages;

    /// <summary>What the bands mean.</summary>
    public RasterMetadata Metadata => new()
    {
        ColorModel = Layout.Bands switch
        {
            1 or 2 => ColorModel.Gray,
            3 or 4 => ColorModel.Rgb,
            _ => ColorModel.Multiband,
        },
        HasAlpha = Layout.Bands is 2 or 4,
        BitDepth = Type.BitDepth,
    };

    /// <summary>Checks that a header is an image's, and that its data is there.</summary>
    /// <param name="header">The header.</param>
    /// <param name="length">Bytes of the array with its header.</param>
    /// <param name="path">For errors.</param>
    /// <exception cref="HeatmapException">FormatNotSupported for other dtypes and shapes; ImageCorrupt when the shape is
    /// empty, overflows, or claims more than there is.</exception>
    public static NpyImage Create(NpyHeader header, long length, string path)
    {
        if (NpyType.Parse(header.Descr) is not { } type)
        {
            throw ImageErrors.FormatNotSupported(path, $"its array has the dtype {Printable(header.Descr)}; only bool, integers and floating point up to 64 bits can be read. Save array.astype(float) instead");
        }

        ImmutableArray<long> shape = header.Shape;
        if (shape.Length is 0 or > 4)
        {
            throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture, $"its array has {shape.Length} dimensions; an image has 1 to 4"));
        }

        string shapeText = string.Join(", ", shape);
        if (shape.Contains(0))
        {
            throw ImageErrors.Corrupt(path, $"its shape ({shapeText}) has no pixels");
        }

        long available = length - header.DataOffset;
        UInt128 claimed = (uint)type.Size;
        foreach (long dimension in shape)
        {
            claimed *= (ulong)dimension;
            if (claimed > (UInt128)Math.Max(available, 0))
            {
                throw ImageErrors.Corrupt(path,
                    string.Create(CultureInfo.InvariantCulture,
                        $"its shape ({shapeText}) has more samples than fit into its {Math.Max(available, 0):N0} bytes of data"));
            }
        }

        (long pages, long height, long width, long bands) = shape.Length switch
        {
            1 => (1, 1, shape[0], 1),
            2 => (1, shape[0], shape[1], 1),
            3 when shape[2] <= MaxColorBands => (1, shape[0], shape[1], shape[2]),
            3 => (shape[0], shape[1], shape[2], 1),
            _ => (shape[0], shape[1], shape[2], shape[3]),
        };

        // The product fits the file's length, so it cannot overflow here.
        if (pages > int.MaxValue || height > int.MaxValue || width * bands * Math.Max(type.Size, type.SampleType.Size) > Array.MaxLength)
        {
            throw ImageErrors.FormatNotSupported(path,
                $"its shape ({shapeText}) has rows longer than 2 GB, or more than 2,147,483,647 rows");
        }

        var layout = new RasterLayout((int)width, (int)height, (int)bands, type.SampleType);
        return new NpyImage(type, header.FortranOrder && shape.Length > 1, (int)pages, layout, header.DataOffset);
    }

    private static string Printable(string descr) =>
        descr.Length <= 24 && descr.All(c => c is > ' ' and <= '~') ? $"'{descr}'" : "(unprintable)";
}
