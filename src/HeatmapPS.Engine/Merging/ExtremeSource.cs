using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging.Stacks;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging;

/// <summary>The largest or smallest sample of any number of images. The order does not matter, so that each core folds the
/// images it decodes into a partial result of its own while they are in its cache.</summary>
/// <param name="layout">Layout of every image and of the result.</param>
/// <param name="images">The images.</param>
/// <param name="maximum">Whether the larger is kept; else the smaller.</param>
/// <param name="settings">Threads, NaN, progress, cancellation.</param>
internal sealed class ExtremeSource(RasterLayout layout, IReadOnlyList<Raster> images, bool maximum, MergeSettings settings)
    : RasterSource(layout)
{
    private const int StripBytes = 1 << 18;

    /// <summary>Works out the result, then gives its rows.</summary>
    /// <exception cref="MergeInputException">Images could not be read.</exception>
    public override RowReader Open()
    {
        // A result that would have to wait in a file is worked out as it is written.
        if (Layout.ByteCount > Materialization.MemoryBytes)
            return new StackRows(images, new ExtremeOperation(Layout, maximum, settings.IgnoreNaN), settings);
        long most = Math.Max(1, Materialization.MemoryBytes / Layout.ByteCount);
        int workers = (int)Math.Min(Math.Min(Math.Max(1, settings.Parallelism), images.Count), most);
        var partials = new ScratchBuffer?[workers];
        try
        {
            Gather(partials);
            Combine(partials);
        }
        catch
        {
            foreach (ScratchBuffer? partial in partials)
                partial?.Dispose();
            throw;
        }

        foreach (ScratchBuffer? partial in partials.AsSpan(1))
            partial?.Dispose();
        return new BufferRows(Layout, partials[0]!);
    }

    private void Gather(ScratchBuffer?[] partials)
    {
        var failures = new List<(int Index, HeatmapException Error)>();
        int next = -1, done = 0;
        ParallelParts.ForEach(partials.Length, partials.Length, worker =>
        {
            for (int i = Interlocked.Increment(ref next); i < images.Count; i = Interlocked.Increment(ref next))
            {
                try
                {
                    bool isFirst = partials[worker] is null;
                    partials[worker] ??= new ScratchBuffer(Layout.ByteCount);
                    Fold(images[i], partials[worker]!, isFirst, ahead: partials.Length == 1);
                }
                catch (HeatmapException error) when (MergeInputException.IsOfImage(error))
                {
                    lock (failures)
                        failures.Add((i, error));
                }

                settings.Progress?.Report((double)Interlocked.Increment(ref done) / images.Count);
            }
        }, settings.CancellationToken);
        if (failures.Count > 0)
            throw new MergeInputException([.. failures.OrderBy(failure => failure.Index)]) { IsExhaustive = true };
    }

    private void Fold(Raster image, ScratchBuffer partial, bool isFirst, bool ahead)
    {
        using RowReader opened = image.OpenRows();
        using RowReader rows = ahead && Layout.ByteCount > RowPump.StripBytes ? new ReadAheadRows(opened, leaveOpen: true) : opened;
        int stripRows = Math.Clamp(StripBytes / Layout.RowBytes, 1, Layout.Height);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(checked(stripRows * Layout.RowBytes));
        for (int row = 0; row < Layout.Height; row += stripRows)
        {
            settings.CancellationToken.ThrowIfCancellationRequested();
            int bytes = Math.Min(stripRows, Layout.Height - row) * Layout.RowBytes;
            Span<byte> target = partial.Slice((long)row * Layout.RowBytes, bytes);
            rows.Read(isFirst ? target : buffer.AsSpan(0, bytes));
            if (!isFirst)
                ExtremeKernel.Fold(buffer.AsSpan(0, bytes), target, Layout.SampleType, maximum, settings.IgnoreNaN);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Folds all partial results into the first.</summary>
    private void Combine(ScratchBuffer?[] partials)
    {
        // A worker that came too late for any image has none.
        Array.Sort(partials, (a, b) => (a is null ? 1 : 0) - (b is null ? 1 : 0));
        ScratchBuffer[] used = [.. partials.OfType<ScratchBuffer>()];
        if (used.Length < 2)
            return;
        int strips = (int)((Layout.ByteCount + StripBytes - 1) / StripBytes);
        ParallelParts.ForEach(strips, strip =>
        {
            long offset = (long)strip * StripBytes;
            int bytes = (int)Math.Min(StripBytes, Layout.ByteCount - offset);
            Span<byte> target = used[0].Slice(offset, bytes);
            foreach (ScratchBuffer partial in used.AsSpan(1))
                ExtremeKernel.Fold(partial.Slice(offset, bytes), target, Layout.SampleType, maximum, settings.IgnoreNaN);
        });
    }

    private sealed class BufferRows(RasterLayout layout, ScratchBuffer buffer) : RowReader(layout)
    {
        private long _position;

        public override void Read(Span<byte> destination)
        {
            buffer.Slice(_position, destination.Length).CopyTo(destination);
            _position += destination.Length;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                buffer.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>The largest or smallest sample of a stack, for images too large to keep a result of: they are read side by side.</summary>
/// <param name="layout">Layout of every image and of the result.</param>
/// <param name="maximum">Whether the larger is kept; else the smaller.</param>
/// <param name="ignoreNaN">Whether numbers win over NaN; else NaN wins.</param>
internal sealed class ExtremeOperation(RasterLayout layout, bool maximum, bool ignoreNaN) : StackOperation(layout, layout.SampleType)
{
    /// <inheritdoc/>
    public override int StateBytes => Input.SampleType.Size;

    /// <inheritdoc/>
    public override void Fold(StackChunk chunk, Span<byte> state)
    {
        for (int i = 0; i < chunk.Count; i++)
        {
            if (chunk.IsFirst && i == 0)
                chunk[0].CopyTo(state);
            else
                ExtremeKernel.Fold(chunk[i], state, Input.SampleType, maximum, ignoreNaN);
        }
    }

    /// <inheritdoc/>
    public override void Finish(Span<byte> state, int images, Span<byte> output) => state.CopyTo(output);
}

/// <summary>The larger or the smaller of two samples, for a run of them.</summary>
/// <remarks>NaN propagates, as in <c>numpy.maximum</c>, or is passed over, as in <c>numpy.fmax</c>.</remarks>
internal static class ExtremeKernel
{
    /// <summary>Folds samples into an accumulator.</summary>
    /// <param name="source">Samples of an image.</param>
    /// <param name="accumulator">What was found so far; as many samples.</param>
    /// <param name="type">Their type.</param>
    /// <param name="maximum">Whether the larger is kept; else the smaller.</param>
    /// <param name="ignoreNaN">Whether a number wins over NaN.</param>
    public static void Fold(ReadOnlySpan<byte> source, Span<byte> accumulator, SampleType type, bool maximum, bool ignoreNaN)
    {
        switch (type)
        {
            case SampleType.UInt8: Fold<byte>(source, accumulator, maximum, ignoreNaN); break;
            case SampleType.Int8: Fold<sbyte>(source, accumulator, maximum, ignoreNaN); break;
            case SampleType.UInt16: Fold<ushort>(source, accumulator, maximum, ignoreNaN); break;
            case SampleType.Int16: Fold<short>(source, accumulator, maximum, ignoreNaN); break;
            case SampleType.UInt32: Fold<uint>(source, accumulator, maximum, ignoreNaN); break;
            case SampleType.Int32: Fold<int>(source, accumulator, maximum, ignoreNaN); break;
            case SampleType.Float32: Fold<float>(source, accumulator, maximum, ignoreNaN); break;
            default: Fold<double>(source, accumulator, maximum, ignoreNaN); break;
        }
    }

    private static void Fold<T>(ReadOnlySpan<byte> source, Span<byte> accumulator, bool maximum, bool ignoreNaN)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(source);
        Span<T> to = MemoryMarshal.Cast<byte, T>(accumulator)[..from.Length];
        switch (maximum, ignoreNaN)
        {
            case (true, false): Maximum(from, to); break;
            case (true, true): MaximumNumber(from, to); break;
            case (false, false): Minimum(from, to); break;
            default: MinimumNumber(from, to); break;
        }
    }

    [MethodImpl(HotLoop.Options)]
    private static void Maximum<T>(ReadOnlySpan<T> source, Span<T> accumulator)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        for (; i <= source.Length - Vector<T>.Count; i += Vector<T>.Count)
            Vector.Max(new Vector<T>(source[i..]), new Vector<T>(accumulator[i..])).CopyTo(accumulator[i..]);
        for (; i < source.Length; i++)
            accumulator[i] = T.Max(source[i], accumulator[i]);
    }

    [MethodImpl(HotLoop.Options)]
    private static void MaximumNumber<T>(ReadOnlySpan<T> source, Span<T> accumulator)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        for (; i <= source.Length - Vector<T>.Count; i += Vector<T>.Count)
            Vector.MaxNumber(new Vector<T>(source[i..]), new Vector<T>(accumulator[i..])).CopyTo(accumulator[i..]);
        for (; i < source.Length; i++)
            accumulator[i] = T.MaxNumber(source[i], accumulator[i]);
    }

    [MethodImpl(HotLoop.Options)]
    private static void Minimum<T>(ReadOnlySpan<T> source, Span<T> accumulator)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        for (; i <= source.Length - Vector<T>.Count; i += Vector<T>.Count)
            Vector.Min(new Vector<T>(source[i..]), new Vector<T>(accumulator[i..])).CopyTo(accumulator[i..]);
        for (; i < source.Length; i++)
            accumulator[i] = T.Min(source[i], accumulator[i]);
    }

    [MethodImpl(HotLoop.Options)]
    private static void MinimumNumber<T>(ReadOnlySpan<T> source, Span<T> accumulator)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        for (; i <= source.Length - Vector<T>.Count; i += Vector<T>.Count)
            Vector.MinNumber(new Vector<T>(source[i..]), new Vector<T>(accumulator[i..])).CopyTo(accumulator[i..]);
        for (; i < source.Length; i++)
            accumulator[i] = T.MinNumber(source[i], accumulator[i]);
    }
}
