namespace HeatmapPS.Engine.Pixels;

/// <summary>Reads the next strip of another reader on a second thread while the current one is used.</summary>
internal sealed class ReadAheadRows : RowReader
{
    private readonly RowReader _inner;
    private readonly bool _leaveOpen;
    private readonly int _stripRows;
    private byte[] _current;
    private byte[] _next;
    private Task<int> _pending;
    private int _rowsRequested;
    private int _available;
    private int _position;

    /// <param name="inner">The reader; used only through this one from now on.</param>
    /// <param name="leaveOpen">Whether the reader stays open when this one is disposed.</param>
    public ReadAheadRows(RowReader inner, bool leaveOpen = false)
        : base(inner.Layout)
    {
        _inner = inner;
        _leaveOpen = leaveOpen;
        _stripRows = RowPump.RowsPerStrip(Layout);
        _current = new byte[checked(_stripRows * Layout.RowBytes)];
        _next = new byte[_current.Length];
        _pending = Request();
    }

    public override void Read(Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            if (_position == _available)
                Advance();
            if (_available == 0)
                throw new InvalidOperationException("Expected no more rows than are left.");
            int count = Math.Min(destination.Length, _available - _position);
            _current.AsSpan(_position, count).CopyTo(destination);
            _position += count;
            destination = destination[count..];
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // The background read holds the inner reader; it must have ended before that is released.
            ((IAsyncResult)_pending).AsyncWaitHandle.WaitOne();
            _ = _pending.Exception;
            if (!_leaveOpen)
                _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Advance()
    {
        _available = _pending.GetAwaiter().GetResult();
        _position = 0;
        (_current, _next) = (_next, _current);
        _pending = Request();
    }

    private Task<int> Request()
    {
        int rows = Math.Min(_stripRows, Layout.Height - _rowsRequested);
        if (rows <= 0)
            return Task.FromResult(0);
        _rowsRequested += rows;
        int bytes = rows * Layout.RowBytes;
        byte[] buffer = _next;
        return Task.Run(() =>
        {
            _inner.Read(buffer.AsSpan(0, bytes));
            return bytes;
        });
    }
}
