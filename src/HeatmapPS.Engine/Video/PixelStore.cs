using System.Diagnostics.CodeAnalysis;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Video;

/// <summary>Keeps the pixels of many rasters: in memory up to a budget for all, then in one temporary file without loss.</summary>
/// <remarks>Thread-safe. What a raster took is free again once nothing refers to it any more, so that a pipeline that lets go of
/// its frames never reaches the file.</remarks>
/// <param name="budget">Bytes that may be in memory.</param>
internal sealed class PixelStore(long budget = Materialization.MemoryBytes)
{
    private readonly Lock _lock = new();
    private SpillFile? _file;
    private long _live;
    private long _sinceCollection;

    /// <summary>Keeps pixels.</summary>
    /// <param name="layout">Size and sample type.</param>
    /// <param name="pixels">All rows; not to be changed any more by the caller.</param>
    public RasterSource Keep(RasterLayout layout, byte[] pixels)
    {
        lock (_lock)
        {
            _sinceCollection += pixels.Length;
            if (Interlocked.Read(ref _live) + pixels.Length > budget && _sinceCollection >= budget)
            {
                // Frames let go of count until they are collected, which the collector sees no need for by itself.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                _sinceCollection = 0;
            }

            if (Interlocked.Read(ref _live) + pixels.Length <= budget)
            {
                Interlocked.Add(ref _live, pixels.Length);
                return new LeasedSource(layout, pixels, this);
            }

            _file ??= new SpillFile();
            return _file.Keep(layout, pixels);
        }
    }

    /// <summary>The raster with its pixels kept here, read now.</summary>
    public Raster Keep(Raster raster, CancellationToken cancellationToken)
    {
        using RowReader rows = raster.OpenRows();
        return new Raster(Keep(raster.Layout, RowPump.ReadAll(rows, cancellationToken)), raster.Metadata, raster.Origin);
    }

    private sealed class LeasedSource(RasterLayout layout, byte[] pixels, PixelStore owner) : RasterSource(layout)
    {
        private readonly MemorySource _memory = new(layout, pixels);

        ~LeasedSource() => Interlocked.Add(ref owner._live, -Layout.ByteCount);

        public override RowReader Open() => _memory.Open();
    }

    /// <summary>One file of frames, deleted when nothing refers to it any more, or when the process ends, however it ends.</summary>
    [SuppressMessage("Reliability", "CA1001", Justification = "Closed by the handle's finalizer: no frame knows that it is the last.")]
    private sealed class SpillFile
    {
        private readonly FileStream _stream = TemporaryFile.Create();
        private readonly Dictionary<long, Stack<long>> _free = [];
        private long _end;

        public SpilledSource Keep(RasterLayout layout, byte[] pixels)
        {
            long offset;
            lock (_free)
            {
                if (!(_free.TryGetValue(pixels.Length, out Stack<long>? slots) && slots.TryPop(out offset)))
                {
                    offset = _end;
                    _end += pixels.Length;
                }
            }

            try
            {
                RandomAccess.Write(_stream.SafeFileHandle, pixels, offset);
            }
            catch (IOException error)
            {
                throw OutputErrors.TemporaryFileFailed(pixels.Length, error);
            }

            return new SpilledSource(layout, this, offset);
        }

        public void Read(Span<byte> destination, long offset)
        {
            while (!destination.IsEmpty)
            {
                int read = RandomAccess.Read(_stream.SafeFileHandle, destination, offset);
                if (read == 0)
                    throw new EndOfStreamException("The temporary file of a video's frames ended early.");
                offset += read;
                destination = destination[read..];
            }
        }

        public void Release(long length, long offset)
        {
            lock (_free)
            {
                if (!_free.TryGetValue(length, out Stack<long>? slots))
                    _free[length] = slots = new Stack<long>();
                slots.Push(offset);
            }
        }
    }

    private sealed class SpilledSource(RasterLayout layout, SpillFile file, long offset) : RasterSource(layout)
    {
        ~SpilledSource() => file.Release(Layout.ByteCount, offset);

        public override RowReader Open() => new Rows(this);

        /// <summary>Refers to its source, whose place in the file must not be given to another meanwhile.</summary>
        private sealed class Rows(SpilledSource owner) : RowReader(owner.Layout)
        {
            private long _position;

            public override void Read(Span<byte> destination)
            {
                owner.ReadAt(destination, _position);
                _position += destination.Length;
            }
        }

        private void ReadAt(Span<byte> destination, long position) => file.Read(destination, offset + position);
    }
}

/// <summary>A video's frame while its statistics are gathered. Its pixels are let go of afterwards, and read from the video again
/// in the rare case that they are asked for once more.</summary>
internal sealed class ReleasablePixels : RasterSource
{
    private readonly Func<RasterSource> _reopen;
    private RasterSource? _pixels;

    private ReleasablePixels(RasterSource pixels, Func<RasterSource> reopen)
        : base(pixels.Layout)
    {
        _pixels = pixels;
        _reopen = reopen;
    }

    /// <summary>A raster whose pixels can be released.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="reopen">Reads it again.</param>
    public static (Raster Raster, ReleasablePixels Pixels) From(Raster frame, Func<Raster> reopen)
    {
        var pixels = new ReleasablePixels(frame.Source, () => reopen().Source);
        return (new Raster(pixels, frame.Metadata, frame.Origin), pixels);
    }

    /// <summary>Lets go of the pixels.</summary>
    public void Release() => _pixels = null;

    /// <inheritdoc/>
    public override RowReader Open() => (_pixels ?? _reopen()).Open();
}
