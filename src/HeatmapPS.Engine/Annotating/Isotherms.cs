using System.Numerics;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Annotating;

/// <summary>A place between pixels; the centre of the first pixel is (0, 0).</summary>
internal readonly record struct ContourPoint(double X, double Y);

/// <summary>A line on which the numbers have one value. The larger values are on its left in row order, as in scikit-image.</summary>
/// <param name="Points">At least two; of a closed line the last is the first again.</param>
internal sealed record ContourLine(ContourPoint[] Points)
{
    /// <summary>Whether the line ends where it begins.</summary>
    public bool IsClosed => Points[0] == Points[^1];
}

/// <summary>Finds the lines of given values: marching squares with linear interpolation, as scikit-image's find_contours with
/// fully_connected='low'. There is no line between four pixels of which one has no value.</summary>
internal static class Isotherms
{
    /// <summary>Pieces of all lines of an image; more are noise, and would fill the memory.</summary>
    public const int MostPieces = 4_000_000;

    /// <summary>Finds the lines.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="values">The values.</param>
    /// <param name="cancellationToken">Stops the pass over the pixels.</param>
    /// <returns>The lines of each value, in the order of the values.</returns>
    /// <exception cref="HeatmapException">AnnotationInvalid when there are more than <see cref="MostPieces"/> pieces; what reading
    /// throws.</exception>
    public static ContourLine[][] Find(Raster raster, double[] values, CancellationToken cancellationToken)
    {
        PieceTable[] tables = Array.ConvertAll(values, _ => new PieceTable());
        double[] above = new double[raster.Width], below = new double[raster.Width];
        double[] noData = [.. raster.NoDataValues];
        using RowReader rows = raster.OpenRows();
        int rowBytes = raster.Layout.RowBytes;
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            for (int row = 0; row < strip.Rows; row++)
            {
                (above, below) = (below, above);
                ReadValues(strip.Bytes.Slice(row * rowBytes, rowBytes), raster.SampleType, noData, below);
                int y = strip.FirstRow + row - 1;
                if (y < 0)
                    continue;
                for (int i = 0; i < values.Length; i++)
                    AddPieces(tables[i], above, below, y, values[i]);
                if (tables.Sum(table => (long)table.Count) > MostPieces)
                    throw AnnotationErrors.TooManyPieces(raster.Name, MostPieces);
            }
        });
        return Array.ConvertAll(tables, table => table.ToLines());
    }

    private static void ReadValues(ReadOnlySpan<byte> samples, SampleType type, double[] noData, Span<double> values)
    {
        Samples.ToDoubles(samples, type, values);
        if (noData.Length == 0 && !type.IsFloat)
            return;
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]) || Array.IndexOf(noData, values[i]) >= 0)
                values[i] = double.NaN;
        }
    }

    private static void AddPieces(PieceTable table, ReadOnlySpan<double> above, ReadOnlySpan<double> below, int y, double level)
    {
        long width = above.Length;
        for (int x = 0; x + 1 < above.Length; x++)
        {
            x += CellsWithout(above[x..], below[x..], level);
            if (x + 1 >= above.Length)
                break;
            (double ul, double ur, double ll, double lr) = (above[x], above[x + 1], below[x], below[x + 1]);
            int form = (ul > level ? 1 : 0) | (ur > level ? 2 : 0) | (ll > level ? 4 : 0) | (lr > level ? 8 : 0);
            if (form is 0 or 15 || double.IsNaN(ul + ur + ll + lr))
                continue;
            var top = new Crossing((2 * ((y * width) + x)) + 0, x + Fraction(ul, ur, level), y);
            var bottom = new Crossing((2 * (((y + 1) * width) + x)) + 0, x + Fraction(ll, lr, level), y + 1);
            var left = new Crossing((2 * ((y * width) + x)) + 1, x, y + Fraction(ul, ll, level));
            var right = new Crossing((2 * ((y * width) + x + 1)) + 1, x + 1, y + Fraction(ur, lr, level));
            switch (form)
            {
                case 1: table.Add(top, left); break;
                case 2: table.Add(right, top); break;
                case 3: table.Add(right, left); break;
                case 4: table.Add(left, bottom); break;
                case 5: table.Add(top, bottom); break;
                case 6:
                    table.Add(right, top);
                    table.Add(left, bottom);
                    break;
                case 7: table.Add(right, bottom); break;
                case 8: table.Add(bottom, right); break;
                case 9:
                    table.Add(top, left);
                    table.Add(bottom, right);
                    break;
                case 10: table.Add(bottom, top); break;
                case 11: table.Add(bottom, left); break;
                case 12: table.Add(left, right); break;
                case 13: table.Add(top, right); break;
                default: table.Add(left, top); break;
            }
        }
    }

    /// <summary>Cells from the first on that the line surely does not cross: a whole number of vectors.</summary>
    private static int CellsWithout(ReadOnlySpan<double> above, ReadOnlySpan<double> below, double level)
    {
        int count = Vector<double>.Count, cells = 0;
        var value = new Vector<double>(level);
        for (; cells + count < above.Length; cells += count)
        {
            var ul = Vector.GreaterThan(new Vector<double>(above[cells..]), value);
            var ur = Vector.GreaterThan(new Vector<double>(above[(cells + 1)..]), value);
            var ll = Vector.GreaterThan(new Vector<double>(below[cells..]), value);
            var lr = Vector.GreaterThan(new Vector<double>(below[(cells + 1)..]), value);
            if (!Vector.EqualsAll(ul & ur & ll & lr, ul | ur | ll | lr))
                break;
        }

        return cells;
    }

    private static double Fraction(double from, double to, double level) => to == from ? 0 : (level - from) / (to - from);

    /// <summary>Where a line crosses an edge between two pixels.</summary>
    /// <param name="Edge">The edge's number: unique in the image.</param>
    /// <param name="X">To the right.</param>
    /// <param name="Y">Downwards.</param>
    private readonly record struct Crossing(long Edge, double X, double Y)
    {
        public ContourPoint Point => new(X, Y);
    }

    /// <summary>The pieces of one value's lines. Each edge begins at most one piece and ends at most one, so they form lines.</summary>
    private sealed class PieceTable
    {
        private readonly Dictionary<long, (Crossing From, Crossing To)> _pieces = [];

        public int Count => _pieces.Count;

        public void Add(Crossing from, Crossing to) => _pieces[from.Edge] = (from, to);

        public ContourLine[] ToLines()
        {
            HashSet<long> ends = [.. _pieces.Values.Select(piece => piece.To.Edge)];
            var lines = new List<ContourLine>();

            // First those with ends, at the border of the image or of missing values; what is left is closed.
            foreach (long start in _pieces.Keys.Where(edge => !ends.Contains(edge)).ToArray())
                AddLine(lines, start);
            foreach (long start in _pieces.Keys.ToArray())
                AddLine(lines, start);
            return [.. lines];
        }

        private void AddLine(List<ContourLine> lines, long start)
        {
            var points = new List<ContourPoint>();
            long edge = start;
            while (_pieces.Remove(edge, out (Crossing From, Crossing To) piece))
            {
                if (points.Count == 0)
                    points.Add(piece.From.Point);

                // A line through the centre of a pixel crosses several edges in one place.
                if (points[^1] != piece.To.Point)
                    points.Add(piece.To.Point);
                edge = piece.To.Edge;
            }

            if (points.Count > 1)
                lines.Add(new ContourLine([.. points]));
        }
    }
}
