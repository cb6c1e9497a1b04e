using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Measuring;

/// <summary>The pixels on the far side of a threshold.</summary>
/// <param name="Threshold">The threshold, in the image's unit.</param>
/// <param name="IsBelow">Whether the pixels at or below it are meant, rather than those at or above.</param>
/// <param name="Count">Pixels.</param>
/// <param name="Percent">Share of the valid pixels; 0 when there is none.</param>
/// <param name="BoundingBox">The smallest rectangle around them, or null when there is none.</param>
/// <param name="Centroid">Mean of their coordinates, or null when there is none.</param>
/// <param name="ConnectedRegions">Regions they form when diagonal neighbours touch.</param>
internal sealed record ThresholdArea(
    double Threshold,
    bool IsBelow,
    long Count,
    double Percent,
    PixelRectangle? BoundingBox,
    PixelPosition? Centroid,
    long ConnectedRegions);

/// <summary>Gathers a <see cref="ThresholdArea"/> row by row.</summary>
/// <param name="threshold">The threshold.</param>
/// <param name="isBelow">Whether values at or below it count.</param>
internal sealed class ThresholdAreaAccumulator(double threshold, bool isBelow)
{
    private readonly ConnectedRegionCounter _regions = new();
    private readonly List<PixelRun> _runs = [];
    private long _count;
    private long _sumX;
    private long _sumY;
    private int _left = int.MaxValue;
    private int _right = -1;
    private int _top = -1;
    private int _bottom = -1;

    /// <summary>Adds a part of the current row; parts do not touch each other.</summary>
    /// <param name="values">Values; NaN where there is none.</param>
    /// <param name="x">Column of the first.</param>
    public void AddRun(ReadOnlySpan<double> values, int x)
    {
        int start = -1;
        for (int i = 0; i < values.Length; i++)
        {
            // NaN fails both comparisons.
            bool inside = isBelow ? values[i] <= threshold : values[i] >= threshold;
            if (inside)
            {
                if (start < 0)
                    start = i;
            }
            else if (start >= 0)
            {
                _runs.Add(new PixelRun(x + start, i - start));
                start = -1;
            }
        }

        if (start >= 0)
            _runs.Add(new PixelRun(x + start, values.Length - start));
    }

    /// <summary>Ends the current row; to be called for every row, those without pixels too.</summary>
    public void EndRow(int y)
    {
        _regions.AddRow(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_runs));
        if (_runs.Count == 0)
            return;
        foreach (PixelRun run in _runs)
        {
            _count += run.Length;
            _sumX += (long)run.Length * (run.Start + run.End - 1);
            _sumY += (long)run.Length * y;
        }

        _left = Math.Min(_left, _runs[0].Start);
        _right = Math.Max(_right, _runs[^1].End - 1);
        _top = _top < 0 ? y : _top;
        _bottom = y;
        _runs.Clear();
    }

    /// <summary>The area.</summary>
    /// <param name="valid">Valid pixels of the image or region.</param>
    public ThresholdArea ToArea(long valid) => new(
        threshold,
        isBelow,
        _count,
        valid == 0 ? 0 : 100.0 * _count / valid,
        _count == 0 ? null : new PixelRectangle(_left, _top, _right - _left + 1, _bottom - _top + 1),
        _count == 0 ? null : new PixelPosition(_sumX / 2.0 / _count, (double)_sumY / _count),
        _regions.Count);
}

/// <summary>Counts the 8-connected regions of a mask given row by row, in memory that does not grow with the number of rows.</summary>
/// <remarks>
/// Union-find over the runs of two rows. Each run starts as a region of its own, and each union of two regions takes one
/// away, so that regions which have ended need not be remembered. The number equals that of
/// <c>scipy.ndimage.label(mask, numpy.ones((3, 3)))</c>.
/// </remarks>
internal sealed class ConnectedRegionCounter
{
    private PixelRun[] _runs = [];
    private int[] _regions = [];
    private int _runCount;
    private int _regionCount;
    private int[] _parents = [];

    /// <summary>Regions so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds the next row.</summary>
    /// <param name="runs">Runs of set pixels from left to right, at least one clear pixel between them.</param>
    public void AddRow(ReadOnlySpan<PixelRun> runs)
    {
        int nodes = _regionCount + runs.Length;
        if (_parents.Length < nodes)
            _parents = new int[nodes * 2];
        for (int i = 0; i < nodes; i++)
            _parents[i] = i;
        Count += runs.Length;
        int above = 0;
        for (int i = 0; i < runs.Length; i++)
        {
            // Diagonal neighbours touch, so a run reaches one pixel further on both sides.
            while (above < _runCount && _runs[above].End < runs[i].Start)
                above++;
            for (int j = above; j < _runCount && _runs[j].Start <= runs[i].End; j++)
                Unite(_regionCount + i, _regions[j]);
        }

        Keep(runs);
    }

    /// <summary>Makes this row the one above, with its regions numbered from 0.</summary>
    private void Keep(ReadOnlySpan<PixelRun> runs)
    {
        if (_runs.Length < runs.Length)
        {
            _runs = new PixelRun[runs.Length * 2];
            _regions = new int[runs.Length * 2];
        }

        int offset = _regionCount;
        runs.CopyTo(_runs);
        _runCount = runs.Length;
        _regionCount = 0;
        for (int i = 0; i < runs.Length; i++)
        {
            int root = Root(offset + i);

            // The root's entry is free once it is numbered: the bitwise complement marks it.
            if (_parents[root] >= 0)
                _parents[root] = ~_regionCount++;
            _regions[i] = ~_parents[root];
        }
    }

    private void Unite(int first, int second)
    {
        int a = Root(first), b = Root(second);
        if (a == b)
            return;
        _parents[Math.Max(a, b)] = Math.Min(a, b);
        Count--;
    }

    /// <summary>The root of a node, halving the path on the way. A numbered root (negative) is a root too.</summary>
    private int Root(int node)
    {
        while (_parents[node] >= 0 && _parents[node] != node)
        {
            int parent = _parents[node];
            if (_parents[parent] >= 0)
                _parents[node] = _parents[parent];
            node = _parents[node];
        }

        return node;
    }
}
