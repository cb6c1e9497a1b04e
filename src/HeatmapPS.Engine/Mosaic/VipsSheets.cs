using HeatmapPS.Engine.Codecs;
using HeatmapPS.Engine.Codecs.Vips;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;
using NetVips;

namespace HeatmapPS.Engine.Mosaic;

/// <summary>Writes sheets with smaller copies of themselves, with libvips.</summary>
internal static class VipsSheets
{
    /// <summary>Pixels of a tile's side. Tiles do not overlap.</summary>
    public const int TileSize = 256;

    /// <summary>Writes a tiled TIFF with a page for each halving.</summary>
    /// <param name="sheet">Grey or RGB, perhaps with alpha.</param>
    /// <param name="areHeatmaps">Whether smaller copies take one of four pixels, rather than their mean.</param>
    /// <param name="compression">How tiles are compressed.</param>
    /// <param name="output">Empty, seekable stream.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static void WritePyramid(Raster sheet, bool areHeatmaps, ImageCompression compression, Stream output, CancellationToken cancellationToken) =>
        Use(sheet, "a pyramidal TIFF", cancellationToken, image => image.TiffsaveStream(
            output,
            compression: compression switch
            {
                ImageCompression.None => Enums.ForeignTiffCompression.None,
                ImageCompression.Lzw => Enums.ForeignTiffCompression.Lzw,
                _ => Enums.ForeignTiffCompression.Deflate,
            },
            predictor: Enums.ForeignTiffPredictor.Horizontal,
            tile: true,
            tileWidth: TileSize,
            tileHeight: TileSize,
            pyramid: true,
            bigtiff: sheet.Layout.ByteCount > int.MaxValue,
            regionShrink: Shrink(areHeatmaps),
            keep: Enums.ForeignKeep.None));

    /// <summary>Writes <c>sheet.dzi</c> and <c>sheet_files</c>, tiles as PNG.</summary>
    /// <param name="sheet">Grey or RGB, perhaps with alpha.</param>
    /// <param name="areHeatmaps">Whether smaller copies take one of four pixels, rather than their mean.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static void WriteDeepZoom(Raster sheet, bool areHeatmaps, string folder, CancellationToken cancellationToken) =>
        Use(sheet, "Deep Zoom tiles", cancellationToken, image => image.Dzsave(
            Path.Join(folder, "sheet"),
            layout: Enums.ForeignDzLayout.Dz,
            suffix: ".png",
            overlap: 0,
            tileSize: TileSize,
            depth: Enums.ForeignDzDepth.Onepixel,
            container: Enums.ForeignDzContainer.Fs,
            regionShrink: Shrink(areHeatmaps),
            keep: Enums.ForeignKeep.None));

    private static Enums.RegionShrink Shrink(bool areHeatmaps) => areHeatmaps ? Enums.RegionShrink.Nearest : Enums.RegionShrink.Mean;

    private static void Use(Raster sheet, string what, CancellationToken cancellationToken, Action<Image> save)
    {
        using RowReader rows = sheet.OpenRows();
        using var gathered = GatheredPixels.From(rows, cancellationToken);
        try
        {
            using Image image = gathered.Image.Copy(
                interpretation: (sheet.ColorModel, sheet.SampleType) switch
                {
                    (ColorModel.Gray, SampleType.UInt16) => Enums.Interpretation.Grey16,
                    (ColorModel.Gray, _) => Enums.Interpretation.Bw,
                    (_, SampleType.UInt16) => Enums.Interpretation.Rgb16,
                    _ => Enums.Interpretation.Srgb,
                });
            image.SetProgress(new Unreported(), cancellationToken);
            save(image);
        }
        catch (VipsException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw CodecErrors.EncodeFailed(what, VipsMessages.Clean(error.Message), error);
        }
    }

    /// <summary>libvips looks at the cancellation token only where progress is reported.</summary>
    private sealed class Unreported : IProgress<int>
    {
        public void Report(int value)
        {
        }
    }
}
