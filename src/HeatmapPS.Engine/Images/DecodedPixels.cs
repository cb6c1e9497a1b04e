using System.Buffers;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Keeps the pixels that were decoded for a statistic until they are used again, so that images are decoded once.</summary>
/// <remarks>Bounded: what does not fit is decoded again. Thread-safe.</remarks>
/// <param name="capacity">Bytes of pixels kept at once.</param>
internal sealed class DecodedPixels(long capacity)
{
    private long _free = capacity;

    /// <summary>What a command may keep: 256 MB, or an eighth of the memory there is where that is less (a container, a heap
    /// limit).</summary>
    public static long DefaultCapacity => Math.Min(Materialization.MemoryBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8);

    /// <summary>Takes room for the pixels of a raster.</summary>
    /// <returns>The room, or null when there is none or keeping would gain nothing.</returns>
    public ReservedRoom? TryReserve(Raster raster)
    {
        if (raster.Source.IsCheapToReopen)
            return null;
        long bytes = raster.Layout.ByteCount;
        if (bytes > Array.MaxLength)
            return null;
        if (Interlocked.Add(ref _free, -bytes) < 0)
        {
            Interlocked.Add(ref _free, bytes);
            return null;
        }

        return new ReservedRoom(this, raster);
    }

    private void Release(long bytes) => Interlocked.Add(ref _free, bytes);

    /// <summary>Room for the pixels of one raster. It is not the collector's: what is given back is free at once, and a command
    /// does not find the pixels of the one before it still in memory.</summary>
    /// <remarks>The raster made of it must not be used once it is disposed of.</remarks>
    internal sealed unsafe class ReservedRoom : MemoryManager<byte>, IDisposable
    {
        private readonly DecodedPixels _owner;
        private readonly Raster _raster;
        private readonly NativeBlock _block;

        internal ReservedRoom(DecodedPixels owner, Raster raster)
        {
            _owner = owner;
            _raster = raster;
            _block = new NativeBlock((nuint)raster.Layout.ByteCount);
        }

        /// <summary>Where all rows go.</summary>
        public Span<byte> Pixels => GetSpan();

        /// <summary>The raster with its pixels in memory; every row must have been filled in.</summary>
        public Raster ToRaster() => new(new MemorySource(_raster.Layout, Memory), _raster.Metadata, _raster.Origin);

        /// <inheritdoc/>
        public override Span<byte> GetSpan()
        {
            ObjectDisposedException.ThrowIf(_block.IsClosed, this);
            return new Span<byte>((void*)_block.DangerousGetHandle(), (int)_raster.Layout.ByteCount);
        }

        /// <inheritdoc/>
        public override MemoryHandle Pin(int elementIndex = 0) =>
            new((byte*)_block.DangerousGetHandle() + elementIndex, pinnable: this);

        /// <inheritdoc/>
        public override void Unpin()
        {
        }

        /// <summary>Gives the room back.</summary>
        public void Dispose()
        {
            if (_block.IsClosed)
                return;
            _block.Dispose();
            _owner.Release(_raster.Layout.ByteCount);
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing) => Dispose();
    }

    /// <summary>Memory that is freed even where a stopped command leaves it.</summary>
    private sealed unsafe class NativeBlock : SafeHandle
    {
        public NativeBlock(nuint bytes)
            : base(0, ownsHandle: true) => SetHandle((nint)NativeMemory.Alloc(bytes));

        /// <inheritdoc/>
        public override bool IsInvalid => handle == 0;

        /// <inheritdoc/>
        protected override bool ReleaseHandle()
        {
            NativeMemory.Free((void*)handle);
            return true;
        }
    }
}
