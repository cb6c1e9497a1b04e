using System.Text;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Formats.Png;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.DeepZoom;

/// <summary>Writes Deep Zoom: the description into the stream, the tiles into <see cref="EncodeOptions.TileFolder"/>.</summary>
internal sealed class DeepZoomEncoder : IImageEncoder
{
    private readonly PngEncoder _tiles = new();

    public string Name => _tiles.Name;

    public bool SupportsPalette => _tiles.SupportsPalette;

    public bool CanHold(RasterLayout layout, RasterMetadata metadata) => _tiles.CanHold(layout, metadata);

    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output,
        CancellationToken cancellationToken)
    {
        string folder = options.TileFolder ?? throw new ArgumentException("Expected a folder for the tiles.", nameof(options));
        DeepZoomTiles.Write(rows, metadata, palette, options, folder, cancellationToken);
        output.Write(Encoding.UTF8.GetBytes(DeepZoomTiles.Describe(rows.Layout)));
    }
}
