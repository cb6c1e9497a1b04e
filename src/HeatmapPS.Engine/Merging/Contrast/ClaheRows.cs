using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Contrast;

/// <summary>Rows under CLAHE: each sample between the tables of the four nearest tiles.</summary>
/// <typeparam name="T">byte or ushort.</typeparam>
internal sealed class ClaheRows<T> : RowReader
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly RowReader _inner;
    private readonly ClaheGrid _columns;
    private readonly ClaheGrid _rows;
    private readonly ushort[][][] _tables;
    private readonly bool _byLuma;
    private readonly int _colors;
    private readonly double[] _noData;
    private readonly (int First, int Second, float Weight)[] _between;
    private int _row;

    /// <param name="inner">The source; disposed with this reader.</param>
    /// <param name="columns">Tiles side by side.</param>
    /// <param name="rows">Tiles one above the other.</param>
    /// <param name="tables">By plane and tile.</param>
    /// <param name="byLuma">Whether the one plane is luma.</param>
    /// <param name="colors">Bands that are not alpha.</param>
    /// <param name="noData">Values that become black.</param>
    public ClaheRows(RowReader inner, ClaheGrid columns, ClaheGrid rows, ushort[][][] tables, bool byLuma, int colors, double[] noData)
        : base(inner.Layout)
    {
        (_inner, _columns, _rows, _tables, _byLuma, _colors, _noData) = (inner, columns, rows, tables, byLuma, colors, noData);
        _between = [.. Enumerable.Range(0, Layout.Width).Select(columns.Between)];
    }

    public override unsafe void Read(Span<byte> destination)
    {
        _inner.Read(destination);
        int count = destination.Length / Layout.RowBytes;
        int first = _row;
        // A span cannot cross into the workers' closure; the buffer stays pinned until they are done.
        fixed (byte* pinned = destination)
        {
            nint address = (nint)pinned;
            Parallel.For(0, count, row =>
            {
                var bytes = new Span<byte>((byte*)address + ((long)row * Layout.RowBytes), Layout.RowBytes);
                Equalize(MemoryMarshal.Cast<byte, T>(bytes), first + row);
            });
        }

        _row += count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private void Equalize(Span<T> row, int y)
    {
        (int above, int below, float weight) = _rows.Between(y);
        int bands = Layout.Bands;
        for (int x = 0; x < _between.Length; x++)
        {
            Span<T> pixel = row.Slice(x * bands, bands);
            if (_byLuma)
                MoveByLuma(pixel, _between[x], above, below, weight);
            else
                for (int band = 0; band < _colors; band++)
                    pixel[band] = IsNoData(pixel[band]) ? T.Zero : Level(_tables[band], int.CreateTruncating(pixel[band]), _between[x], above, below, weight);
        }
    }

    private void MoveByLuma(Span<T> pixel, (int, int, float) column, int above, int below, float weight)
    {
        int luma = Clahe.Luma<T>(pixel);
        int change = int.CreateTruncating(Level(_tables[0], luma, column, above, below, weight)) - luma;
        for (int band = 0; band < _colors; band++)
            pixel[band] = IsNoData(pixel[band]) ? T.Zero : T.CreateSaturating(int.CreateTruncating(pixel[band]) + change);
    }

    private bool IsNoData(T sample) => _noData.Length > 0 && Array.IndexOf(_noData, double.CreateTruncating(sample)) >= 0;

    private T Level(ushort[][] tiles, int sample, (int First, int Second, float Weight) column, int above, int below, float weight)
    {
        int up = above * _columns.Tiles, down = below * _columns.Tiles;
        float right = column.Weight, left = 1f - right;
        float top = (tiles[up + column.First][sample] * left) + (tiles[up + column.Second][sample] * right);
        float bottom = (tiles[down + column.First][sample] * left) + (tiles[down + column.Second][sample] * right);
        return T.CreateSaturating(MathF.Round((top * (1f - weight)) + (bottom * weight)));
    }
}
