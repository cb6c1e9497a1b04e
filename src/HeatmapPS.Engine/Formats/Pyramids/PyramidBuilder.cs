using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Pyramids;

/// <summary>Takes a band of tiles: whole rows of one level, as many as a tile is high, or fewer at the end.</summary>
/// <param name="level">0 for the full size.</param>
/// <param name="tileRow">Number of the band from the top, from 0.</param>
/// <param name="rows">The rows, borrowed for the call.</param>
internal delegate void TileBandAction(int level, int tileRow, ReadOnlyMemory<byte> rows);

/// <summary>Makes all levels of a pyramid while the image is read once. Memory is one band of tiles for each level: twice the
/// first one's, whatever the image's height.</summary>
internal sealed class PyramidBuilder : IDisposable
{
    private readonly Level[] _levels;
    private readonly int _tileSize;
    private readonly RowHalving _halving;
    private readonly TileBandAction _take;

    /// <param name="levels">From <see cref="PyramidLevels.Of"/>.</param>
    /// <param name="tileSize">Rows of a band.</param>
    /// <param name="shrink">How pixels become fewer.</param>
    /// <param name="hasAlpha">Whether the last band weighs the others.</param>
    /// <param name="take">Takes every band of every level, a level's bands from top to bottom.</param>
    public PyramidBuilder(RasterLayout[] levels, int tileSize, PyramidShrink shrink, bool hasAlpha, TileBandAction take)
    {
        _tileSize = tileSize;
        _take = take;
        _halving = new RowHalving(levels[0], shrink, hasAlpha);
        _levels = [.. levels.Select(layout => new Level(layout, tileSize))];
    }

    /// <summary>Reads an image to its end.</summary>
    /// <param name="rows">Rows of the first level.</param>
    /// <param name="cancellationToken">Looked at before every row's strip.</param>
    public void Run(RowReader rows, CancellationToken cancellationToken)
    {
        Level full = _levels[0];
        int step = Math.Max(1, Math.Min(_tileSize, RowPump.RowsPerStrip(full.Layout)));
        while (full.RowsTaken < full.Layout.Height)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Straight into the band, up to its end.
            int count = Math.Min(Math.Min(step, _tileSize - full.Filled), full.Layout.Height - full.RowsTaken);
            rows.Read(full.Rows(full.Filled, count));
            for (int row = 0; row < count; row++)
                Advance(0);
        }
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        foreach (Level level in _levels)
            level.Dispose();
    }

    /// <summary>A level has one row more at the end of its band.</summary>
    private void Advance(int index)
    {
        Level level = _levels[index];
        level.Filled++;
        level.RowsTaken++;
        bool isLast = level.RowsTaken == level.Layout.Height;
        if (index + 1 < _levels.Length && (level.RowsTaken % 2 == 0 || isLast))
        {
            // Tiles are an even number of rows high, so that both rows of a pair are in one band.
            bool isPair = level.RowsTaken % 2 == 0;
            ReadOnlySpan<byte> lower = level.Rows(level.Filled - 1, 1);
            ReadOnlySpan<byte> upper = isPair ? level.Rows(level.Filled - 2, 1) : lower;
            Level next = _levels[index + 1];
            _halving.Halve(upper, lower, level.Layout.Width, next.Rows(next.Filled, 1));
            Advance(index + 1);
        }

        if (level.Filled == _tileSize || isLast)
        {
            _take(index, (level.RowsTaken - 1) / _tileSize, level.Band);
            level.Filled = 0;
        }
    }

    private sealed class Level(RasterLayout layout, int tileSize) : IDisposable
    {
        private byte[] _band = ArrayPool<byte>.Shared.Rent(checked(layout.RowBytes * Math.Min(tileSize, layout.Height)));

        public RasterLayout Layout => layout;

        /// <summary>Rows in the band.</summary>
        public int Filled { get; set; }

        /// <summary>Rows since the top of the image.</summary>
        public int RowsTaken { get; set; }

        public ReadOnlyMemory<byte> Band => _band.AsMemory(0, Filled * layout.RowBytes);

        public Span<byte> Rows(int first, int count) => _band.AsSpan(first * layout.RowBytes, count * layout.RowBytes);

        public void Dispose()
        {
            if (_band.Length > 0)
                ArrayPool<byte>.Shared.Return(_band);
            _band = [];
        }
    }
}

/// <summary>Makes one row of half the width out of two. At an odd edge the pixels that are there count.</summary>
/// <param name="layout">Bands and sample type.</param>
/// <param name="shrink">Whether pixels are taken or averaged.</param>
/// <param name="hasAlpha">Whether the last band weighs the others.</param>
internal sealed class RowHalving(RasterLayout layout, PyramidShrink shrink, bool hasAlpha)
{
    private readonly int _bands = layout.Bands;

    /// <summary>Halves a pair of rows.</summary>
    /// <param name="upper">The upper row.</param>
    /// <param name="lower">The lower row, or the upper one again at the bottom.</param>
    /// <param name="width">Pixels in each.</param>
    /// <param name="destination">Pixels of half the width, rounded up.</param>
    public void Halve(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int width, Span<byte> destination)
    {
        if (shrink == PyramidShrink.Nearest)
        {
            Take(upper, destination);
            return;
        }

        switch (layout.SampleType)
        {
            case SampleType.UInt8: Average(upper, lower, width, destination); break;
            case SampleType.Int8: Average(Cast<sbyte>(upper), Cast<sbyte>(lower), width, Cast<sbyte>(destination)); break;
            case SampleType.UInt16: Average(Cast<ushort>(upper), Cast<ushort>(lower), width, Cast<ushort>(destination)); break;
            case SampleType.Int16: Average(Cast<short>(upper), Cast<short>(lower), width, Cast<short>(destination)); break;
            case SampleType.UInt32: Average(Cast<uint>(upper), Cast<uint>(lower), width, Cast<uint>(destination)); break;
            case SampleType.Int32: Average(Cast<int>(upper), Cast<int>(lower), width, Cast<int>(destination)); break;
            case SampleType.Float32: Average(Cast<float>(upper), Cast<float>(lower), width, Cast<float>(destination)); break;
            default: Average(Cast<double>(upper), Cast<double>(lower), width, Cast<double>(destination)); break;
        }
    }

    private static ReadOnlySpan<T> Cast<T>(ReadOnlySpan<byte> bytes)
        where T : struct => MemoryMarshal.Cast<byte, T>(bytes);

    private static Span<T> Cast<T>(Span<byte> bytes)
        where T : struct => MemoryMarshal.Cast<byte, T>(bytes);

    private void Take(ReadOnlySpan<byte> row, Span<byte> destination)
    {
        int pixel = _bands * layout.SampleType.Size;
        if (pixel == 1)
        {
            for (int x = 0; x < destination.Length; x++)
                destination[x] = row[2 * x];
            return;
        }

        for (int at = 0; at < destination.Length; at += pixel)
            row.Slice(2 * at, pixel).CopyTo(destination.Slice(at, pixel));
    }

    private void Average<T>(ReadOnlySpan<T> upper, ReadOnlySpan<T> lower, int width, Span<T> destination)
        where T : struct, INumber<T>
    {
        for (int x = 0; 2 * x < width; x++)
        {
            int left = 2 * x * _bands, right = Math.Min((2 * x) + 1, width - 1) * _bands, at = x * _bands;
            int alpha = _bands - 1;
            double a = 1, b = 1, c = 1, d = 1;
            if (hasAlpha)
            {
                (a, b, c, d) =
                    (Value(upper[left + alpha]), Value(upper[right + alpha]), Value(lower[left + alpha]), Value(lower[right + alpha]));
                destination[at + alpha] = Narrow<T>((a + b + c + d) / 4);
            }

            double weight = a + b + c + d;
            if (weight == 0)
                (a, b, c, d, weight) = (1, 1, 1, 1, 4);
            for (int band = 0; band < (hasAlpha ? alpha : _bands); band++)
            {
                double sum = (a * Value(upper[left + band])) + (b * Value(upper[right + band])) + (c * Value(lower[left + band]))
                    + (d * Value(lower[right + band]));
                destination[at + band] = Narrow<T>(sum / weight);
            }
        }
    }

    private static double Value<T>(T sample)
        where T : struct, INumber<T> => double.CreateTruncating(sample);

    private static T Narrow<T>(double value)
        where T : struct, INumber<T> =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? T.CreateTruncating(value)
            : T.CreateSaturating(Math.Round(value, MidpointRounding.AwayFromZero));
}

/// <summary>How four pixels of one level become one of the next.</summary>
public enum PyramidShrink
{
    /// <summary>The first of them: indices, labels, and the colours of heatmaps, which have no mean.</summary>
    Nearest,

    /// <summary>Their mean; colours count by their alpha.</summary>
    Mean,
}

/// <summary>The sizes of an image and of its smaller copies: each half the one before, rounded up.</summary>
internal static class PyramidLevels
{
    /// <summary>Layouts from the full size on.</summary>
    /// <param name="full">The image.</param>
    /// <param name="smallestSide">The last level is the first whose sides are both at most this.</param>
    public static RasterLayout[] Of(RasterLayout full, int smallestSide)
    {
        var levels = new List<RasterLayout> { full };
        while (levels[^1].Width > smallestSide || levels[^1].Height > smallestSide)
            levels.Add(levels[^1] with { Width = (levels[^1].Width + 1) / 2, Height = (levels[^1].Height + 1) / 2 });
        return [.. levels];
    }
}
