using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Measuring.Comparison;

/// <summary>Structural similarity of two planes, row by row, with an 11-row window in memory.</summary>
/// <remarks>
/// Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment", IEEE TIP 13 (2004): Gaussian window of σ 1.5 cut to 11 × 11,
/// K1 0.01, K2 0.03, population covariance; the mean is over windows that lie wholly inside, as in scikit-image's
/// <c>structural_similarity(gaussian_weights=True, sigma=1.5, use_sample_covariance=False)</c>. Windows with a NaN are left out.
/// </remarks>
internal sealed class StructuralSimilarity
{
    /// <summary>Pixels on each side of a window.</summary>
    public const int WindowSize = 11;

    private const int Radius = WindowSize / 2;
    private const double Sigma = 1.5;

    /// <summary>Planes that are filtered: x, y, x², y², xy.</summary>
    private const int Planes = 5;

    private static readonly double[] s_weights = MakeWeights();

    private readonly int _width;
    private readonly double _c1;
    private readonly double _c2;
    private readonly double[][] _window;
    private readonly double[] _products;
    private readonly double[][] _filtered = new double[Planes][];
    private int _rows;
    private double _sum;
    private long _count;

    /// <param name="width">Columns of the planes, at least 11.</param>
    /// <param name="dataRange">Distance from the smallest to the largest possible value, above 0.</param>
    public StructuralSimilarity(int width, double dataRange)
    {
        _width = width - (2 * Radius);
        _c1 = 0.01 * dataRange * (0.01 * dataRange);
        _c2 = 0.03 * dataRange * (0.03 * dataRange);
        _products = new double[width];
        _window = new double[Planes * WindowSize][];
        for (int i = 0; i < _window.Length; i++)
            _window[i] = new double[_width];
        for (int i = 0; i < Planes; i++)
            _filtered[i] = new double[_width];
    }

    /// <summary>Adds the next row of both planes.</summary>
    public void AddRow(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        int slot = _rows % WindowSize;
        FilterRow(x, Row(0, slot));
        FilterRow(y, Row(1, slot));
        FilterRow(Multiply(x, x), Row(2, slot));
        FilterRow(Multiply(y, y), Row(3, slot));
        FilterRow(Multiply(x, y), Row(4, slot));
        _rows++;
        if (_rows >= WindowSize)
            AddWindows();
    }

    /// <summary>Mean over all windows, or null when there was none.</summary>
    public double? Mean => _count == 0 ? null : _sum / _count;

    private double[] Row(int plane, int slot) => _window[(plane * WindowSize) + slot];

    private Span<double> Multiply(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        ReadOnlySpan<Vector<double>> a = MemoryMarshal.Cast<double, Vector<double>>(first);
        ReadOnlySpan<Vector<double>> b = MemoryMarshal.Cast<double, Vector<double>>(second);
        Span<Vector<double>> products = MemoryMarshal.Cast<double, Vector<double>>(_products.AsSpan());
        for (int i = 0; i < a.Length; i++)
            products[i] = a[i] * b[i];
        for (int i = a.Length * Vector<double>.Count; i < first.Length; i++)
            _products[i] = first[i] * second[i];
        return _products;
    }

    /// <summary>Weighs 11 neighbours in a row; the result is 10 shorter.</summary>
    [MethodImpl(HotLoop.Options)]
    private static void FilterRow(ReadOnlySpan<double> source, double[] destination)
    {
        ref double from = ref MemoryMarshal.GetReference(source);
        ref double to = ref MemoryMarshal.GetArrayDataReference(destination);
        int i = 0;
        for (; i <= destination.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> sum = Vector.LoadUnsafe(ref from, (nuint)(i + Radius)) * s_weights[Radius];
            for (int k = 0; k < Radius; k++)
            {
                sum += (Vector.LoadUnsafe(ref from, (nuint)(i + k)) + Vector.LoadUnsafe(ref from, (nuint)(i + WindowSize - 1 - k)))
                    * s_weights[k];
            }

            sum.StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < destination.Length; i++)
        {
            double sum = source[i + Radius] * s_weights[Radius];
            for (int k = 0; k < Radius; k++)
                sum += (source[i + k] + source[i + WindowSize - 1 - k]) * s_weights[k];
            destination[i] = sum;
        }
    }

    /// <summary>Weighs the 11 rows in memory and adds the similarity of each window.</summary>
    [MethodImpl(HotLoop.Options)]
    private void AddWindows()
    {
        for (int plane = 0; plane < Planes; plane++)
            FilterColumn(plane);
        double sum = 0;
        for (int i = 0; i < _width; i++)
        {
            double ux = _filtered[0][i], uy = _filtered[1][i];
            double vx = _filtered[2][i] - (ux * ux);
            double vy = _filtered[3][i] - (uy * uy);
            double vxy = _filtered[4][i] - (ux * uy);
            double similarity = ((2 * ux * uy) + _c1) * ((2 * vxy) + _c2) / (((ux * ux) + (uy * uy) + _c1) * (vx + vy + _c2));
            if (double.IsNaN(similarity))
                continue;
            sum += similarity;
            _count++;
        }

        _sum += sum;
    }

    [MethodImpl(HotLoop.Options)]
    private void FilterColumn(int plane)
    {
        Span<Vector<double>> sums = MemoryMarshal.Cast<double, Vector<double>>(_filtered[plane].AsSpan());
        int tail = sums.Length * Vector<double>.Count;
        for (int k = 0; k < WindowSize; k++)
        {
            double weight = s_weights[k];
            double[] row = Row(plane, (_rows + k) % WindowSize);
            ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(row);
            for (int i = 0; i < sums.Length; i++)
                sums[i] = k == 0 ? vectors[i] * weight : sums[i] + (vectors[i] * weight);
            for (int i = tail; i < _width; i++)
                _filtered[plane][i] = k == 0 ? row[i] * weight : _filtered[plane][i] + (row[i] * weight);
        }
    }

    private static double[] MakeWeights()
    {
        double[] weights = [.. Enumerable.Range(-Radius, WindowSize).Select(k => Math.Exp(-0.5 * k * k / (Sigma * Sigma)))];
        double sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }
}
