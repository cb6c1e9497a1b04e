namespace HeatmapPS.Engine.Measuring;

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
