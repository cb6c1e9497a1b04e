using System.Buffers;

namespace HeatmapPS.Engine.Pixels;

/// <summary>A few rows on their way into a file.</summary>
internal sealed class Strip : IDisposable
{
    private byte[] _input;
    private byte[] _scratch = [];
    private int _leadBytes;

    /// <summary>Creates the buffers of a strip.</summary>
    /// <param name="inputBytes">Most bytes of rows it will hold, the row above them included.</param>
    public Strip(int inputBytes)
    {
        _input = ArrayPool<byte>.Shared.Rent(inputBytes);
        Output = new PooledStream((inputBytes / 2) + 1024);
    }

    /// <summary>Number of the strip, from 0.</summary>
    public int Index { get; private set; }

    public int RowCount { get; private set; }

    /// <summary>Bytes of its rows.</summary>
    public int ByteCount { get; private set; }

    /// <summary>Whether it ends the image.</summary>
    public bool IsLast { get; private set; }

    /// <summary>The rows; the encoding may change them.</summary>
    public Span<byte> Rows => _input.AsSpan(_leadBytes, ByteCount);

    /// <summary>The row above, where asked for (zeros above the first row), and the rows.</summary>
    public Span<byte> RowsWithLead => _input.AsSpan(0, _leadBytes + ByteCount);

    /// <summary>Where the encoded bytes go.</summary>
    public PooledStream Output { get; }

    /// <summary>Checksum of what was encoded, where the format needs one.</summary>
    public uint Checksum { get; set; }

    /// <summary>The running encoding, or null.</summary>
    public Task? Encoding { get; set; }

    /// <summary>Working memory that stays with the strip's buffers.</summary>
    public Span<byte> Scratch(int bytes)
    {
        if (_scratch.Length < bytes)
        {
            if (_scratch.Length > 0) ArrayPool<byte>.Shared.Return(_scratch);
            _scratch = ArrayPool<byte>.Shared.Rent(bytes);
        }

        return _scratch.AsSpan(0, bytes);
    }

    /// <summary>Makes the buffers ready for other rows.</summary>
    public void Reset(int index, int rowCount, int rowBytes, int leadBytes, bool isLast)
    {
        Index = index;
        RowCount = rowCount;
        ByteCount = checked(rowCount * rowBytes);
        _leadBytes = leadBytes;
        IsLast = isLast;
        Output.Clear();
    }

    public void Dispose()
    {
        if (_input.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_input);
        _input = [];
        if (_scratch.Length > 0) ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = [];
        Output.Dispose();
    }
}

/// <summary>Reads rows strip by strip, encodes the strips on all cores, and hands them on in order.</summary>
/// <remarks>
/// Memory is bounded by one strip a core and one more. Reading and writing stay on the calling thread. An image of one strip is
/// encoded on the calling thread too, so that many small files at once cost no hand-over.
/// </remarks>
internal static class StripPipeline
{
    /// <summary>Runs all rows of a reader through an encoding.</summary>
    /// <param name="rows">The rows; read to the end.</param>
    /// <param name="rowsPerStrip">Rows of every strip but the last.</param>
    /// <param name="withLead">Whether strips carry the row above them.</param>
    /// <param name="prepare">Sees every strip on the calling thread before it is encoded, or null.</param>
    /// <param name="encode">Encodes one strip into its output; called on several threads at once.</param>
    /// <param name="write">Takes the encoded strips in order, on the calling thread.</param>
    /// <param name="cancellationToken">Looked at before every strip.</param>
    public static void Run(RowReader rows, int rowsPerStrip, bool withLead, Action<Strip>? prepare, Action<Strip> encode,
        Action<Strip> write, CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        int leadBytes = withLead ? layout.RowBytes : 0;
        int stripRows = Math.Min(rowsPerStrip, layout.Height);
        int stripCount = (int)(((long)layout.Height + stripRows - 1) / stripRows);
        int slots = stripCount == 1 ? 1 : Math.Min(stripCount, Environment.ProcessorCount + 1);
        var ring = new Strip[slots];
        byte[] lastRow = ArrayPool<byte>.Shared.Rent(Math.Max(1, leadBytes));
        lastRow.AsSpan(0, leadBytes).Clear();
        try
        {
            for (int i = 0; i < stripCount; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Strip strip = ring[i % slots] ??= new Strip(checked((stripRows * layout.RowBytes) + leadBytes));
                Finish(strip, write);
                int count = (int)Math.Min(stripRows, layout.Height - ((long)i * stripRows));
                strip.Reset(i, count, layout.RowBytes, leadBytes, i == stripCount - 1);
                lastRow.AsSpan(0, leadBytes).CopyTo(strip.RowsWithLead);
                rows.Read(strip.Rows);
                if (leadBytes > 0) strip.Rows[^leadBytes..].CopyTo(lastRow);
                prepare?.Invoke(strip);
                if (slots == 1)
                {
                    encode(strip);
                    write(strip);
                }
                else
                {
                    strip.Encoding = Task.Run(() => encode(strip), CancellationToken.None);
                }
            }

            for (int i = Math.Max(0, stripCount - slots); i < stripCount; i++) Finish(ring[i % slots], write);
        }
        finally
        {
            Release(ring);
            ArrayPool<byte>.Shared.Return(lastRow);
        }
    }

    /// <summary>Takes the strips one after another on the calling thread, for encodings that go on from strip to strip.</summary>
    /// <param name="rows">The rows; read to the end.</param>
    /// <param name="rowsPerStrip">Rows of every strip but the last.</param>
    /// <param name="take">Encodes and writes a strip.</param>
    /// <param name="cancellationToken">Looked at before every strip.</param>
    public static void RunInOrder(RowReader rows, int rowsPerStrip, Action<Strip> take, CancellationToken cancellationToken)
    {
        RasterLayout layout = rows.Layout;
        int stripRows = Math.Min(rowsPerStrip, layout.Height);
        using var strip = new Strip(checked(stripRows * layout.RowBytes));
        int index = 0;
        for (int left = layout.Height; left > 0; left -= strip.RowCount)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(stripRows, left);
            strip.Reset(index++, count, layout.RowBytes, leadBytes: 0, isLast: count == left);
            rows.Read(strip.Rows);
            take(strip);
        }
    }

    private static void Finish(Strip strip, Action<Strip> write)
    {
        if (strip.Encoding is not { } encoding) return;
        encoding.GetAwaiter().GetResult();
        strip.Encoding = null;
        write(strip);
    }

    /// <summary>Gives buffers back only when no encoding uses them any more, whatever made the run end.</summary>
    private static void Release(Strip?[] ring)
    {
        Task[] running = [.. ring.Where(strip => strip?.Encoding is not null).Select(strip => strip!.Encoding!)];
        Task.WhenAll(running)
            .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
            .Wait();
        foreach (Strip? strip in ring) strip?.Dispose();
    }
}
