using System.Collections.Immutable;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Video;

/// <summary>Opens frames as packed rows. Tables are kept while frames share scale and colours, as those of one video do.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="packing">How a colour becomes samples.</param>
internal sealed class FramePacker(ColorPacking packing)
{
    private volatile Tables? _last;

    /// <summary>Opens the pixels of a frame.</summary>
    /// <param name="frame">A heatmap, or an RGB(A) raster of 8 or 16 bits.</param>
    public PackedRows Open(ImageObject frame)
    {
        if (frame is Raster raster)
            return new ColorPackedRows(raster.OpenRows(), packing);
        var heatmap = (Heatmap)frame;
        Tables tables = TablesOf(heatmap);
        RowReader rows = heatmap.Raster.OpenRows();
        return tables.BySample is { } table
            ? new TablePackedRows(rows, table)
            : new IndexedPackedRows(rows, tables.Indexer, tables.ByEntry);
    }

    private Tables TablesOf(Heatmap heatmap)
    {
        Tables? tables = _last;
        if (tables is null || !tables.Fits(heatmap))
            _last = tables = new Tables(heatmap, packing);
        return tables;
    }

    private sealed class Tables
    {
        private readonly HeatmapScale _scale;
        private readonly HeatmapStyle _style;
        private readonly SampleType _type;
        private readonly ImmutableArray<double> _noData;

        public Tables(Heatmap heatmap, ColorPacking packing)
        {
            Raster raster = heatmap.Raster;
            (_scale, _style, _type, _noData) = (heatmap.Scale, heatmap.Style, raster.SampleType, raster.NoDataValues);
            ColorTable colors = _style.Table(_style.BitDepth, alpha: false);
            Indexer = new ColorIndexer(_scale, colors.Count, _type, _noData);
            ByEntry = _style.BitDepth == 16
                ? Array.ConvertAll(colors.Words, word => packing.Pack((int)(word & 0xFFFF), (int)((word >> 16) & 0xFFFF), (int)((word >> 32) & 0xFFFF)))
                : Array.ConvertAll(colors.Bytes, color => Pack(packing, color));
            BySample = Indexer.Table is { } entries ? Array.ConvertAll(entries, entry => ByEntry[entry]) : null;
        }

        public ColorIndexer Indexer { get; }

        public ulong[] ByEntry { get; }

        public ulong[]? BySample { get; }

        public bool Fits(Heatmap heatmap) =>
            ReferenceEquals(_style, heatmap.Style)
            && _type == heatmap.Raster.SampleType
            && (ReferenceEquals(_scale, heatmap.Scale) || _scale.Equals(heatmap.Scale))
            && _noData.AsSpan().SequenceEqual(heatmap.Raster.NoDataValues.AsSpan());

        private static ulong Pack(ColorPacking packing, Rgba32 color) => packing.Pack(color.R * 257, color.G * 257, color.B * 257);
    }
}
