using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Keeps the pixels that were decoded for a statistic until they are used again, so that images are decoded once.</summary>
/// <remarks>Bounded: what does not fit is decoded again. Thread-safe. The memory is not the collector's: it goes back to the system
/// as soon as the pixels were used, and a command does not find those of the one before it still in memory.</remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "The block goes with its last room, or with its finalizer.")]
internal sealed class DecodedPixels
{
    /// <summary>Bytes of a block of rooms. So large that the C library returns it to the system when it is freed.</summary>
    private const long BlockBytes = 64L << 20;

    /// <summary>Bytes up to which an empty block is used again, as images that come one by one need it.</summary>
    private const long ReusedBytes = 8L << 20;

    private readonly Lock _lock = new();
    private readonly long _blockBytes;
    private long _free;
    private NativeBlock? _block;

    /// <param name="capacity">Bytes of pixels kept at once.</param>
    public DecodedPixels(long capacity)
    {
        _free = capacity;
        _blockBytes = Math.Min(BlockBytes, capacity);
    }

    /// <summary>What a command may keep: 192 MB, or an eighth of the memory there is where that is less (a container, a heap
    /// limit).</summary>
    public static long DefaultCapacity => Math.Min(192L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8);

    /// <summary>Takes room for the pixels of a raster.</summary>
    /// <returns>The room, or null when there is none or keeping would gain nothing.</returns>
    public ReservedRoom? TryReserve(Raster raster)
    {
        long bytes = raster.Layout.ByteCount;
        if (raster.Source.IsCheapToReopen || bytes > Array.MaxLength)
            return null;
        lock (_lock)
        {
            if (bytes > _free)
                return null;
            if (_block is null || _block.Used + bytes > _block.Size)
                _block = new NativeBlock(Math.Max(bytes, _blockBytes));
            var room = new ReservedRoom(this, raster, _block, _block.Used);
            _block.Rooms++;
            _block.Used += bytes;
            _free -= bytes;
            return room;
        }
    }

    private void Release(NativeBlock block, long bytes)
    {
        lock (_lock)
        {
            _free += bytes;
            if (--block.Rooms > 0)
                return;
            if (block == _block && block.Used <= ReusedBytes)
            {
                block.Used = 0;
                return;
            }

            if (block == _block)
                _block = null;
            block.Dispose();
        }
    }

    /// <summary>Room for the pixels of one raster.</summary>
    /// <remarks>The raster made of it must not be used once it is disposed of.</remarks>
    internal sealed unsafe class ReservedRoom : MemoryManager<byte>, IDisposable
    {
        private readonly DecodedPixels _owner;
        private readonly Raster _raster;
        private readonly NativeBlock _block;
        private readonly long _offset;
        private int _isReleased;

        internal ReservedRoom(DecodedPixels owner, Raster raster, NativeBlock block, long offset)
        {
            _owner = owner;
            _raster = raster;
            _block = block;
            _offset = offset;
        }

        /// <summary>Where all rows go.</summary>
        public Span<byte> Pixels => GetSpan();

        private byte* Address
        {
            get
            {
                ObjectDisposedException.ThrowIf(_isReleased != 0, this);
                return (byte*)_block.DangerousGetHandle() + _offset;
            }
        }

        /// <summary>The raster with its pixels in memory; every row must have been filled in.</summary>
        public Raster ToRaster() => new(new MemorySource(_raster.Layout, Memory), _raster.Metadata, _raster.Origin);

        /// <inheritdoc/>
        public override Span<byte> GetSpan() => new(Address, (int)_raster.Layout.ByteCount);

        /// <inheritdoc/>
        public override MemoryHandle Pin(int elementIndex = 0) => new(Address + elementIndex, pinnable: this);

        /// <inheritdoc/>
        public override void Unpin()
        {
        }

        /// <summary>Gives the room back.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0)
                _owner.Release(_block, _raster.Layout.ByteCount);
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing) => Dispose();
    }

    /// <summary>Memory for some rooms, taken one after another; freed even where a stopped command leaves it.</summary>
    internal sealed unsafe class NativeBlock : SafeHandle
    {
        public NativeBlock(long bytes)
            : base(0, ownsHandle: true)
        {
            Size = bytes;
            SetHandle((nint)NativeMemory.Alloc((nuint)bytes));
        }

        public long Size { get; }

        public long Used { get; set; }

        public int Rooms { get; set; }

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
