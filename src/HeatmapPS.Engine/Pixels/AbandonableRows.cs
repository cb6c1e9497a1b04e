namespace HeatmapPS.Engine.Pixels;

/// <summary>Rows of an image that its library decodes whole, in one call that cannot be stopped.</summary>
/// <remarks>
/// The call runs on a thread of its own. Whoever waits for it can be stopped; the thread then goes on to the end of the image,
/// releases what it holds, and its pixels are of no use to anybody. Until then it takes the memory and the processor that it took.
/// </remarks>
/// <param name="layout">Size and sample type of the rows.</param>
/// <param name="open">Opens the rows; this or the first read decodes the image.</param>
/// <param name="cancellationToken">Stops the waiting.</param>
internal sealed class AbandonableRows(RasterLayout layout, Func<RowReader> open, CancellationToken cancellationToken) : RowReader(layout)
{
    private RowReader? _rows;
    private ReadOnlyMemory<byte> _first;

    public override void Read(Span<byte> destination)
    {
        if (_rows is null)
            (_rows, _first) = Decode();
        int count = Math.Min(_first.Length, destination.Length);
        _first.Span[..count].CopyTo(destination);
        _first = _first[count..];
        if (count < destination.Length)
            _rows.Read(destination[count..]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _rows?.Dispose();
        base.Dispose(disposing);
    }

    private (RowReader Rows, ReadOnlyMemory<byte> First) Decode()
    {
        // Not of the pool: its threads may all be waiting here.
        Task<(RowReader Rows, ReadOnlyMemory<byte> First)> decoding =
            Task.Factory.StartNew(OpenAndRead, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            _ = Task.WaitAny([decoding], cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ = decoding.ContinueWith(Release, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        return decoding.GetAwaiter().GetResult();
    }

    private (RowReader Rows, ReadOnlyMemory<byte> First) OpenAndRead()
    {
        RowReader rows = open();
        try
        {
            byte[] first = new byte[RowPump.RowsPerStrip(Layout) * Layout.RowBytes];
            rows.Read(first);
            return (rows, first);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    private static void Release(Task<(RowReader Rows, ReadOnlyMemory<byte> First)> decoded)
    {
        if (decoded.IsCompletedSuccessfully)
            decoded.Result.Rows.Dispose();
        _ = decoded.Exception;
    }
}
