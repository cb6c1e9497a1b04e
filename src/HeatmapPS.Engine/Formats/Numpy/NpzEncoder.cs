using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Numpy;

/// <summary>Writes one raster as an NPZ archive with the one array "data". <see cref="NpzWriter"/> writes more.</summary>
internal sealed class NpzEncoder : IImageEncoder
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
            throw ImageErrors.OutputFormatNotSupported("NPZ", "the format has no palette");
        }

        NpzWriter.Write(output, [new NpzRows("data", NoData.Unify(rows, metadata.NoDataValues)), .. NpzNoData.Entries(metadata)],
            options.Compression, cancellationToken);
    }
}
