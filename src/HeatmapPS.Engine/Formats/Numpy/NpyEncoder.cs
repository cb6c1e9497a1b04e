using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Numpy;

/// <summary>Writes NumPy arrays (.npy, version 1.0, C order) in the rows' own type, byte for byte as <c>numpy.save</c>:
/// (h, w) for one band, (h, w, bands) for 2 to 4, and (1, h, w, bands) for more, which else were read back as pages.</summary>
internal sealed class NpyEncoder : IImageEncoder
{
    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public bool SupportsPalette => false;

    /// <inheritdoc/>
    public bool CanHold(RasterLayout layout, RasterMetadata metadata) => true;

    /// <inheritdoc/>
    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output,
        CancellationToken cancellationToken)
    {
        if (palette is not null)
        {
            throw ImageErrors.OutputFormatNotSupported("NPY", "the format has no palette");
        }

        Write(rows, output, cancellationToken);
    }

    /// <summary>Writes one array to any stream.</summary>
    public static void Write(RowReader rows, Stream output, CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        ReadOnlySpan<int> shape = [1, layout.Height, layout.Width, layout.Bands];
        shape = layout.Bands == 1 ? shape[1..3] : layout.Bands <= NpyImage.MaxColorBands ? shape[1..] : shape;
        output.Write(NpyHeader.Format(NpyType.Descr(layout.SampleType), shape));
        RowStrips.ForEach(rows, (strip, _, _) => output.Write(strip), cancellationToken);
    }
}
