using System.Collections.Immutable;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Png;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Writing;

/// <summary>The PNG fast path: a lookup on the samples of a grey PNG is a palette, so the image data is copied as it is.</summary>
internal static class PngRecoloring
{
    /// <summary>Writes the heatmap by copying its source's image data, if that gives the same pixels.</summary>
    /// <param name="heatmap">The heatmap.</param>
    /// <param name="alpha">Whether the palette can be transparent.</param>
    /// <param name="options">A chosen compression asks for encoding anew.</param>
    /// <param name="output">Empty stream; untouched when the answer is false.</param>
    /// <param name="cancellationToken">Stops the copying.</param>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="HeatmapException">ImageCorrupt: a broken source is refused, never copied.</exception>
    public static bool TryWrite(Heatmap heatmap, bool alpha, WriteOptions options, Stream output, CancellationToken cancellationToken)
    {
        if (options.Encode.Compression != ImageCompression.Default || heatmap.Raster.Source is not FileSource source
            || source.Format != ImageFormats.Png || source.Layout is not { Bands: 1, SampleType: SampleType.UInt8 })
            return false;
        using PngPaletteRewriter? rewriter = PngPaletteRewriter.TryOpen(source.Path);
        if (rewriter is null)
            return false;
        source.EnsureUnchanged();
        rewriter.Rewrite(MakePalette(heatmap, alpha, rewriter.Header.BitDepth), options.Verify, output, cancellationToken);
        source.EnsureUnchanged();
        return true;
    }

    /// <summary>Colour of each stored sample of n bits, whose value is sample × 255 / (2ⁿ − 1).</summary>
    private static Palette MakePalette(Heatmap heatmap, bool alpha, int bits)
    {
        ColorTable table = heatmap.Style.Table(8, alpha);
        ColorIndexer indexer = heatmap.Style.Indexer(heatmap, table);
        int last = (1 << bits) - 1;
        var colors = ImmutableArray.CreateBuilder<Rgba32>(last + 1);
        for (int sample = 0; sample <= last; sample++)
            colors.Add(table.Bytes[indexer.Table![sample * 255 / last]]);
        return new Palette(colors.MoveToImmutable(), alpha);
    }
}
