using System.Buffers;
using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Png;
using HeatmapPS.Engine.Formats.Pyramids;
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

/// <summary>Writes the tiles of a Deep Zoom image as PNG files, one folder a level, in one pass over the image.</summary>
internal static class DeepZoomTiles
{
    /// <summary>Pixels of a tile's side. Tiles do not overlap; those at the right and at the bottom may be smaller.</summary>
    public const int Side = 256;

    /// <summary>Writes all tiles.</summary>
    /// <param name="rows">Grey or RGB of 8 or 16 bits, perhaps with alpha, or indices; read to the end.</param>
    /// <param name="metadata">Their meaning.</param>
    /// <param name="palette">When not null, rows are indices into it.</param>
    /// <param name="options">How copies become smaller (indices are never averaged), and how tiles are compressed.</param>
    /// <param name="folder">An empty or missing folder.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="HeatmapException">DepthMismatch, and what reading throws.</exception>
    public static void Write(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, string folder,
        CancellationToken cancellationToken)
    {
        RasterLayout[] levels = PyramidLevels.Of(rows.Layout, smallestSide: 1);
        string[] folders =
            [.. levels.Select((_, level) => Path.Join(folder, (levels.Length - 1 - level).ToString(CultureInfo.InvariantCulture)))];
        foreach (string each in folders)
            Directory.CreateDirectory(each);

        // What belongs to the whole picture is not repeated in each tile.
        RasterMetadata meaning = metadata with { IccProfile = null, Resolution = null };
        var encoder = new PngEncoder();
        PyramidShrink by = palette is null ? options.Pyramid ?? PyramidShrink.Mean : PyramidShrink.Nearest;
        EncodeOptions plain = EncodeOptions.Default with { Compression = options.Compression };
        using var builder = new PyramidBuilder(levels, Side, by, metadata.HasAlpha, WriteBand);
        builder.Run(rows, cancellationToken);

        void WriteBand(int level, int tileRow, ReadOnlyMemory<byte> band)
        {
            RasterLayout layout = levels[level];
            int count = band.Length / layout.RowBytes;
            ParallelParts.ForEach((layout.Width + Side - 1) / Side, column =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                RasterLayout tile = layout with { Width = Math.Min(Side, layout.Width - (column * Side)), Height = count };
                byte[] pixels = ArrayPool<byte>.Shared.Rent((int)tile.ByteCount);
                int start = column * Side * layout.Bands * layout.SampleType.Size;
                for (int y = 0; y < count; y++)
                    band.Span.Slice((y * layout.RowBytes) + start, tile.RowBytes).CopyTo(pixels.AsSpan(y * tile.RowBytes));
                using (RowReader tileRows = new MemorySource(tile, pixels.AsMemory(0, (int)tile.ByteCount)).Open())
                using (var file = new FileStream(Path.Join(folders[level], $"{column}_{tileRow}.png"), FileMode.CreateNew))
                    encoder.Encode(tileRows, meaning, palette, plain, file, cancellationToken);
                ArrayPool<byte>.Shared.Return(pixels);
            });
        }
    }

    /// <summary>The text of the <c>.dzi</c> file.</summary>
    /// <param name="layout">Size of the image.</param>
    public static string Describe(RasterLayout layout) => FormattableString.Invariant(
        $"""<?xml version="1.0" encoding="UTF-8"?><Image xmlns="http://schemas.microsoft.com/deepzoom/2008" Format="png" Overlap="0" TileSize="{Side}"><Size Width="{layout.Width}" Height="{layout.Height}"/></Image>""");
}
